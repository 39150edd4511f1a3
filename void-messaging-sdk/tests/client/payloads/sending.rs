//! What is sent, and what is stored.

use void_core::{Faults, StoreError, StoreErrorKind};
use void_messaging_sdk::{
    ErrorKind, MessageAttributeValue, OutgoingMessage, operations::SendMessageBatchRequestEntry,
};

use super::{Scene, THRESHOLD, large, pointer_to};

const ATTRIBUTE: &str = "ExtendedPayloadSize";

#[tokio::test]
async fn a_large_body_goes_into_the_store_and_a_pointer_into_the_queue() {
    let scene = Scene::new("orders");
    let sent = scene.client().send_message(scene.queue.url(), large()).message_attribute("Kind", "a").await;
    sent.expect("the MD5s are those of what was sent");
    let message = &scene.queue.messages()[0];
    assert_eq!(message.body(), pointer_to("payload-000001"));
    assert_eq!(message.attribute(ATTRIBUTE), Some("2000"), "bytes, not characters");
    assert_eq!(message.attribute("Kind"), Some("a"));
}

#[tokio::test]
async fn the_threshold_counts_body_and_attributes_and_is_not_large_itself() {
    let scene = Scene::new("orders");
    let client = scene.client();
    // A name, `String` and a value: 4 + 6 + 10 bytes.
    let body = "x".repeat(THRESHOLD - 20);
    for (value, stored) in [("0123456789", 0), ("0123456789+", 1)] {
        let call = client.send_message(scene.queue.url(), &body).message_attribute("Name", value);
        call.await.unwrap();
        assert_eq!(scene.payloads.puts(), stored, "{value}");
    }
    let always = scene.client_with(scene.offload().always().legacy_attribute());
    always.send_message(scene.queue.url(), "x").await.unwrap();
    assert_eq!(scene.payloads.puts(), 2);
    assert_eq!(scene.queue.messages()[2].attribute("SQSLargePayloadSize"), Some("1"));
}

#[tokio::test]
async fn each_way_of_sending_stores_what_is_large() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client(), scene.queue.url());
    let entries = [("0", "small".to_owned()), ("1", large())]
        .map(|(id, body)| SendMessageBatchRequestEntry::new(id, body).unwrap());
    assert!(client.send_message_batch(&url, entries).await.unwrap().failed.is_empty());
    for result in client.send_messages(&url, [large(), "small".to_owned()]).await {
        result.unwrap();
    }
    let sender = client.batch_sender(&url).start();
    sender.send(large()).await.unwrap();
    sender.close().await;
    assert_eq!(scene.payloads.keys().len(), 3);
    assert_eq!(scene.bodies().iter().filter(|body| *body == "small").count(), 2);
}

#[tokio::test]
async fn what_goes_into_the_store_does_not_fill_a_batch() {
    let scene = Scene::new("orders");
    let faults = Faults::new(scene.mock.transport());
    let client = scene.client_on(&faults, scene.offload());
    faults.on("SendMessageBatch").nth(2).refuse();
    let huge = (0..10).map(|_| "x".repeat(500_000));
    for result in client.send_messages(scene.queue.url(), huge).await {
        result.expect("all are in the first batch");
    }
    assert_eq!((scene.payloads.keys().len(), faults.injected()), (10, 0));
}

#[tokio::test]
async fn a_batch_that_is_too_large_puts_its_largest_bodies_into_the_store() {
    let scene = Scene::new("orders");
    let client = scene.client_with(scene.offload().threshold(1_048_576));
    let entries = (0..5).map(|n| {
        let body = "x".repeat(200_000 + n * 10_000);
        SendMessageBatchRequestEntry::new(n.to_string(), body).unwrap()
    });
    assert!(client.send_message_batch(scene.queue.url(), entries).await.unwrap().failed.is_empty());
    assert_eq!(scene.payloads.puts(), 1);
    assert_eq!(scene.queue.messages()[4].attribute(ATTRIBUTE), Some("240000"));
}

#[tokio::test(start_paused = true)]
async fn a_send_that_is_tried_again_stores_once() {
    let scene = Scene::new("orders");
    let faults = Faults::new(scene.mock.transport());
    faults.on_any().nth(1).refuse();
    faults.on_any().nth(2).refuse();
    scene.client_on(&faults, scene.offload()).send_message(scene.queue.url(), large()).await.unwrap();
    assert_eq!((faults.injected(), scene.payloads.puts(), scene.bodies().len()), (2, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_send_that_failed_leaves_nothing_in_the_store() {
    let scene = Scene::new("orders");
    let faults = Faults::new(scene.mock.transport());
    let client = scene.client_on(&faults, scene.offload());
    faults.on_any().refuse();
    client.send_message(scene.queue.url(), large()).await.unwrap_err();
    assert!(client.send_messages(scene.queue.url(), [large()]).await[0].is_err());
    assert_eq!(scene.payloads.puts(), 2);
    assert!(scene.payloads.keys().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_send_that_may_have_been_taken_leaves_its_payload() {
    let scene = Scene::new("orders");
    let faults = Faults::new(scene.mock.transport());
    let client = scene.client_on(&faults, scene.offload());
    faults.on_any().lose_response();
    let error = client.send_message(scene.queue.url(), large()).await.unwrap_err();
    assert!(error.may_have_been_applied());
    let error = client.send_messages(scene.queue.url(), [large()]).await.remove(0).unwrap_err();
    assert!(error.may_have_been_applied());
    faults.clear();
    let received = client.receive_message(scene.queue.url()).max_number_of_messages(10).await.unwrap();
    assert!(!received.messages.is_empty());
    assert!(received.messages.iter().all(|message| message.body == large()));
}

#[tokio::test]
async fn an_entry_that_the_service_refuses_leaves_nothing_in_the_store() {
    let scene = Scene::new("orders");
    let mut refused = SendMessageBatchRequestEntry::new("0", large()).unwrap();
    refused.delay_seconds = Some(100_000);
    let good = SendMessageBatchRequestEntry::new("1", large()).unwrap();
    let response = scene.client().send_message_batch(scene.queue.url(), [refused, good]).await.unwrap();
    assert_eq!((response.failed.len(), response.successful.len()), (1, 1));
    assert_eq!((scene.payloads.puts(), scene.payloads.keys().len()), (2, 1));
}

#[tokio::test]
async fn what_can_not_be_stored_is_not_sent_and_keeps_no_other_back() {
    let scene = Scene::new("orders");
    scene.payloads.fail_with(StoreError::new(StoreErrorKind::Unavailable, "the store is away"));
    let client = scene.client();
    let error = client.send_message(scene.queue.url(), large()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Payload);
    assert!(error.is_retryable() && !error.may_have_been_applied());
    assert_eq!(error.to_string(), "SendMessage: the store is away");

    let results = client.send_messages(scene.queue.url(), [large(), "small".to_owned()]).await;
    let error = results[0].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Payload);
    assert!(error.is_retryable());
    assert!(results[1].is_ok());
    assert_eq!(scene.bodies(), ["small"]);
    assert!(client.send_messages(scene.queue.url(), [large()]).await[0].is_err());
}

#[tokio::test]
async fn in_a_fifo_queue_none_overtakes_what_could_not_be_stored() {
    let scene = Scene::new("orders.fifo");
    scene.payloads.fail_with(StoreError::new(StoreErrorKind::Unavailable, "the store is away"));
    let messages = [("a", large()), ("a", "2".to_owned()), ("b", "3".to_owned())].map(|(group, body)| {
        OutgoingMessage::new(&body)
            .message_group_id(group)
            .message_deduplication_id(body.len().to_string() + group)
    });
    let results = scene.client().send_messages(scene.queue.url(), messages).await;
    let failed: Vec<bool> = results.iter().map(Result::is_err).collect();
    assert_eq!(failed, [true, true, false]);
    assert_eq!(scene.bodies(), ["3"]);
}

#[tokio::test]
async fn a_fifo_queue_knows_the_same_large_body_again() {
    let scene = Scene::new("unused");
    let queue = scene.mock.create_queue_with("orders.fifo", [("ContentBasedDeduplication", "true")]);
    let (client, plain) = (scene.client(), scene.mock.client());
    for _ in 0..2 {
        client.send_message(queue.url(), large()).message_group_id("g").await.unwrap();
    }
    let entry = SendMessageBatchRequestEntry::new("0", large()).unwrap().message_group_id("g");
    client.send_message_batch(queue.url(), [entry]).await.unwrap();
    plain.send_message(queue.url(), large()).message_group_id("g").await.unwrap();
    assert_eq!(queue.messages().len(), 1, "the service's own id of that body, too");
}

#[tokio::test]
async fn the_mark_is_reserved_and_takes_one_of_ten_attributes() {
    let scene = Scene::new("orders");
    let client = scene.client();
    let call = client.send_message(scene.queue.url(), "small").message_attribute(ATTRIBUTE, 1);
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    let mut message = OutgoingMessage::new(large());
    for n in 0..10 {
        message = message.message_attribute(format!("a{n}"), MessageAttributeValue::from(n));
    }
    let error = client.send_messages(scene.queue.url(), [message]).await.remove(0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidParameterValue);
    assert!(!error.is_retryable());
    assert_eq!((scene.payloads.puts(), scene.bodies().len()), (0, 0));
}
