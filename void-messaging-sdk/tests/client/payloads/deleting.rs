//! Payloads that go with their message.

use std::time::Duration;

use void_core::{Faults, StoreError, StoreErrorKind};
use void_messaging_sdk::operations::{
    ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry,
};

use super::{Scene, large};

#[tokio::test]
async fn a_payload_stays_unless_it_is_to_go_with_its_message() {
    let scene = Scene::new("orders");
    let url = scene.queue.url();
    for (offload, left) in [(scene.offload(), 1), (scene.offload().delete_with_message(), 1)] {
        let client = scene.client_with(offload);
        client.send_message(&url, large()).await.unwrap();
        let message = client.receive_message(&url).await.unwrap().messages.remove(0);
        client.delete_message(&url, &message.receipt_handle).await.unwrap();
        assert!(scene.queue.messages().is_empty());
        assert_eq!(scene.payloads.keys().len(), left, "of the first only");
    }
}

#[tokio::test]
async fn a_batch_takes_its_payloads_along() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client_with(scene.offload().delete_with_message()), scene.queue.url());
    for body in [large(), "small".to_owned(), large()] {
        client.send_message(&url, body).await.unwrap();
    }
    let received = client.receive_message(&url).max_number_of_messages(10).await.unwrap().messages;
    let mut handles: Vec<_> =
        received.into_iter().map(|message| String::from(message.receipt_handle)).collect();
    handles[2].push_str("spoilt");
    let entries = handles
        .iter()
        .enumerate()
        .map(|(id, handle)| DeleteMessageBatchRequestEntry::new(id.to_string(), handle.as_str()));
    let response = client.delete_message_batch(&url, entries).await.unwrap();
    assert_eq!((response.successful.len(), response.failed.len()), (2, 1));
    assert_eq!((scene.queue.messages().len(), scene.payloads.keys().len()), (1, 1));
}

#[tokio::test]
async fn visibility_changes_with_the_same_handle() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client(), scene.queue.url());
    client.send_message(&url, large()).await.unwrap();
    for batch in [false, true] {
        let handle = client.receive_message(&url).await.unwrap().messages.remove(0).receipt_handle;
        if batch {
            let entry = ChangeMessageVisibilityBatchRequestEntry::new("0", handle, Duration::ZERO);
            let response = client.change_message_visibility_batch(&url, [entry]).await.unwrap();
            assert!(response.failed.is_empty());
        } else {
            client.change_message_visibility(&url, handle, Duration::ZERO).await.unwrap();
        }
    }
    assert_eq!(client.receive_message(&url).await.unwrap().messages.len(), 1, "it is visible again");
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_failed_leaves_the_payload() {
    let scene = Scene::new("orders");
    let faults = Faults::new(scene.mock.transport());
    let client = scene.client_on(&faults, scene.offload().delete_with_message());
    client.send_message(scene.queue.url(), large()).await.unwrap();
    let message = client.receive_message(scene.queue.url()).await.unwrap().messages.remove(0);
    faults.on("DeleteMessage").refuse();
    client.delete_message(scene.queue.url(), &message.receipt_handle).await.unwrap_err();
    assert_eq!((scene.queue.messages().len(), scene.payloads.keys().len()), (1, 1));
}

#[tokio::test]
async fn a_store_that_is_away_does_not_fail_the_delete() {
    let scene = Scene::new("orders");
    let (client, url) = (scene.client_with(scene.offload().delete_with_message()), scene.queue.url());
    client.send_message(&url, large()).await.unwrap();
    let message = client.receive_message(&url).await.unwrap().messages.remove(0);
    scene.payloads.fail_with(StoreError::new(StoreErrorKind::Unavailable, "the store is away"));
    client.delete_message(&url, &message.receipt_handle).await.unwrap();
    assert!(scene.queue.messages().is_empty());
    assert_eq!(scene.payloads.keys().len(), 1);
}
