//! Signatures: verified when the backend is told to.

use http::StatusCode;
use void_core::{Config, Credentials};
use void_messaging_sdk::{ErrorKind, VoidMessagingClient, mock::MockMessaging};

fn mock() -> MockMessaging {
    MockMessaging::builder().credentials(Credentials::new("key", "secret")).verify_signatures().build()
}

fn client(mock: &MockMessaging, credentials: Option<Credentials>) -> VoidMessagingClient {
    let mut config = Config::builder()
        .transport(mock.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .clock(mock.config().clock().clone());
    if let Some(credentials) = credentials {
        config = config.credentials(credentials);
    }
    VoidMessagingClient::new(config.build())
}

#[tokio::test(start_paused = true)]
async fn the_backends_own_client_signs() {
    let mock = mock();
    let url = mock.client().create_queue("q").await.unwrap().queue_url;
    mock.client().send_message(&url, "a").await.unwrap();
    let received = mock.client().receive_message(&url).all_attributes().await.unwrap();
    let sender = received.messages[0].system_attribute(&"SenderId".into()).map(str::to_owned);
    assert_eq!(sender.as_deref(), Some("key"));
}

#[tokio::test(start_paused = true)]
async fn others_are_refused_until_they_may() {
    let mock = mock();
    mock.create_queue("q");
    let status =
        |error: void_messaging_sdk::Error| (error.code().unwrap_or_default().to_owned(), error.status());
    let unsigned = client(&mock, None).list_queues().await.unwrap_err();
    assert_eq!(
        status(unsigned),
        ("MissingAuthenticationTokenException".to_owned(), Some(StatusCode::FORBIDDEN))
    );
    let wrong = client(&mock, Some(Credentials::new("key", "wrong"))).list_queues().await.unwrap_err();
    assert_eq!(status(wrong), ("InvalidSignatureException".to_owned(), Some(StatusCode::FORBIDDEN)));
    let other = Credentials::new("other", "secret");
    let unknown = client(&mock, Some(other.clone())).list_queues().await.unwrap_err();
    assert_eq!(status(unknown), ("UnrecognizedClientException".to_owned(), Some(StatusCode::FORBIDDEN)));
    mock.allow(other.clone());
    assert_eq!(client(&mock, Some(other)).list_queues().await.unwrap().queue_urls.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_verification_anybody_may() {
    let mock = MockMessaging::new();
    mock.create_queue("q");
    assert_eq!(client(&mock, None).list_queues().await.unwrap().queue_urls.len(), 1);
    let missing = client(&mock, None).get_queue_url("nowhere").await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::QueueDoesNotExist);
}
