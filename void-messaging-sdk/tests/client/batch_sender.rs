//! The batch sender under paused time.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use void_core::{Body, Config, Random, SharedClock, SystemClock, TraceContext, transport_fn};
use void_messaging_sdk::{BatchSender, BatchSenderBuilder, ErrorKind, OutgoingMessage, VoidMessagingClient};

use crate::support::{FIFO_URL, URL};

const MD5_OF_HELLO: &str = "5d41402abc4b2a76b9719d911017c592";

/// A service that takes `takes` for each batch, keeps what it was sent, and refuses bodies of `"bad"`.
#[derive(Clone)]
struct Service {
    clock: SharedClock,
    takes: Duration,
    batches: Arc<Mutex<Vec<(Duration, Value)>>>,
    at_once: Arc<AtomicUsize>,
    most_at_once: Arc<AtomicUsize>,
    started: void_core::Timestamp,
}

impl Service {
    fn new(takes: Duration) -> Self {
        let clock: SharedClock = Arc::new(SystemClock::new());
        let started = clock.now();
        Self {
            clock,
            takes,
            batches: Arc::default(),
            at_once: Arc::default(),
            most_at_once: Arc::default(),
            started,
        }
    }

    fn sender(
        &self,
        url: &str,
        set_up: impl FnOnce(BatchSenderBuilder) -> BatchSenderBuilder,
    ) -> BatchSender {
        let service = self.clone();
        let transport = transport_fn(move |request: http::Request<Body>| {
            let service = service.clone();
            async move { Ok(service.answer(request).await) }
        });
        let config = Config::builder()
            .region("eu-central-1")
            .endpoint_url("http://localhost:4566")
            .transport(transport)
            .clock(Arc::clone(&self.clock))
            .random(Random::from_seed(7))
            .build();
        set_up(VoidMessagingClient::new(config).batch_sender(url)).start()
    }

    async fn answer(&self, request: http::Request<Body>) -> http::Response<Body> {
        let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
        self.batches.lock().unwrap().push((self.clock.now().since(self.started), body.clone()));
        let now = self.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(now, Ordering::Relaxed);
        self.clock.sleep_until(self.clock.now() + self.takes).await;
        self.at_once.fetch_sub(1, Ordering::Relaxed);
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for entry in body["Entries"].as_array().unwrap() {
            if entry["MessageBody"] == "bad" {
                failed
                    .push(json!({"Id": entry["Id"], "SenderFault": true, "Code": "InvalidMessageContents"}));
            } else {
                successful
                    .push(json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": MD5_OF_HELLO}));
            }
        }
        http::Response::new(Body::from(json!({"Successful": successful, "Failed": failed}).to_string()))
    }

    /// When each batch was sent, in milliseconds, and how many messages it had.
    fn sizes(&self) -> Vec<(u128, usize)> {
        let batches = self.batches.lock().unwrap();
        batches.iter().map(|(at, body)| (at.as_millis(), body["Entries"].as_array().unwrap().len())).collect()
    }

    async fn pass(&self, time: Duration) {
        self.clock.sleep_until(self.clock.now() + time).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_batch_goes_at_once_and_the_rest_after_its_linger_time() {
    let service = Service::new(Duration::ZERO);
    let sender = service.sender(URL, |builder| builder.linger(Duration::from_millis(50)));
    let mut queued = Vec::new();
    for _ in 0..13 {
        queued.push(sender.queue("hello").await.unwrap());
    }
    for result in queued {
        assert_eq!(result.await.unwrap().message_id, "m");
    }
    assert_eq!(service.sizes(), [(0, 10), (50, 3)]);
}

#[tokio::test(start_paused = true)]
async fn batches_are_bounded_by_bytes() {
    let service = Service::new(Duration::ZERO);
    let sender = service.sender(URL, |builder| builder.max_batch_bytes(12));
    let mut queued = Vec::new();
    for _ in 0..5 {
        queued.push(sender.queue("hello").await.unwrap());
    }
    sender.flush().await;
    assert_eq!(service.sizes().iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 2, 1]);
    for result in queued {
        assert!(result.await.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn each_message_has_its_own_result() {
    let service = Service::new(Duration::ZERO);
    let sender = service.sender(URL, |builder| builder);
    let (good, bad, good_too) = tokio::join!(sender.send("hello"), sender.send("bad"), sender.send("hello"));
    assert!(good.is_ok() && good_too.is_ok());
    assert_eq!(bad.unwrap_err().kind(), ErrorKind::InvalidMessageContents);
    assert_eq!(service.sizes().len(), 1, "one batch");
}

#[tokio::test(start_paused = true)]
async fn a_sender_that_holds_enough_makes_others_wait() {
    let service = Service::new(Duration::from_secs(1));
    let sender =
        service.sender(URL, |builder| builder.capacity_messages(4).max_in_flight(1).max_batch_messages(2));
    let started = service.clock.now();
    // Two are under way, two wait for the first to be done, four in the queue: the ninth has to wait.
    let mut queued = Vec::new();
    for _ in 0..8 {
        queued.push(sender.queue("hello").await.unwrap());
    }
    assert!(service.clock.now().since(started) < Duration::from_secs(1));
    queued.push(sender.queue("hello").await.unwrap());
    assert!(service.clock.now().since(started) >= Duration::from_secs(1));
    for result in queued {
        assert!(result.await.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn a_sender_holds_no_more_bytes_than_it_may() {
    let service = Service::new(Duration::from_secs(1));
    let sender = service.sender(URL, |builder| builder.linger(Duration::ZERO).capacity_bytes(1_048_576));
    let body = "x".repeat(600_000);
    let first = sender.queue(&body).await.unwrap();
    let started = service.clock.now();
    let second = sender.queue(&body).await.unwrap();
    assert!(
        service.clock.now().since(started) >= Duration::from_secs(1),
        "it waited for the first one's result"
    );
    // The service answers with the MD5 of another body.
    for result in [first, second] {
        assert_eq!(result.await.unwrap_err().kind(), ErrorKind::ChecksumMismatch);
    }
}

#[tokio::test(start_paused = true)]
async fn a_fifo_queue_has_one_batch_under_way_and_keeps_the_order() {
    let service = Service::new(Duration::from_millis(100));
    let sender = service.sender(FIFO_URL, |builder| builder.max_in_flight(8));
    for n in 0..35 {
        let message =
            OutgoingMessage::new("hello").message_group_id("g").message_deduplication_id(n.to_string());
        let _result = sender.queue(message).await.unwrap();
    }
    sender.close().await;
    assert_eq!(service.most_at_once.load(Ordering::Relaxed), 1);
    let batches = service.batches.lock().unwrap();
    let ids: Vec<String> = batches
        .iter()
        .flat_map(|(_, body)| body["Entries"].as_array().unwrap().clone())
        .map(|entry| entry["MessageDeduplicationId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, (0..35).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_standard_queue_has_several() {
    let service = Service::new(Duration::from_millis(100));
    let sender = service.sender(URL, |builder| builder.max_in_flight(3));
    for _ in 0..60 {
        let _result = sender.queue("hello").await.unwrap();
    }
    sender.close().await;
    assert_eq!(service.most_at_once.load(Ordering::Relaxed), 3);
}

#[tokio::test(start_paused = true)]
async fn close_sends_what_is_queued_and_takes_no_more() {
    let service = Service::new(Duration::from_secs(1));
    let sender = service.sender(URL, |builder| builder.linger(Duration::from_secs(60)));
    let other = sender.clone();
    let result = sender.queue("hello").await.unwrap();
    sender.close().await;
    assert!(result.await.is_ok());
    assert_eq!(service.sizes(), [(0, 1)], "without lingering");
    let error = other.send("hello").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(!error.may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn what_is_queued_is_sent_though_nobody_waits() {
    let service = Service::new(Duration::ZERO);
    let sender = service.sender(URL, |builder| builder);
    drop(sender.queue("hello").await.unwrap());
    drop(sender);
    service.pass(Duration::from_secs(1)).await;
    assert_eq!(service.sizes(), [(0, 1)], "the last handle is gone: no lingering");
}

#[tokio::test(start_paused = true)]
async fn the_trace_is_that_of_whoever_queues() {
    let service = Service::new(Duration::ZERO);
    let sender = service.sender(URL, |builder| builder);
    let trace = TraceContext::from_root("1-5759e988-bd862e3fe1be46a994272793");
    let (inside, outside) = tokio::join!(trace.clone().scope(sender.send("hello")), sender.send("hello"));
    assert!(inside.is_ok() && outside.is_ok());
    let batches = service.batches.lock().unwrap();
    let header = |place: usize| &batches[0].1["Entries"][place]["MessageSystemAttributes"]["AWSTraceHeader"];
    assert_eq!(header(0)["StringValue"], trace.to_string());
    assert_eq!(*header(1), Value::Null);
}
