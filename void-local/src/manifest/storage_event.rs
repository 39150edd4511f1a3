//! `storage: {bucket, prefix, suffix, events, …}`.

use void_messaging_sdk::QueueName;

use super::{
    error::{Place, Problem},
    fields::{Fields, scalar, whole_number},
    nearest::nearest,
    queue_event::read_queue_name,
    tree::{Node, Value},
};

const KEYS: [&str; 6] = ["bucket", "prefix", "suffix", "events", "maxRetries", "deadLetterQueue"];
/// What a bucket tells of, as far as it happens here.
const EVENTS: [&str; 11] = [
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
];
const DEFAULT_EVENT: &str = "s3:ObjectCreated:*";
const DEFAULT_MAX_RETRIES: u32 = 2;

/// What happens in a bucket, and invokes the function asynchronously. Names, ranges and defaults are those of S3's
/// notifications and of Lambda's asynchronous invocation.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StorageEvent {
    /// `bucket`: its name. It is made if it does not exist.
    pub bucket: String,
    /// `prefix`: what keys begin with. Default: anything.
    pub prefix: String,
    /// `suffix`: what keys end with. Default: anything.
    pub suffix: String,
    /// `events`: one or a list, such as `s3:ObjectRemoved:*`. Default `s3:ObjectCreated:*`.
    pub events: Vec<String>,
    /// `maxRetries`: tries after the first one, 0 to 2. Default 2: three tries in all.
    pub max_retries: u32,
    /// `deadLetterQueue`: where the event goes after its last try, a standard queue. Default: it is dropped.
    pub dead_letter_queue: Option<QueueName>,
    /// Where the event stands.
    pub place: Place,
}

pub(super) fn read_storage(node: &Node, problems: &mut Vec<Problem>) -> Option<StorageEvent> {
    let fields = Fields::of(node, "a `storage` event", &KEYS, problems)?;
    let bucket = fields.required("bucket", problems, read_bucket);
    let prefix = fields.optional("prefix", problems, |node| scalar(node).map(ToOwned::to_owned));
    let suffix = fields.optional("suffix", problems, |node| scalar(node).map(ToOwned::to_owned));
    let events = fields.optional("events", problems, read_events);
    let max_retries = fields.optional("maxRetries", problems, |node| whole_number(node, 0..=2));
    let dead_letter_queue = fields.optional("deadLetterQueue", problems, read_standard_queue);
    Some(StorageEvent {
        bucket: bucket?,
        prefix: prefix.unwrap_or_default(),
        suffix: suffix.unwrap_or_default(),
        events: events.unwrap_or_else(|| vec![DEFAULT_EVENT.to_owned()]),
        max_retries: max_retries.unwrap_or(DEFAULT_MAX_RETRIES),
        dead_letter_queue,
        place: node.place,
    })
}

fn read_bucket(node: &Node) -> Result<String, Problem> {
    let name = scalar(node)?;
    if is_bucket_name(name) {
        return Ok(name.to_owned());
    }
    let message = format!(
        "{name:?} is not a bucket name: 3 to 63 of the characters a-z, 0-9, - and ., a letter or a digit at both ends"
    );
    Err(Problem::new(node.place, message))
}

/// Whether a bucket can have this name, by the rules that matter for a name that is not made up to break them.
fn is_bucket_name(name: &str) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let valid = |byte: &u8| is_plain(byte) || matches!(byte, b'-' | b'.');
    let ends = [name.as_bytes().first(), name.as_bytes().last()];
    (3..=63).contains(&name.len())
        && name.as_bytes().iter().all(valid)
        && ends.into_iter().flatten().all(is_plain)
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err()
}

fn read_events(node: &Node) -> Result<Vec<String>, Problem> {
    match &node.value {
        Value::List(items) if items.is_empty() => Err(Problem::new(node.place, "the list is empty")),
        Value::List(items) => items.iter().map(read_event).collect(),
        _ => Ok(vec![read_event(node)?]),
    }
}

fn read_event(node: &Node) -> Result<String, Problem> {
    let event = scalar(node)?;
    if EVENTS.contains(&event) {
        return Ok(event.to_owned());
    }
    let message = format!("unknown event `{event}` (known: {})", EVENTS.join(", "));
    Err(Problem::new(node.place, message).with_suggestion(nearest(event, EVENTS)))
}

fn read_standard_queue(node: &Node) -> Result<QueueName, Problem> {
    let queue = read_queue_name(node)?;
    if queue.is_fifo() {
        let message =
            format!("a storage event needs a standard queue as its dead-letter queue, not `{queue}`");
        return Err(Problem::new(node.place, message));
    }
    Ok(queue)
}

#[cfg(test)]
mod tests {
    use crate::manifest::{EventSource, FunctionManifest, StorageEvent};

    fn parse(storage: &str) -> Result<StorageEvent, String> {
        let text = format!("name: f\nruntime: rust\nhandler: f\nevents:\n  - storage: {storage}\n");
        let manifest = FunctionManifest::parse("f/void.yaml", &text).map_err(|error| error.to_string())?;
        match manifest.events.into_iter().next() {
            Some(EventSource::Storage(event)) => Ok(event),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_a_storage_event_with_all_its_keys() {
        let event = parse(
            "{bucket: photos, prefix: in/, suffix: .ppm, events: [s3:ObjectCreated:Put, 's3:ObjectRemoved:*'], maxRetries: 1, deadLetterQueue: photos-dlq}",
        )
        .unwrap();
        assert_eq!(
            (event.bucket.as_str(), event.prefix.as_str(), event.suffix.as_str()),
            ("photos", "in/", ".ppm")
        );
        assert_eq!(event.events, ["s3:ObjectCreated:Put", "s3:ObjectRemoved:*"]);
        assert_eq!(event.max_retries, 1);
        assert_eq!(event.dead_letter_queue.unwrap().as_str(), "photos-dlq");
    }

    #[test]
    fn a_bucket_alone_is_enough() {
        let event = parse("{bucket: photos}").unwrap();
        assert_eq!((event.events, event.max_retries), (vec!["s3:ObjectCreated:*".to_owned()], 2));
        assert_eq!(
            (event.prefix, event.suffix, event.dead_letter_queue),
            (String::new(), String::new(), None)
        );
        assert_eq!(
            parse("{bucket: photos, events: 's3:ObjectRemoved:*'}").unwrap().events,
            ["s3:ObjectRemoved:*"]
        );
    }

    #[test]
    fn says_what_is_wrong_and_what_was_meant() {
        for (storage, expected) in [
            ("{}", "a `storage` event has no `bucket`"),
            ("{bucket: Photos}", "`bucket`: \"Photos\" is not a bucket name"),
            ("{bucket: ab}", "is not a bucket name"),
            ("{bucket: -ab}", "is not a bucket name"),
            ("{bucket: a..b}", "is not a bucket name"),
            ("{bucket: 10.0.0.1}", "is not a bucket name"),
            ("{bucket: photos, preffix: a}", "unknown key `preffix` in a `storage` event"),
            ("{bucket: photos, events: s3:ObjectCreate:Put}", "did you mean `s3:ObjectCreated:Put`?"),
            ("{bucket: photos, events: []}", "`events`: the list is empty"),
            (
                "{bucket: photos, maxRetries: 3}",
                "`maxRetries`: expected a whole number from 0 to 2, found `3`",
            ),
            ("{bucket: photos, deadLetterQueue: a.fifo}", "needs a standard queue as its dead-letter queue"),
        ] {
            let error = parse(storage).unwrap_err();
            assert!(error.contains(expected) && error.starts_with("f/void.yaml:5:"), "{error}");
        }
    }
}
