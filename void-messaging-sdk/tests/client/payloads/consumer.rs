//! A consumer of messages whose bodies are in a store.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use void_core::{
    PayloadPointer, PayloadStore, SharedClock, StoreError, StoreErrorKind, store::InMemoryPayloads,
};
use void_messaging_sdk::{Message, Outcome, PayloadOffload, types::RedrivePolicy};

use super::{Scene, large, pointer_to};

const SECOND: Duration = Duration::from_secs(1);

/// A store that takes its time to give a payload.
#[derive(Debug)]
struct Slow(InMemoryPayloads, SharedClock, Duration);

#[async_trait]
impl PayloadStore for Slow {
    async fn put(&self, payload: Bytes) -> Result<PayloadPointer, StoreError> {
        self.0.put(payload).await
    }

    async fn get(&self, pointer: &PayloadPointer, limit_bytes: u64) -> Result<Bytes, StoreError> {
        self.1.sleep_until(self.1.now() + self.2).await;
        self.0.get(pointer, limit_bytes).await
    }

    async fn delete(&self, pointer: &PayloadPointer) -> Result<(), StoreError> {
        self.0.delete(pointer).await
    }
}

/// Handles messages until the shutdown, and gives their bodies.
async fn consume(
    scene: &Scene,
    offload: PayloadOffload,
    outcome: Outcome,
    time: Duration,
) -> (Vec<String>, void_messaging_sdk::ConsumerStats) {
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let (seen, clock) = (Arc::clone(&bodies), Arc::clone(scene.mock.config().clock()));
    let handler = move |message: Arc<Message>| {
        seen.lock().unwrap().push(message.body.clone());
        let outcome = outcome.clone();
        async move { outcome }
    };
    let shutdown = async move { clock.sleep_until(clock.now() + time).await };
    let consumer = scene.client_with(offload).consumer(scene.queue.url()).visibility_timeout(10 * SECOND);
    let stats = consumer.run(handler, shutdown).await.unwrap();
    let bodies = bodies.lock().unwrap().clone();
    (bodies, stats)
}

#[tokio::test(start_paused = true)]
async fn handlers_get_what_was_sent_and_the_payload_goes_with_the_message() {
    let scene = Scene::new("orders");
    let offload = scene.offload().delete_with_message();
    let client = scene.client();
    for body in [large(), "small".to_owned()] {
        client.send_message(scene.queue.url(), body).await.unwrap();
    }
    let (mut bodies, stats) = consume(&scene, offload, Outcome::Done, 5 * SECOND).await;
    bodies.sort();
    assert_eq!(bodies, ["small".to_owned(), large()]);
    assert_eq!(stats.done, 2);
    assert!(scene.queue.messages().is_empty() && scene.payloads.keys().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_stream_gives_what_was_sent() {
    let scene = Scene::new("orders");
    let client = scene.client();
    client.send_message(scene.queue.url(), large()).await.unwrap();
    let mut deliveries = client.consumer(scene.queue.url()).stream();
    let delivery = deliveries.next().await.unwrap().unwrap();
    assert_eq!(delivery.message().body, large());
    delivery.done();
    assert_eq!(deliveries.close().await.unwrap().done, 1);
}

#[tokio::test(start_paused = true)]
async fn a_message_stays_invisible_while_its_payload_is_fetched() {
    let scene = Scene::new("orders");
    let clock = Arc::clone(scene.mock.config().clock());
    let slow = PayloadOffload::to(Slow(scene.payloads.clone(), Arc::clone(&clock), 60 * SECOND));
    scene.client().send_message(scene.queue.url(), large()).await.unwrap();
    let client = scene.mock.client();
    let others = async {
        clock.sleep_until(clock.now() + 30 * SECOND).await;
        client.receive_message(scene.queue.url()).wait_time(Duration::ZERO).await.unwrap().messages
    };
    let ((bodies, stats), others) = tokio::join!(consume(&scene, slow, Outcome::Done, 70 * SECOND), others);
    assert!(others.is_empty(), "three visibility time-outs passed, and nobody else got it");
    assert_eq!(bodies, [large()]);
    assert_eq!((stats.received, stats.done), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_payload_that_is_gone_makes_a_dead_letter_and_no_handler_sees_it() {
    let scene = Scene::new("orders");
    let dead_letters = scene.mock.create_queue("orders-dlq");
    let policy = RedrivePolicy::new(dead_letters.arn(), 10);
    let client = scene.client();
    client.set_queue_attributes(scene.queue.url()).redrive_policy(&policy).await.unwrap();
    client.send_message(scene.queue.url(), large()).message_attribute("Kind", "a").await.unwrap();
    scene.payloads.clear();
    scene.queue.send("small");
    let (bodies, stats) = consume(&scene, scene.offload(), Outcome::Done, 5 * SECOND).await;
    assert_eq!(bodies, ["small"]);
    assert_eq!((stats.done, stats.dead_lettered), (1, 1));
    let dead = &dead_letters.messages()[0];
    assert_eq!(dead.body(), pointer_to("payload-000001"));
    assert_eq!(dead.attribute("ExtendedPayloadSize"), Some("2000"));
    let reason = dead.attribute("VoidDeadLetterReason").unwrap();
    assert!(reason.contains("there is no such payload"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn a_message_whose_payload_is_gone_can_count_as_done() {
    let scene = Scene::new("orders");
    scene.client().send_message(scene.queue.url(), large()).await.unwrap();
    scene.payloads.clear();
    let (bodies, stats) =
        consume(&scene, scene.offload().discard_when_gone(), Outcome::Done, 5 * SECOND).await;
    assert!(bodies.is_empty() && scene.queue.messages().is_empty());
    assert_eq!((stats.done, stats.dead_lettered), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_away_makes_a_message_come_again() {
    let scene = Scene::new("orders");
    scene.client().send_message(scene.queue.url(), large()).await.unwrap();
    scene.payloads.fail_with(StoreError::new(StoreErrorKind::Unavailable, "the store is away"));
    let (bodies, stats) = consume(&scene, scene.offload(), Outcome::Done, 5 * SECOND).await;
    assert!(bodies.is_empty());
    assert!(stats.retried > 0 && stats.done == 0);
    scene.payloads.fail_with(None);
    let (bodies, _) = consume(&scene, scene.offload(), Outcome::Done, 60 * SECOND).await;
    assert_eq!(bodies, [large()]);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_takes_its_payload_along() {
    let scene = Scene::new("orders");
    let dead_letters = scene.mock.create_queue("orders-dlq");
    let policy = RedrivePolicy::new(dead_letters.arn(), 10);
    let client = scene.client_with(scene.offload().delete_with_message());
    client.set_queue_attributes(scene.queue.url()).redrive_policy(&policy).await.unwrap();
    client.send_message(scene.queue.url(), large()).await.unwrap();
    let offload = scene.offload().delete_with_message();
    let (bodies, stats) = consume(&scene, offload, Outcome::dead_letter("no order"), 5 * SECOND).await;
    assert_eq!((bodies.len(), stats.dead_lettered), (1, 1));
    assert_eq!(scene.payloads.puts(), 1, "it is not stored again");
    let dead = client.receive_message(dead_letters.url()).all_attributes().await.unwrap().messages.remove(0);
    assert_eq!(dead.body, large(), "and was not deleted with the message that it came in");
    assert_eq!(dead.attribute("VoidDeadLetterReason"), Some("no order"));
    client.delete_message(dead_letters.url(), dead.receipt_handle).await.unwrap();
    assert!(scene.payloads.keys().is_empty());
}
