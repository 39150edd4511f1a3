//! `POST /_void/reset`: everything is gone at once, what was going on too, and does not come back.

use std::{fs, time::Duration};

use serde_json::json;
use void_core::{Config, Credentials, HttpTransport, time::timeout};
use void_local::{
    control::ControlError,
    logs::{LogFilter, LogLine},
};
use void_storage_sdk::VoidStorageClient;
use void_streams_sdk::VoidStreamsClient;

use crate::support::{Served, messaging, named, source, whole};

const QUEUED: &str = "name: queued
runtime: provided
handler: worker
timeout: 30s
events:
  - queue: {name: jobs, batchSize: 1}
";

fn config(served: &Served) -> Config {
    let config = Config::builder().transport(HttpTransport::new()).endpoint_url(served.cloud.services_url());
    config.region("us-east-1").credentials(Credentials::new("anybody", "anything")).build()
}

/// A queue with a message, a stream, a bucket, two functions, and lines in a log.
async fn fill(served: &Served) {
    let queues = messaging(served);
    let queue = queues.create_queue("orders").await.unwrap().queue_url;
    queues.send_message(&queue, "kept?").await.unwrap();
    VoidStreamsClient::new(config(served)).create_stream("clicks").shards(1).await.unwrap();
    VoidStorageClient::new(config(served)).create_bucket("invoices").await.unwrap();
    served.deploy([source(QUEUED), named("other", "5s", "")]).await;
    served.order("other", "pid").await;
}

async fn counts(served: &Served) -> serde_json::Value {
    serde_json::to_value(served.control.health().await.unwrap().counts).unwrap()
}

fn nothing() -> serde_json::Value {
    json!({ "functions": 0, "queues": 0, "streams": 0, "buckets": 0 })
}

async fn log(served: &Served) -> Vec<LogLine> {
    let body = served.control.logs(&LogFilter::default(), 100, false).await.unwrap();
    let text = whole(body).await;
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

#[tokio::test]
async fn everything_is_dropped_and_the_cloud_goes_on() {
    let served = Served::start().await;
    fill(&served).await;
    assert!(!log(&served).await.is_empty());
    served.control.reset().await.unwrap();
    assert_eq!(counts(&served).await, nothing());
    assert!(log(&served).await.is_empty());
    assert!(served.cloud.cloud().timeline().entries().is_empty());
    assert!(served.control.function("other").await.is_err());

    fill(&served).await;
    assert_eq!(counts(&served).await["functions"], 2);
    assert_eq!(served.control.function("other").await.unwrap().version, 1, "it is a new one");
}

#[tokio::test]
async fn what_is_going_on_is_ended_and_leaves_no_trace() {
    let served = Served::start().await;
    served.deploy([source(QUEUED), named("other", "30s", "")]).await;
    let client = messaging(&served);
    let queue = client.get_queue_url("jobs").await.unwrap().queue_url;
    client.send_message(&queue, "hang").await.unwrap();
    served.log_line(&LogFilter::default(), |line| line.message.contains("\"body\":\"hang\"")).await;
    let called = served.order("other", "hang");
    let reset = async {
        // It runs when its process says so.
        let of_it = LogFilter { function: Some("other".to_owned()), ..LogFilter::default() };
        served.log_line(&of_it, |line| line.message.contains("hang")).await;
        served.control.reset().await.unwrap();
    };
    let limit = Duration::from_secs(10);
    let clock = served.cloud.cloud().clock();
    let ((answer, is_error), ()) =
        timeout(&*clock, limit, async { tokio::join!(called, reset) }).await.unwrap();
    assert!(is_error, "{answer}");
    assert_eq!(answer["errorMessage"], "the function was ended");

    served.deploy([source(QUEUED)]).await;
    let function = served.control.function("queued").await.unwrap();
    assert_eq!((function.running, function.idle_processes), (0, 0));
    let client = messaging(&served);
    let queue = client.get_queue_url("jobs").await.unwrap().queue_url;
    client.send_message(&queue, "after").await.unwrap();
    let lines =
        served.log_until(&LogFilter::default(), |line| line.message.contains("\"body\":\"after\"")).await;
    assert!(lines.iter().all(|line| !line.message.contains("invocation failed")), "{lines:?}");
}

#[tokio::test]
async fn what_was_dropped_stays_away_after_a_restart() {
    let folder = std::env::temp_dir().join(format!("void-reset-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let served = Served::start_in(Some(&folder)).await.unwrap();
    fill(&served).await;
    served.control.reset().await.unwrap();
    assert!(!folder.join("functions/other").exists(), "the copy of its executable");
    messaging(&served).create_queue("since").await.unwrap();
    served.cloud.shutdown().await;

    let served = Served::start_in(Some(&folder)).await.unwrap();
    assert_eq!(served.cloud.cloud().messaging().queue_names(), ["since"]);
    assert!(served.cloud.cloud().streams().stream_names().is_empty());
    assert!(served.control.functions().await.unwrap().is_empty());
    served.cloud.shutdown().await;
    fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_page_in_a_browser_can_not_reset_it() {
    let served = Served::start().await;
    fill(&served).await;
    let url = format!("{}/_void/reset", served.cloud.services_url());
    let request = http::Request::post(url).body(void_core::Body::empty()).unwrap();
    let response = void_core::Transport::send(&served.transport, request).await.unwrap();
    assert_eq!(response.status(), http::StatusCode::FORBIDDEN);
    assert_eq!(counts(&served).await["functions"], 2);
    assert!(matches!(served.control.function("absent").await, Err(ControlError::Refused(_))));
}
