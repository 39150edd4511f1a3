//! Functions that are ended with `kill -9` while they work, alone and with their cloud.

use std::{collections::BTreeSet, future::poll_fn, process::Command, time::Duration};

use http::{Request, StatusCode};
use http_body::Body as _;
use void_core::{Body, Clock, HttpTransport, SystemClock, Transport, time::timeout};
use void_local::logs::{LogFilter, LogLine};

use super::{
    cloud::{Clients, Cloud, Folder, folder_to_serve, serve},
    rounds::begin,
};

const RELAY: &str = "name: relay
runtime: provided
handler: worker
timeout: 5s
environment: {SEND_TO: '${VOID_QUEUE_DONE_URL}'}
events:
  - queue: {name: jobs, batchSize: 3}
";

const CALLED: &str = "name: called
runtime: provided
handler: worker
timeout: 60s
";

const WATCHING: &str = "name: watching
runtime: provided
handler: worker
timeout: 60s
events:
  - storage: {bucket: photos}
";

/// A message comes back when its visibility timeout is over: within two minutes.
const LONGEST_WAIT: Duration = Duration::from_secs(180);

const WAITING: &str = "functions::what_waited_for_a_function_asynchronously_is_tried_again_after_kill_9";
const WITH_CLOUD: &str = "functions::what_functions_worked_on_when_the_cloud_was_killed_is_done_in_the_end";
#[cfg(target_os = "linux")]
const MANY: &str = "functions::what_processes_had_when_they_were_killed_again_and_again_is_done_in_the_end";
const ALONE: &str = "functions::what_a_process_had_when_it_was_killed_comes_back_to_another";

#[test]
fn what_functions_worked_on_when_the_cloud_was_killed_is_done_in_the_end() {
    match folder_to_serve() {
        Some(folder) => serve(folder),
        None => kill_cloud(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn kill_cloud() {
    let (rounds, random, _told) = begin();
    let rounds = rounds.div_ceil(5);
    let folder = Folder::new("relay");
    let mut cloud = Cloud::start(WITH_CLOUD, &folder.0);
    cloud.clients().messaging.create_queue("done").await.unwrap();
    cloud.deploy(RELAY).await;
    let mut waiting = BTreeSet::new();
    for round in 0..rounds {
        send(&cloud.clients(), round, &mut waiting).await;
        // Some of them, and then no more.
        take_done(&cloud.clients(), &mut waiting, random.below(10)).await;
        cloud.kill();
        cloud = Cloud::start(WITH_CLOUD, &folder.0);
    }
    take_done(&cloud.clients(), &mut waiting, u64::MAX).await;
    cloud.kill();
    assert_eq!(waiting, BTreeSet::new());
}

async fn send(Clients { messaging, .. }: &Clients, round: u64, waiting: &mut BTreeSet<String>) {
    let jobs = messaging.get_queue_url("jobs").await.unwrap().queue_url;
    for count in 0..20 {
        let body = format!("relay {round} {count}");
        messaging.send_message(&jobs, &*body).await.unwrap();
        waiting.insert(body);
    }
}

/// Takes results until there were so many, or nothing is waited for any more. Each is done once or more often.
async fn take_done(clients: &Clients, waiting: &mut BTreeSet<String>, most: u64) {
    let client = &clients.messaging;
    let done = client.get_queue_url("done").await.unwrap().queue_url;
    let mut taken = 0;
    while taken < most && !waiting.is_empty() {
        let wait = Duration::from_secs(20);
        let received =
            client.receive_message(&done).max_number_of_messages(10).wait_time(wait).await.unwrap();
        assert!(!received.messages.is_empty(), "these are lost: {waiting:?}");
        for message in received.messages {
            client.delete_message(&done, &message.receipt_handle).await.unwrap();
            waiting.remove(&message.body);
            taken += 1;
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_processes_had_when_they_were_killed_again_and_again_is_done_in_the_end() {
    match folder_to_serve() {
        Some(folder) => serve(folder),
        None => kill_processes(),
    }
}

#[cfg(target_os = "linux")]
#[tokio::main(flavor = "current_thread")]
async fn kill_processes() {
    let (rounds, random, told) = begin();
    let folder = Folder::new("processes");
    let cloud = Cloud::start(MANY, &folder.0);
    cloud.clients().messaging.create_queue("done").await.unwrap();
    let slowly = RELAY.replace("environment: {", "environment: {PAUSE_MS: '60', ");
    cloud.deploy(&slowly.replace("batchSize: 3", "batchSize: 3, backoff: 1s")).await;
    let (clock, mut waiting, mut killed) = (SystemClock::new(), BTreeSet::new(), 0);
    for round in 0..rounds {
        send(&cloud.clients(), round, &mut waiting).await;
        // At a moment while most of them are worked on; then some come through.
        clock.sleep_until(clock.now() + Duration::from_millis(30 + random.below(70))).await;
        killed += cloud.kill_functions();
        take_done(&cloud.clients(), &mut waiting, random.below(20)).await;
    }
    take_done(&cloud.clients(), &mut waiting, u64::MAX).await;
    let failed = failed_batches(&cloud).await;
    cloud.kill();
    println!("{rounds} rounds, {killed} processes killed, {failed} batches broken off, seed {}", told.0);
    assert_eq!(waiting, BTreeSet::new());
    assert!(failed > 0, "{failed} of {killed} processes were at work when they were killed");
}

/// How many of the function's batches failed.
#[cfg(target_os = "linux")]
async fn failed_batches(cloud: &Cloud) -> u64 {
    let request = Request::get(format!("{}/metrics", cloud.url)).body(Body::empty()).unwrap();
    let metrics = HttpTransport::new().send(request).await.unwrap().into_body().into_bytes(1_000_000).await;
    let metrics = String::from_utf8(metrics.unwrap().to_vec()).unwrap();
    let failed =
        metrics.lines().find_map(|line| line.strip_prefix("void_function_errors_total{function=\"relay\"} "));
    failed.unwrap_or_else(|| panic!("{metrics}")).parse().unwrap()
}

#[test]
fn what_a_process_had_when_it_was_killed_comes_back_to_another() {
    match folder_to_serve() {
        Some(folder) => serve(folder),
        None => kill_process(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn kill_process() {
    let folder = Folder::new("process");
    let cloud = Cloud::start(ALONE, &folder.0);
    let client = cloud.clients().messaging;
    client.create_queue("jobs").visibility_timeout(Duration::from_secs(2)).await.unwrap();
    client.create_queue("done").await.unwrap();
    cloud.deploy(&RELAY.replace("timeout: 5s", "timeout: 60s")).await;
    // What is in flight is kept there as long as somebody works on it; it never ends by itself within this test.
    let jobs = client.get_queue_url("jobs").await.unwrap().queue_url;
    client.send_message(&jobs, "hang").await.unwrap();
    let first = pid_after(&cloud, "relay", 0).await;
    assert!(Command::new("kill").args(["-9", &first.to_string()]).status().unwrap().success());
    let second = pid_after(&cloud, "relay", first).await;
    assert_ne!(first, second, "the message came to a new process");
    cloud.kill();
}

#[test]
fn what_waited_for_a_function_asynchronously_is_tried_again_after_kill_9() {
    match folder_to_serve() {
        Some(folder) => serve(folder),
        None => kill_while_events_run(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn kill_while_events_run() {
    let folder = Folder::new("events");
    let cloud = Cloud::start(WAITING, &folder.0);
    cloud.deploy(CALLED).await;
    cloud.deploy(WATCHING).await;
    call_asynchronously(&cloud, "called").await;
    cloud.clients().storage.put_object("photos", "hang", "a photo").await.unwrap();
    let before = [pid_after(&cloud, "called", 0).await, pid_after(&cloud, "watching", 0).await];
    cloud.kill();

    let cloud = Cloud::start(WAITING, &folder.0);
    for (function, before) in ["called", "watching"].into_iter().zip(before) {
        assert_ne!(pid_after(&cloud, function, before).await, before, "{function} is called again");
    }
    cloud.kill();
}

async fn call_asynchronously(cloud: &Cloud, function: &str) {
    let request = Request::post(format!("{}/2015-03-31/functions/{function}/invocations", cloud.url))
        .header("x-amz-invocation-type", "Event")
        .body(Body::from(r#"{"do":"hang"}"#));
    let response = HttpTransport::new().send(request.unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::ACCEPTED);
}

/// The process that works on the message, and is not `before`.
async fn pid_after(cloud: &Cloud, function: &str, before: u32) -> u32 {
    let pid = timeout(&SystemClock::new(), LONGEST_WAIT, follow_to_pid(cloud, function, before)).await;
    pid.unwrap_or_else(|_| panic!("no process but {before} works on what {function} has to do"))
}

/// Follows the log until it is there.
async fn follow_to_pid(cloud: &Cloud, function: &str, before: u32) -> u32 {
    let filter = LogFilter { function: Some(function.to_owned()), ..LogFilter::default() };
    let mut lines = Box::pin(cloud.control().logs(&filter, 1_000, true).await.unwrap());
    let mut text = Vec::new();
    loop {
        let frame = poll_fn(|context| lines.as_mut().poll_frame(context)).await;
        text.extend_from_slice(&frame.unwrap().unwrap().into_data().unwrap());
        while let Some(end) = text.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = text.drain(..=end).collect();
            let line: LogLine = serde_json::from_slice(&line).unwrap();
            let pid = line.pid.filter(|pid| *pid != before && line.message.starts_with("working on"));
            if let Some(pid) = pid {
                return pid;
            }
        }
    }
}
