//! Errors as the SDK types them, and what fails on the way.

use std::time::Duration;

use aws_sdk_sqs::{
    Client,
    error::SdkError,
    types::{QueueAttributeName, SendMessageBatchRequestEntry},
};
use void_aws_sdk_tests::{client, client_with_key, code};
use void_core::{Faults, Recorder, TransportErrorKind};
use void_messaging_sdk::mock::{MockMessaging, MockTransport};

fn orders() -> (MockMessaging, Client, String) {
    let mock = MockMessaging::new();
    let url = mock.create_queue("orders").url().to_string();
    let client = client(mock.transport());
    (mock, client, url)
}

#[tokio::test(start_paused = true)]
async fn have_the_types_of_the_sdk() {
    let mock = MockMessaging::builder().recreate_wait(true).build();
    let url = mock.create_queue("orders").url().to_string();
    let client = client(mock.transport());
    let elsewhere = url.replace("/orders", "/none");

    let error = client.send_message().queue_url(&elsewhere).message_body("x").send().await.unwrap_err();
    assert_eq!(code(&error), "AWS.SimpleQueueService.NonExistentQueue");
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 400);
    assert!(error.into_service_error().is_queue_does_not_exist());
    let error = client.get_queue_url().queue_name("none").send().await.unwrap_err();
    assert!(error.into_service_error().is_queue_does_not_exist());

    let create = client.create_queue().queue_name("orders").attributes(QueueAttributeName::DelaySeconds, "9");
    assert!(create.send().await.unwrap_err().into_service_error().is_queue_name_exists());
    let error = client.delete_message().queue_url(&url).receipt_handle("no handle").send().await.unwrap_err();
    assert!(error.into_service_error().is_receipt_handle_is_invalid());
    let unknown = client.get_queue_attributes().queue_url(&url).attribute_names("Colour".into()).send().await;
    assert!(unknown.unwrap_err().into_service_error().is_invalid_attribute_name());
    let error = client.send_message().queue_url(&url).message_body("\u{1}").send().await.unwrap_err();
    assert!(error.into_service_error().is_invalid_message_contents());

    client.purge_queue().queue_url(&url).send().await.unwrap();
    let error = client.purge_queue().queue_url(&url).send().await.unwrap_err();
    assert!(error.into_service_error().is_purge_queue_in_progress());
    client.delete_queue().queue_url(&url).send().await.unwrap();
    let error = client.create_queue().queue_name("orders").send().await.unwrap_err();
    assert!(error.into_service_error().is_queue_deleted_recently());
}

#[tokio::test(start_paused = true)]
async fn of_batches_have_the_types_of_the_sdk() {
    let (_mock, client, url) = orders();
    let entry = |id: &str| SendMessageBatchRequestEntry::builder().id(id).message_body("x").build().unwrap();
    let send = |ids: Vec<String>| {
        let entries = ids.iter().map(|id| entry(id)).collect();
        client.send_message_batch().queue_url(&url).set_entries(Some(entries)).send()
    };
    let error = send(vec![]).await.unwrap_err().into_service_error();
    assert!(error.is_empty_batch_request(), "{error:?}");
    let error = send(vec!["a".to_owned(), "a".to_owned()]).await.unwrap_err().into_service_error();
    assert!(error.is_batch_entry_ids_not_distinct(), "{error:?}");
    let error = send((0..11).map(|id| id.to_string()).collect()).await.unwrap_err().into_service_error();
    assert!(error.is_too_many_entries_in_batch_request(), "{error:?}");
    let error = send(vec!["not an id".to_owned()]).await.unwrap_err().into_service_error();
    assert!(error.is_invalid_batch_entry_id(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn that_pass_are_retried_by_the_sdk() {
    let (mock, _, url) = orders();
    let faults = Faults::new(mock.transport());
    let recorder = Recorder::new(faults.clone());
    let client = client(recorder.clone());
    let send = || client.send_message().queue_url(&url).message_body("x").send();

    faults.on("SendMessage").first(2).throttle();
    send().await.unwrap();
    assert_eq!(recorder.operations(), ["SendMessage"; 3]);

    faults.clear();
    recorder.clear();
    faults.on("SendMessage").throttle();
    let error = send().await.unwrap_err();
    assert_eq!((&*code(&error), recorder.operations().len()), ("Throttling", 3));

    faults.clear();
    recorder.clear();
    faults.on("SendMessage").nth(1).refuse();
    send().await.unwrap();
    assert_eq!(recorder.exchanges()[0].outcome, Some(Err(TransportErrorKind::Connect)));
    assert_eq!(mock.queue("orders").messages().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn of_a_lost_response_leave_a_message_behind() {
    let (mock, _, url) = orders();
    let faults = Faults::new(mock.transport());
    faults.on("SendMessage").nth(1).lose_response();
    client(faults.clone()).send_message().queue_url(&url).message_body("x").send().await.unwrap();
    assert_eq!((faults.injected(), mock.queue("orders").messages().len()), (1, 2));

    faults.on("ReceiveMessage").cut_body(10);
    let error = client(faults).receive_message().queue_url(&url).send().await.unwrap_err();
    assert!(matches!(error, SdkError::ResponseError(_) | SdkError::DispatchFailure(_)), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn of_a_slow_answer_are_time_outs() {
    let (mock, _, url) = orders();
    let faults = Faults::new(mock.transport());
    faults.on_any().delay(Duration::from_secs(60));
    let config = client(faults).config().to_builder();
    let timeouts = aws_sdk_sqs::config::timeout::TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(2));
    let client = Client::from_conf(config.timeout_config(timeouts.build()).build());
    let error = client.send_message().queue_url(&url).message_body("x").send().await.unwrap_err();
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");
}

#[tokio::test]
async fn of_signatures_are_told_from_each_other() {
    let mock = MockMessaging::builder()
        .credentials(void_core::Credentials::new("key", "secret"))
        .verify_signatures()
        .build();
    let list = async |key: &str, secret: &str, transport: MockTransport| {
        let listed = client_with_key(transport, key, secret).list_queues().send().await;
        listed.map(|_| ()).map_err(|error| code(&error))
    };
    assert_eq!(list("key", "secret", mock.transport()).await, Ok(()));
    assert_eq!(list("key", "other", mock.transport()).await, Err("SignatureDoesNotMatch".to_owned()));
    assert_eq!(list("stranger", "secret", mock.transport()).await, Err("InvalidClientTokenId".to_owned()));
}
