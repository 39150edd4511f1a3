//! What `/metrics` shows, read as Prometheus reads it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use http::{Request, StatusCode, header};
use void_core::{Body, Transport};
use void_messaging_sdk::types::RedrivePolicy;

use crate::support::{Served, named, source, whole};

/// It never gets to a record.
const READS: &str = "name: reads
runtime: provided
handler: worker
timeout: 2s
environment: {CRASH_INIT: '1'}
events:
  - stream: {name: ledger, startingPosition: TRIM_HORIZON}
";

/// The samples by their names and labels; each belongs to a family that was announced before it.
async fn read(served: &Served, path: &str) -> BTreeMap<String, f64> {
    let url = format!("{}{path}", served.cloud.services_url());
    let request = Request::builder().uri(url).body(Body::empty()).unwrap();
    let response = served.transport.send(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/plain; version=0.0.4; charset=utf-8");
    let text = String::from_utf8(whole(response.into_body()).await.to_vec()).unwrap();
    let (mut families, mut samples) = (BTreeSet::new(), BTreeMap::new());
    let mut family = String::new();
    for line in text.lines() {
        if let Some(announced) = line.strip_prefix("# TYPE ") {
            let (name, kind) = announced.split_once(' ').unwrap();
            assert!(families.insert(name.to_owned()), "{name} comes twice");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{name}");
            family = name.to_owned();
        } else if !line.starts_with("# HELP ") {
            let (sample, value) = line.rsplit_once(' ').unwrap();
            assert!(sample.starts_with(&family), "{sample} is not of {family}");
            assert!(samples.insert(sample.to_owned(), value.parse().unwrap()).is_none(), "{sample} twice");
        }
    }
    samples
}

#[tokio::test]
async fn a_queue_shows_how_many_messages_are_visible_in_flight_and_delayed() {
    let served = Served::start().await;
    let messaging = served.cloud.cloud().messaging();
    let queue = messaging.create_queue("jobs");
    for body in ["one", "two", "three"] {
        queue.send(body);
    }
    let client = messaging.client();
    client.receive_message(queue.url()).await.unwrap();
    client.send_message(queue.url(), "later").delay(Duration::from_secs(60)).await.unwrap();
    let samples = read(&served, "/metrics").await;
    assert_eq!(samples["void_queue_messages_visible{queue=\"jobs\"}"], 2.0);
    assert_eq!(samples["void_queue_messages_in_flight{queue=\"jobs\"}"], 1.0);
    assert_eq!(samples["void_queue_messages_delayed{queue=\"jobs\"}"], 1.0);
}

#[tokio::test]
async fn a_queue_shows_what_was_sent_received_deleted_and_dead_lettered_and_how_old_the_oldest_is() {
    let served = Served::start().await;
    let messaging = served.cloud.cloud().messaging();
    messaging.create_queue("dead");
    let client = messaging.client();
    let policy = RedrivePolicy::new(messaging.queue("dead").arn(), 1);
    let url =
        client.create_queue("jobs").attribute("RedrivePolicy", policy.to_json()).await.unwrap().queue_url;
    for body in ["bad", "good", "waits"] {
        client.send_message(&url, body).await.unwrap();
    }
    let bad = client.receive_message(&url).await.unwrap().messages.remove(0);
    let good = client.receive_message(&url).await.unwrap().messages.remove(0);
    client.delete_message(&url, &good.receipt_handle).await.unwrap();
    client.change_message_visibility(&url, &bad.receipt_handle, Duration::ZERO).await.unwrap();
    client.receive_message(&url).max_number_of_messages(10).await.unwrap();
    let samples = read(&served, "/metrics").await;
    let of = |name: &str, queue: &str| samples[&format!("void_queue_{name}{{queue=\"{queue}\"}}")];
    assert_eq!(of("sent_total", "jobs"), 3.0);
    assert_eq!(of("received_total", "jobs"), 3.0);
    assert_eq!(of("deleted_total", "jobs"), 1.0);
    assert_eq!(of("dead_lettered_total", "jobs"), 1.0);
    assert_eq!((of("messages_visible", "dead"), of("sent_total", "dead")), (1.0, 0.0));
    assert!(of("oldest_message_age_seconds", "jobs") < 60.0);
    messaging.create_queue("empty");
    let samples = read(&served, "/metrics").await;
    assert_eq!(samples["void_queue_oldest_message_age_seconds{queue=\"empty\"}"], 0.0);
}

#[tokio::test]
async fn a_stream_shows_how_far_each_function_is_behind() {
    let served = Served::start().await;
    served.deploy([source(READS)]).await;
    for record in ["one", "two"] {
        served.cloud.cloud().stream("ledger").put("key", record);
    }
    let of = |samples: &BTreeMap<String, f64>, name: &str| {
        samples[&format!("void_stream_{name}{{stream=\"ledger\",function=\"reads\"}}")]
    };
    let samples = loop {
        let samples = read(&served, "/metrics").await;
        if of(&samples, "lag_records") == 2.0 {
            break samples;
        }
    };
    assert!((0.0..60.0).contains(&of(&samples, "lag_seconds")));
}

#[tokio::test]
async fn a_function_shows_its_invocations_errors_durations_and_processes() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "")]).await;
    served.order("worker", "echo").await;
    served.order("worker", "fail").await;
    let samples = read(&served, "/_void/metrics").await;
    let of = |name: &str| samples[&format!("void_function_{name}")];
    assert_eq!(of("invocations_total{function=\"worker\"}"), 2.0);
    assert_eq!(of("errors_total{function=\"worker\"}"), 1.0);
    assert_eq!(of("duration_seconds_count{function=\"worker\"}"), 2.0);
    assert_eq!(of("duration_seconds_bucket{function=\"worker\",le=\"+Inf\"}"), 2.0);
    assert!(of("duration_seconds_sum{function=\"worker\"}") > 0.0);
    assert_eq!(of("processes{function=\"worker\",state=\"idle\"}"), 1.0);
    assert_eq!(of("processes{function=\"worker\",state=\"busy\"}"), 0.0);
}
