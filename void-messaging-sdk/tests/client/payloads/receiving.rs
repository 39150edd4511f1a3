//! What comes back.

use void_core::{StoreError, StoreErrorKind};
use void_messaging_sdk::ErrorKind;

use super::{Scene, large, pointer_to};

#[tokio::test]
async fn a_receiver_gets_what_was_sent_with_its_attributes_and_digests() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client(), scene.queue.url());
    let plain = Scene::new("orders");
    let plain_client = plain.mock.client();
    for (client, queue) in [(&client, &scene.queue), (&plain_client, &plain.queue)] {
        client.send_message(queue.url(), large()).message_attribute("Kind", "a").await.unwrap();
    }
    let resolved = client.receive_message(&url).all_attributes().await.unwrap().messages.remove(0);
    let unresolved = plain_client.receive_message(plain.queue.url()).all_attributes();
    let expected = unresolved.await.unwrap().messages.remove(0);
    assert_eq!(resolved.body, large());
    assert_eq!(resolved.md5_of_body, expected.md5_of_body);
    assert_eq!(resolved.message_attributes, expected.message_attributes);
    assert_eq!(resolved.md5_of_message_attributes, expected.md5_of_message_attributes);
    assert_eq!(resolved.payload_pointer().unwrap().key(), "payload-000001");
    assert_eq!((resolved.payload_error, expected.payload_pointer()), (None, None));
}

#[tokio::test]
async fn what_was_not_asked_for_does_not_come_along() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client(), scene.queue.url());
    for asked in [None, Some("Kind"), Some("ExtendedPayloadSize"), Some("Ext.*")] {
        client.send_message(&url, large()).message_attribute("Kind", "a").await.unwrap();
        let mut call = client.receive_message(&url);
        if let Some(name) = asked {
            call = call.message_attribute(name);
        }
        let message = call.await.unwrap().messages.remove(0);
        assert_eq!(message.body, large());
        let names: Vec<&String> = message.message_attributes.keys().collect();
        assert_eq!(names, asked.filter(|name| *name == "Kind").as_slice());
        assert_eq!(message.md5_of_message_attributes.is_some(), !names.is_empty());
        client.delete_message(&url, message.receipt_handle).await.unwrap();
    }
}

#[tokio::test]
async fn what_other_clients_send_is_read() {
    let scene = Scene::new("orders");
    scene.payloads.insert("theirs", "payload");
    let legacy = r#"["com.amazon.sqs.javamessaging.MessageS3Pointer", {"s3BucketName": "payloads", "s3Key": "theirs"}]"#;
    for (body, attribute) in [
        (pointer_to("theirs").as_str(), "ExtendedPayloadSize"),
        (&pointer_to("theirs"), "SQSLargePayloadSize"),
        (legacy, "SQSLargePayloadSize"),
    ] {
        scene.queue.send_with(body, [(attribute, "7")]);
    }
    let client = scene.client();
    let received =
        client.receive_message(scene.queue.url()).max_number_of_messages(10).await.unwrap().messages;
    assert_eq!(received.iter().map(|message| message.body.as_str()).collect::<Vec<_>>(), ["payload"; 3]);
}

#[tokio::test]
async fn a_body_that_only_looks_like_a_pointer_is_a_body() {
    let scene = Scene::new("orders");
    scene.queue.send(pointer_to("theirs"));
    let message = scene.client().receive_message(scene.queue.url()).await.unwrap().messages.remove(0);
    assert_eq!((message.body, message.payload_error), (pointer_to("theirs"), None));
}

#[tokio::test]
async fn a_payload_that_is_gone_fails_its_message_and_holds_no_other_up() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client(), scene.queue.url());
    client.send_message(&url, large()).await.unwrap();
    scene.payloads.clear();
    let mark = || [("ExtendedPayloadSize", "7")];
    scene.queue.send_with(pointer_to("k").replace("payloads\"", "elsewhere\"").as_str(), mark());
    scene.queue.send_with("no pointer", mark());
    client.send_message(&url, large()).await.unwrap();
    scene.queue.send("small");

    let received = client.receive_message(&url).max_number_of_messages(10).await.unwrap().messages;
    let errors: Vec<_> =
        received.iter().map(|message| message.payload_error.as_ref().map(StoreError::kind)).collect();
    let expected =
        [Some(StoreErrorKind::NotFound), Some(StoreErrorKind::Refused), Some(StoreErrorKind::Damaged)];
    assert_eq!(errors, [&expected[..], &[None, None]].concat());
    assert_eq!(received[0].body, pointer_to("payload-000001"), "as it is in the queue");
    let error = received[0].json::<String>().unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Payload, false));
    assert_eq!((received[3].body.as_str(), received[4].body.as_str()), (large().as_str(), "small"));
    assert_eq!(scene.queue.messages().len(), 5, "none is lost");
}

#[tokio::test]
async fn a_message_whose_payload_is_gone_can_be_discarded() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client_with(scene.offload().discard_when_gone()), scene.queue.url());
    client.send_message(&url, large()).await.unwrap();
    scene.payloads.clear();
    client.send_message(&url, large()).await.unwrap();
    scene.queue.send("small");
    let received = client.receive_message(&url).max_number_of_messages(10).await.unwrap().messages;
    assert_eq!(received.iter().map(|message| message.body.len()).collect::<Vec<_>>(), [2_000, 5]);
    assert_eq!(scene.queue.messages().len(), 2);
}

#[tokio::test]
async fn a_payload_above_the_limit_is_not_read() {
    let scene = Scene::new("orders");
    let client = scene.client_with(scene.offload().limit_bytes(1_999));
    client.send_message(scene.queue.url(), large()).await.unwrap();
    let message = client.receive_message(scene.queue.url()).await.unwrap().messages.remove(0);
    assert_eq!(message.payload_error.unwrap().kind(), StoreErrorKind::TooLarge);
}

#[tokio::test]
async fn a_client_without_a_store_gets_the_pointer() {
    let scene = Scene::new("orders");
    scene.client().send_message(scene.queue.url(), large()).await.unwrap();
    let message = scene.mock.client().receive_message(scene.queue.url()).await.unwrap().messages.remove(0);
    assert_eq!((message.payload_pointer(), message.body), (None, pointer_to("payload-000001")));
}
