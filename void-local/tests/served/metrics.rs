//! What `/metrics` shows, read as Prometheus reads it.

use std::collections::{BTreeMap, BTreeSet};

use http::{Request, StatusCode, header};
use void_core::{Body, Transport};

use crate::support::{Served, named, whole};

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
    client.send_message(queue.url(), "later").delay(std::time::Duration::from_secs(60)).await.unwrap();
    let samples = read(&served, "/metrics").await;
    assert_eq!(samples["void_queue_messages_visible{queue=\"jobs\"}"], 2.0);
    assert_eq!(samples["void_queue_messages_in_flight{queue=\"jobs\"}"], 1.0);
    assert_eq!(samples["void_queue_messages_delayed{queue=\"jobs\"}"], 1.0);
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
