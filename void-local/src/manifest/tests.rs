use std::time::Duration;

use http::Method;
use void_core::Timestamp;
use void_streams_sdk::StartingPosition;

use super::{Backoff, EventSource, FunctionManifest, Runtime};

const CREATE_ORDER: &str = "\
name: create-order
runtime: rust
handler: create-order
memory: 128MB
timeout: 30s
environment:
  ORDER_EVENTS_QUEUE_URL: ${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}
  RATE: 1.50
events:
  - http: {path: /orders, method: POST}
";

fn parse(text: &str) -> FunctionManifest {
    FunctionManifest::parse("f/void.yaml", text).unwrap()
}

fn errors(text: &str) -> Vec<String> {
    let error = FunctionManifest::parse("f/void.yaml", text).unwrap_err();
    error.to_string().lines().map(ToOwned::to_owned).collect()
}

/// A valid function with `rest` after its first three lines.
fn function(rest: &str) -> String {
    format!("name: f\nruntime: rust\nhandler: f\n{rest}")
}

/// A valid function with one queue event of these keys, each on a line of its own from line 7 on.
fn queue(keys: &[&str]) -> String {
    let keys: String = keys.iter().map(|key| format!("      {key}\n")).collect();
    function(&format!("events:\n  - queue:\n      name: q\n{keys}"))
}

#[test]
fn reads_the_walkthroughs_function() {
    let manifest = parse(CREATE_ORDER);
    assert_eq!(manifest.name, "create-order");
    assert_eq!(manifest.runtime, Runtime::Rust);
    assert_eq!(manifest.memory_mb, 128);
    assert_eq!(manifest.timeout, Duration::from_secs(30));
    assert_eq!(manifest.environment[0].value.placeholders().count(), 1);
    assert_eq!(manifest.environment[1].value.resolve(|_| Err(())), Ok("1.50".to_owned()));
    let [EventSource::Http(http)] = manifest.events.as_slice() else { panic!("{:?}", manifest.events) };
    assert_eq!(http.path.as_str(), "/orders");
    assert_eq!(http.method, Some(Method::POST));
}

#[test]
fn reads_a_queue_event_with_all_its_keys() {
    let manifest = parse(&queue(&[
        "batchSize: 5",
        "batchingWindow: 20s",
        "maxConcurrency: 2",
        "maxRetries: 7",
        "deadLetterQueue: q-dlq",
        "backoff: {initial: 2s, max: 1m, multiplier: 3}",
        "filter: {body: {total: [{numeric: ['>', 1.5]}], paid: [true, null]}}",
    ]));
    let [EventSource::Queue(queue)] = manifest.events.as_slice() else { panic!("{:?}", manifest.events) };
    assert_eq!((queue.batch_size, queue.max_concurrency), (5, 2));
    assert_eq!(queue.batching_window, Duration::from_secs(20));
    let target = queue.dead_letter.as_ref().unwrap();
    assert_eq!((target.queue.as_str(), target.max_retries), ("q-dlq", 7));
    let backoff = Backoff { initial: Duration::from_secs(2), max: Duration::from_secs(60), multiplier: 3 };
    assert_eq!(queue.backoff, backoff);
    let filter = serde_json::json!({"body": {"total": [{"numeric": [">", 1.5]}], "paid": [true, null]}});
    assert_eq!(queue.filter.as_ref(), Some(&filter));
}

#[test]
fn fills_in_defaults() {
    let manifest = parse(&queue(&["deadLetterQueue: d"]));
    let [EventSource::Queue(queue)] = manifest.events.as_slice() else { panic!("{:?}", manifest.events) };
    assert_eq!((queue.batch_size, queue.max_concurrency), (10, 10));
    assert_eq!(queue.batching_window, Duration::ZERO);
    assert_eq!(queue.dead_letter.as_ref().unwrap().max_retries, 3);
    assert_eq!(queue.backoff, Backoff::default());
    let manifest = parse(&function("memory:\nevents:\n"));
    assert_eq!((manifest.memory_mb, manifest.timeout), (128, Duration::from_secs(30)));
    assert!(manifest.events.is_empty());
}

#[test]
fn names_the_nearest_key_with_its_place() {
    assert_eq!(
        errors(&function("memroy: 128MB\n")),
        [
            "f/void.yaml:4:1: unknown key `memroy` in void.yaml (known: name, runtime, handler, memory, timeout, \
          environment, events); did you mean `memory`?"
        ]
    );
    let error = &errors(&queue(&["batchsize: 5"]))[0];
    assert!(error.starts_with("f/void.yaml:7:7: unknown key `batchsize`"), "{error}");
    assert!(error.ends_with("did you mean `batchSize`?"), "{error}");
}

#[test]
fn reports_everything_that_is_wrong_in_the_order_of_the_file() {
    let found = errors("nam: f\nruntime: nodejs20.x\nmemory: 64MB\ntimeout: 30\nevents:\n  - cron: {}\n");
    let starts =
        ["1:1: void.yaml has no `name`", "1:1: void.yaml has no `handler`", "1:1: unknown key `nam`"];
    for start in starts {
        assert!(found[..3].iter().any(|line| line.contains(start)), "{start}: {found:#?}");
    }
    assert!(found[3].contains("2:10: `runtime`: runtime `nodejs20.x` is not offered here"), "{found:#?}");
    assert!(found[4].contains("3:9: `memory`: expected 128MB to 10240MB, found `64MB`"), "{found:#?}");
    assert!(found[5].contains("4:10: `timeout`: `30` has no unit"), "{found:#?}");
    assert!(found[6].contains("6:5: unknown kind of event `cron`"), "{found:#?}");
    assert_eq!(found.len(), 7);
}

#[test]
fn names_the_kind_that_was_meant() {
    assert!(errors(&function("events:\n  - strem: {}\n"))[0].ends_with("did you mean `stream`?"));
}

#[test]
fn refuses_values_out_of_range_or_of_the_wrong_type() {
    for (key, message) in [
        ("batchSize: 0", "from 1 to 10000, found `0`"),
        ("batchSize: '5'", "from 1 to 10000, found `5`"),
        ("batchSize: 1.5", "found `1.5`"),
        ("batchSize: [1]", "found a list"),
        ("batchingWindow: 6m", "from 0s to 5m, found `6m`"),
        ("maxConcurrency: 1001", "from 1 to 1000"),
        ("maxRetries: 3", "needs a `deadLetterQueue`"),
        ("deadLetterQueue: q", "can't be its own"),
        ("deadLetterQueue: d.fifo", "needs a standard queue"),
        ("deadLetterQueue: 'a b'", "is not a queue name"),
        ("backoff: {max: 500ms}", "shorter than the first"),
        ("backoff: fast", "`fast` is not a duration"),
        ("filter: 7", "a mapping"),
        ("filter: '{'", "expected a filter pattern"),
    ] {
        let found = errors(&queue(&[key]));
        assert!(found.len() == 1 && found[0].contains("void.yaml:7:"), "{key}: {found:#?}");
        assert!(found[0].contains(message), "{key}: {found:#?}");
    }
}

#[test]
fn keeps_fifo_queues_within_their_limits() {
    let fifo = |key: &str| function(&format!("events:\n  - queue:\n      name: q.fifo\n      {key}\n"));
    assert!(errors(&fifo("batchSize: 11"))[0].contains("from 1 to 10"));
    assert!(errors(&fifo("batchingWindow: 1s"))[0].contains("do not wait"));
    assert!(errors(&fifo("deadLetterQueue: d"))[0].contains("needs a FIFO queue"));
    parse(&fifo("deadLetterQueue: d.fifo"));
}

#[test]
fn refuses_bad_routes_and_variables() {
    let found = errors(&function(
        "environment: {9A: x, OK: '${', LIST: [1]}\nevents:\n  - http: {path: orders, method: PSOT}\n  - http\n",
    ));
    assert!(found[0].contains("`9A` is not a variable's name"), "{found:#?}");
    assert!(found[1].contains("`OK`: `${` has no closing"), "{found:#?}");
    assert!(found[2].contains("`LIST`: expected a text, found a list"), "{found:#?}");
    assert!(found[3].contains("it begins with `/`"), "{found:#?}");
    assert!(
        found[4].contains("unknown method `PSOT`") && found[4].ends_with("did you mean `POST`?"),
        "{found:#?}"
    );
    assert!(found[5].contains("a mapping of one key"), "{found:#?}");
}

#[test]
fn never_panics_on_what_is_not_a_manifest() {
    for text in
        ["", "~", "[]", "7", "a: [", "---\na: 1\n---\nb: 2\n", "\0", "name: &a [*a]", "{{}: 1}", "- - -"]
    {
        let error = FunctionManifest::parse("x", text).unwrap_err();
        assert!(!error.problems().is_empty(), "{text:?}");
        assert!(error.problems().iter().all(|problem| problem.place.line >= 1), "{text:?}: {error}");
    }
}

/// A valid function with one stream event of these keys, each on a line of its own from line 7 on.
fn stream(keys: &[&str]) -> String {
    queue(keys).replace("- queue:", "- stream:")
}

#[test]
fn reads_a_stream_event_with_all_its_keys() {
    let manifest = parse(&stream(&[
        "shards: 4",
        "batchSize: 500",
        "batchingWindow: 20s",
        "startingPosition: 2026-01-01T00:00:00Z",
        "parallelizationFactor: 2",
        "maxRetries: 10000",
        "maxRecordAge: 1h",
        "bisectOnError: true",
        "deadLetterQueue: q-dlq",
        "backoff: 5s",
    ]));
    let [EventSource::Stream(stream)] = manifest.events.as_slice() else { panic!("{:?}", manifest.events) };
    assert_eq!((stream.name.as_str(), stream.shards, stream.batch_size), ("q", 4, 500));
    assert_eq!((stream.batching_window, stream.parallelization_factor), (Duration::from_secs(20), 2));
    let new_year = Timestamp::from_secs(1_767_225_600);
    assert_eq!(stream.starting_position, StartingPosition::at_timestamp(new_year));
    assert_eq!((stream.max_record_age, stream.bisect_on_error), (Some(Duration::from_secs(3600)), true));
    let target = stream.dead_letter.as_ref().unwrap();
    assert_eq!((target.queue.as_str(), target.max_retries), ("q-dlq", 10_000));
    assert_eq!(stream.backoff.after_attempt(3), Duration::from_secs(5));
}

#[test]
fn fills_in_the_defaults_of_a_stream_event() {
    let defaults = |keys: &[&str]| match parse(&stream(keys)).events.remove(0) {
        EventSource::Stream(stream) => stream,
        other => panic!("{other:?}"),
    };
    let stream = defaults(&[]);
    assert_eq!((stream.shards, stream.batch_size, stream.parallelization_factor), (1, 100, 1));
    assert_eq!((stream.batching_window, stream.max_record_age), (Duration::ZERO, None));
    assert_eq!(stream.starting_position, StartingPosition::trim_horizon());
    assert_eq!((stream.bisect_on_error, stream.dead_letter), (false, None));
    assert_eq!(defaults(&["deadLetterQueue: d"]).dead_letter.unwrap().max_retries, 3);
    assert_eq!(defaults(&["startingPosition: LATEST"]).starting_position, StartingPosition::latest());
}

#[test]
fn refuses_values_of_a_stream_event_out_of_range_or_of_the_wrong_type() {
    for (key, message) in [
        ("shards: 0", "from 1 to 1000"),
        ("batchSize: 10001", "from 1 to 10000, found `10001`"),
        ("batchingWindow: 6m", "from 0s to 5m, found `6m`"),
        ("startingPosition: LATST", "`LATST`; did you mean `LATEST`?"),
        ("startingPosition: 2026-01-01", "a time such as 2026-01-01T00:00:00Z, found `2026-01-01`"),
        ("parallelizationFactor: 11", "from 1 to 10, found `11`"),
        ("maxRecordAge: 59s", "from 1m to 7d, found `59s`"),
        ("maxRecordAge: 8d", "from 1m to 7d"),
        ("bisectOnError: 1", "expected true or false, found `1`"),
        ("bisectOnError: 'true'", "expected true or false"),
        ("maxRetries: 3", "needs a `deadLetterQueue`"),
        ("maxRetries: -1", "from 0 to 10000, found `-1`"),
        ("deadLetterQueue: d.fifo", "needs a standard queue"),
        ("deadLetterQueue: 'a b'", "is not a queue name"),
        ("bisectOnEror: true", "did you mean `bisectOnError`?"),
    ] {
        let found = errors(&stream(&[key]));
        let own: Vec<&String> = found.iter().filter(|line| line.contains(message)).collect();
        assert!(own.len() == 1 && own[0].contains("void.yaml:7:"), "{key}: {found:#?}");
    }
    let unnamed = errors(&function("events:\n  - stream: {name: 'a b'}\n"));
    assert!(unnamed[0].contains("void.yaml:5:20: `name`: \"a b\" is not a stream name"), "{unnamed:#?}");
    assert!(errors(&function("events:\n  - stream: {}\n"))[0].contains("a `stream` event has no `name`"));
}
