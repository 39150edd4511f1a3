//! Bodies in a bucket: messaging, functions and storage together, which know nothing of each other.

use std::sync::{Arc, Mutex};

use void_core::PayloadPointer;
use void_function_sdk::{
    FailureAction, Handler, Outcome, QueueMessage, QueuePayloads, VoidContext, VoidMessageAttribute,
    VoidQueueEvent, VoidQueueRecord, each_record,
};
use void_messaging_sdk::{
    Message, PayloadOffload, VoidMessagingClient,
    mock::{MockMessaging, MockQueue},
};
use void_storage_sdk::{BucketPayloads, mock::MockStorage};

const BUCKET: &str = "payloads";

/// A queue, a bucket, and a client that keeps large bodies in it.
struct Scene {
    messaging: MockMessaging,
    storage: MockStorage,
    queue: MockQueue,
    client: VoidMessagingClient,
}

impl Scene {
    fn new() -> Self {
        let (messaging, storage) = (MockMessaging::new(), MockStorage::new());
        storage.create_bucket(BUCKET);
        let queue = messaging.create_queue("orders");
        let offload = PayloadOffload::to(payloads(&storage)).delete_with_message();
        Self { client: messaging.client().with_payload_offload(offload), messaging, storage, queue }
    }

    async fn keys(&self) -> Vec<String> {
        let listed = self.storage.client().list_objects_v2(BUCKET).await.expect("the bucket is there");
        listed.contents.into_iter().map(|object| object.key).collect()
    }

    async fn receive(&self) -> Message {
        let received =
            self.client.receive_message(self.queue.url()).all_attributes().await.expect("the queue is there");
        received.messages.into_iter().next().expect("there is a message")
    }
}

fn payloads(storage: &MockStorage) -> BucketPayloads {
    BucketPayloads::new(storage.client(), BUCKET).with_prefix("orders/").expect("a prefix")
}

fn large() -> String {
    serde_json::to_string(&"ü".repeat(1_000_000)).expect("it is JSON")
}

/// The event that a queue's trigger makes of a message, as it is in the queue.
fn event(message: &Message) -> VoidQueueEvent {
    let mut record =
        VoidQueueRecord::new(&message.message_id, message.receipt_handle.as_str(), &message.body);
    for (name, value) in &message.message_attributes {
        let value = VoidMessageAttribute::number(value.as_str().expect("it is text"));
        record.message_attributes.insert(name.clone(), value);
    }
    VoidQueueEvent { records: vec![record] }
}

#[tokio::test]
async fn a_large_body_goes_through_the_bucket_and_is_deleted_with_its_message() {
    let scene = Scene::new();
    scene.client.send_message(scene.queue.url(), large()).await.unwrap();
    let keys = scene.keys().await;
    assert!(keys.len() == 1 && keys[0].starts_with("orders/"), "{keys:?}");
    let in_queue = PayloadPointer::from_body(scene.queue.messages()[0].body()).unwrap();
    assert_eq!(in_queue, PayloadPointer::new(BUCKET, &keys[0]).unwrap());

    let message = scene.receive().await;
    assert_eq!(message.body, large());
    scene.client.delete_message(scene.queue.url(), message.receipt_handle).await.unwrap();
    assert!(scene.queue.messages().is_empty() && scene.keys().await.is_empty());
}

#[tokio::test]
async fn a_function_gets_what_was_sent() {
    let scene = Scene::new();
    scene.client.send_message(scene.queue.url(), large()).await.unwrap();
    let client = scene.messaging.client();
    let in_queue =
        client.receive_message(scene.queue.url()).all_attributes().await.unwrap().messages.remove(0);
    let seen = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&seen);
    let handler = each_record(move |message: QueueMessage<String>, _context: VoidContext| {
        *noted.lock().unwrap() = message.body;
        async { Ok(Outcome::Done) }
    })
    .payloads(QueuePayloads::in_store(payloads(&scene.storage)));
    let response = handler.handle(event(&in_queue), VoidContext::for_test()).await.unwrap();
    assert!(response.batch_item_failures.is_empty());
    assert_eq!(seen.lock().unwrap().len(), 2_000_000);

    let key = &scene.keys().await[0];
    scene.storage.client().delete_object(BUCKET, key.as_str()).await.unwrap();
    let response = handler.handle(event(&in_queue), VoidContext::for_test()).await.unwrap();
    assert_eq!(response.batch_item_failures[0].action, FailureAction::DeadLetter);
}
