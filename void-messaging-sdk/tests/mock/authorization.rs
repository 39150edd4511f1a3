//! Callers who may not do everything: asked about whatever protocol they speak, by the queue that the request means.

use std::sync::Arc;

use http::{Request, StatusCode};
use void_core::{Authorizer, Body, Config, Credentials, Denied, Transport};
use void_messaging_sdk::{VoidMessagingClient, mock::MockMessaging};

/// Lets the key `sender` send to the queue `orders`, and everybody else do everything.
#[derive(Debug)]
struct SendsToOrders;

impl Authorizer for SendsToOrders {
    fn limits(&self, access_key_id: &str) -> bool {
        access_key_id == "sender"
    }

    fn check(&self, access_key_id: &str, action: &str, resource: &str) -> Result<(), Denied> {
        match (action, resource) {
            ("sqs:SendMessage" | "sqs:GetQueueUrl", "arn:aws:sqs:us-east-1:000000000000:orders") => Ok(()),
            _ => Err(Denied::new(format!("{access_key_id} may not {action} on {resource}"))),
        }
    }
}

fn mock() -> MockMessaging {
    let mock = MockMessaging::builder().authorizer(Arc::new(SendsToOrders)).build();
    mock.create_queue("orders");
    mock.create_queue("payments");
    mock
}

fn client(mock: &MockMessaging, key: &str) -> VoidMessagingClient {
    let config = Config::builder()
        .transport(mock.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(Credentials::new(key, "secret"));
    VoidMessagingClient::new(config.build())
}

fn url(queue: &str) -> String {
    format!("http://localhost:4566/000000000000/{queue}")
}

#[tokio::test(start_paused = true)]
async fn a_caller_may_do_what_it_is_allowed_and_is_told_the_rest() {
    let mock = mock();
    let sender = client(&mock, "sender");
    sender.send_message(url("orders"), "a").await.unwrap();
    assert_eq!(sender.get_queue_url("orders").await.unwrap().queue_url.as_str(), url("orders"));

    let error = sender.send_message(url("payments"), "a").await.unwrap_err();
    assert_eq!(
        (error.code(), error.status()),
        (Some("AccessDeniedException"), Some(StatusCode::BAD_REQUEST))
    );
    let message = "sender may not sqs:SendMessage on arn:aws:sqs:us-east-1:000000000000:payments";
    assert!(error.to_string().contains(message), "{error}");
    for refused in [
        sender.receive_message(url("orders")).await.unwrap_err(),
        sender.purge_queue(url("orders")).await.unwrap_err(),
        sender.get_queue_url("payments").await.unwrap_err(),
        sender.list_queues().await.unwrap_err(),
        sender.create_queue("invoices").await.unwrap_err(),
    ] {
        assert_eq!(refused.code(), Some("AccessDeniedException"), "{refused}");
    }
    assert!(mock.queue("payments").messages().is_empty());
    assert!(mock.find_queue("invoices").is_none());
    assert_eq!(client(&mock, "owner").list_queues().await.unwrap().queue_urls.len(), 2);
}

/// The status, `x-amzn-query-error` and the body of what is answered to the sender.
async fn raw(mock: &MockMessaging, uri: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
    let signed = "AWS4-HMAC-SHA256 Credential=sender/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host";
    let mut request = Request::post(uri).header("authorization", signed);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = mock.transport().send(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let query_error =
        parts.headers.get("x-amzn-query-error").map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = body.into_bytes(10_000).await.unwrap();
    (parts.status.as_u16(), query_error, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_allowed_where_the_single_one_is() {
    let mock = mock();
    for (queue, expected) in [("orders", 200), ("payments", 400)] {
        let entries = r#"[{"Id": "1", "MessageBody": "a"}]"#;
        let body = format!(r#"{{"QueueUrl": "{}", "Entries": {entries}}}"#, url(queue));
        let headers =
            [("x-amz-target", "AmazonSQS.SendMessageBatch"), ("content-type", "application/x-amz-json-1.0")];
        let (status, query_error, text) = raw(&mock, "/", &headers, &body).await;
        assert_eq!(status, expected, "{text}");
        if status == 400 {
            assert_eq!(query_error, "AccessDenied;Sender");
            assert!(text.contains(r#""__type":"com.amazon.coral.service#AccessDeniedException""#), "{text}");
            assert!(text.contains("may not sqs:SendMessage on"), "{text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_query_protocol_has_its_own_code_and_means_the_queue_of_its_path() {
    let mock = mock();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let send = "Action=SendMessage&MessageBody=a&Version=2012-11-05";
    let (status, _, text) = raw(&mock, "/000000000000/orders", &[form], send).await;
    assert_eq!(status, 200, "{text}");
    for (uri, body) in [
        ("/000000000000/payments", send.to_owned()),
        ("/", format!("{send}&QueueUrl={}", url("payments"))),
        ("/000000000000/orders", format!("{send}&QueueUrl={}", url("payments"))),
        ("/000000000000/orders", "Action=DeleteMessage&ReceiptHandle=x".to_owned()),
    ] {
        let (status, _, text) = raw(&mock, uri, &[form], &body).await;
        assert_eq!(status, 403, "{uri} {body}: {text}");
        assert!(text.contains("<Code>AccessDenied</Code>"), "{text}");
    }
    assert_eq!(mock.queue("orders").messages().len(), 1);
    assert!(mock.queue("payments").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_signature_is_checked_before_what_its_signer_may_do() {
    let mock = MockMessaging::builder()
        .credentials(Credentials::new("owner", "secret"))
        .credentials(Credentials::new("sender", "another"))
        .verify_signatures()
        .authorizer(Arc::new(SendsToOrders))
        .build();
    mock.create_queue("orders");
    let forged = client(&mock, "sender").list_queues().await.unwrap_err();
    assert_eq!(forged.code(), Some("InvalidSignatureException"));
    assert_eq!(client(&mock, "owner").list_queues().await.unwrap().queue_urls.len(), 1);
}
