//! The protocol server: AWS JSON and the query protocol, errors as documented, bad input.

use http::{Request, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};
use void_core::{Body, Transport};
use void_messaging_sdk::{
    MessageAttributeValue,
    mock::MockMessaging,
    operations::{DeleteMessageBatchRequestEntry, SendMessageBatchRequestEntry},
};

const NAMESPACE: &str = "com.amazonaws.sqs#";
const COMMON: &str = "com.amazon.coral.service#";

struct Answer {
    status: StatusCode,
    query_error: Option<String>,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn error_type(&self) -> String {
        self.json()["__type"].as_str().unwrap().to_owned()
    }
}

async fn exchange(mock: &MockMessaging, request: Request<Body>) -> Answer {
    let (parts, body) = mock.transport().send(request).await.unwrap().into_parts();
    let text = String::from_utf8(body.into_bytes(usize::MAX).await.unwrap().to_vec()).unwrap();
    assert!(parts.headers.contains_key("x-amzn-requestid"));
    let query_error = parts.headers.get("x-amzn-query-error").map(|value| value.to_str().unwrap().to_owned());
    Answer { status: parts.status, query_error, text }
}

async fn call(mock: &MockMessaging, operation: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/")
        .header("x-amz-target", format!("AmazonSQS.{operation}"))
        .header("content-type", "application/x-amz-json-1.0")
        .body(body.into())
        .unwrap();
    exchange(mock, request).await
}

async fn query(mock: &MockMessaging, form: &str) -> Answer {
    let request = Request::post("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    exchange(mock, request).await
}

fn url(name: &str) -> String {
    format!("http://localhost:4566/000000000000/{name}")
}

/// Each documented error that a caller can come by: operation, input, form, code in JSON, code and status in a query.
fn errors() -> Vec<(&'static str, Value, String, String, &'static str, u16)> {
    let (q, f, nowhere) = (url("q"), url("q.fifo"), url("nowhere"));
    let sqs = |code: &str| format!("{NAMESPACE}{code}");
    let common = |code: &str| format!("{COMMON}{code}");
    let entry = |id: &str| json!({ "Id": id, "MessageBody": "b" });
    let entry_form = |number: usize, id: &str| {
        format!(
            "&SendMessageBatchRequestEntry.{number}.Id={id}&SendMessageBatchRequestEntry.{number}.MessageBody=b"
        )
    };
    let many: Vec<Value> = (0..11).map(|number| entry(&number.to_string())).collect();
    let many_form: String = (1..12).map(|number| entry_form(number, &number.to_string())).collect();
    vec![
        (
            "SendMessage",
            json!({ "QueueUrl": nowhere, "MessageBody": "b" }),
            format!("QueueUrl={nowhere}&MessageBody=b"),
            sqs("QueueDoesNotExist"),
            "AWS.SimpleQueueService.NonExistentQueue",
            400,
        ),
        (
            "SendMessage",
            json!({ "QueueUrl": q }),
            format!("QueueUrl={q}"),
            common("MissingRequiredParameterException"),
            "MissingParameter",
            400,
        ),
        (
            "SendMessage",
            json!({ "QueueUrl": q, "MessageBody": "\u{1}" }),
            format!("QueueUrl={q}&MessageBody=%01"),
            sqs("InvalidMessageContents"),
            "InvalidMessageContents",
            400,
        ),
        (
            "SendMessage",
            json!({ "QueueUrl": q, "MessageBody": "b", "DelaySeconds": 901 }),
            format!("QueueUrl={q}&MessageBody=b&DelaySeconds=901"),
            common("InvalidParameterValueException"),
            "InvalidParameterValue",
            400,
        ),
        (
            "SendMessage",
            json!({ "QueueUrl": f, "MessageBody": "b" }),
            format!("QueueUrl={f}&MessageBody=b"),
            common("MissingRequiredParameterException"),
            "MissingParameter",
            400,
        ),
        (
            "SendMessageBatch",
            json!({ "QueueUrl": q, "Entries": [] }),
            format!("QueueUrl={q}"),
            sqs("EmptyBatchRequest"),
            "AWS.SimpleQueueService.EmptyBatchRequest",
            400,
        ),
        (
            "SendMessageBatch",
            json!({ "QueueUrl": q, "Entries": many }),
            format!("QueueUrl={q}{many_form}"),
            sqs("TooManyEntriesInBatchRequest"),
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            400,
        ),
        (
            "SendMessageBatch",
            json!({ "QueueUrl": q, "Entries": [entry("a"), entry("a")] }),
            format!("QueueUrl={q}{}{}", entry_form(1, "a"), entry_form(2, "a")),
            sqs("BatchEntryIdsNotDistinct"),
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
            400,
        ),
        (
            "SendMessageBatch",
            json!({ "QueueUrl": q, "Entries": [entry("a b")] }),
            format!("QueueUrl={q}{}", entry_form(1, "a+b")),
            sqs("InvalidBatchEntryId"),
            "AWS.SimpleQueueService.InvalidBatchEntryId",
            400,
        ),
        (
            "DeleteMessage",
            json!({ "QueueUrl": q, "ReceiptHandle": "forged" }),
            format!("QueueUrl={q}&ReceiptHandle=forged"),
            sqs("ReceiptHandleIsInvalid"),
            "ReceiptHandleIsInvalid",
            404,
        ),
        (
            "CreateQueue",
            json!({ "QueueName": "q", "Attributes": { "DelaySeconds": "5" } }),
            "QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5".to_owned(),
            sqs("QueueNameExists"),
            "QueueAlreadyExists",
            400,
        ),
        (
            "CreateQueue",
            json!({ "QueueName": "gone" }),
            "QueueName=gone".to_owned(),
            sqs("QueueDeletedRecently"),
            "AWS.SimpleQueueService.QueueDeletedRecently",
            400,
        ),
        (
            "SetQueueAttributes",
            json!({ "QueueUrl": q, "Attributes": { "DelaySeconds": "x" } }),
            format!("QueueUrl={q}&Attribute.1.Name=DelaySeconds&Attribute.1.Value=x"),
            sqs("InvalidAttributeValue"),
            "InvalidAttributeValue",
            400,
        ),
        (
            "GetQueueAttributes",
            json!({ "QueueUrl": q, "AttributeNames": ["Nonsense"] }),
            format!("QueueUrl={q}&AttributeName.1=Nonsense"),
            sqs("InvalidAttributeName"),
            "InvalidAttributeName",
            400,
        ),
        (
            "PurgeQueue",
            json!({ "QueueUrl": url("purged") }),
            format!("QueueUrl={}", url("purged")),
            sqs("PurgeQueueInProgress"),
            "AWS.SimpleQueueService.PurgeQueueInProgress",
            403,
        ),
        (
            "AddPermission",
            json!({ "QueueUrl": q, "Label": "l", "AWSAccountIds": ["123456789012"], "Actions": vec!["*"; 8] }),
            format!(
                "QueueUrl={q}&Label=l&AWSAccountId.1=123456789012{}",
                (1..9).map(|number| format!("&ActionName.{number}=*")).collect::<String>()
            ),
            sqs("OverLimit"),
            "OverLimit",
            403,
        ),
        (
            "CancelMessageMoveTask",
            json!({ "TaskHandle": "none" }),
            "TaskHandle=none".to_owned(),
            sqs("ResourceNotFoundException"),
            "ResourceNotFoundException",
            404,
        ),
        (
            "ListQueueTags",
            json!({ "QueueUrl": "no-url" }),
            "QueueUrl=no-url".to_owned(),
            sqs("InvalidAddress"),
            "InvalidAddress",
            404,
        ),
        ("Nonsense", json!({}), String::new(), common("UnknownOperationException"), "InvalidAction", 400),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_error_has_its_code_and_status_in_both_protocols() {
    let mock = MockMessaging::builder().recreate_wait(true).build();
    for name in ["q", "q.fifo", "gone", "purged"] {
        mock.create_queue(name);
    }
    mock.client().delete_queue(url("gone")).await.unwrap();
    mock.client().purge_queue(url("purged")).await.unwrap();
    for (operation, input, form, code, query_code, query_status) in errors() {
        let answer = call(&mock, operation, input.to_string()).await;
        assert_eq!(
            (answer.status, answer.error_type()),
            (StatusCode::BAD_REQUEST, code),
            "{operation} {input}"
        );
        assert_eq!(answer.query_error, Some(format!("{query_code};Sender")), "{operation} {input}");
        assert!(!answer.json()["message"].as_str().unwrap().is_empty());

        let answer = query(&mock, &format!("Action={operation}&Version=2012-11-05&{form}")).await;
        assert_eq!(answer.status.as_u16(), query_status, "{operation} {form}: {}", answer.text);
        assert!(answer.text.contains(&format!("<Code>{query_code}</Code>")), "{form}: {}", answer.text);
        assert!(answer.text.contains("<Type>Sender</Type>"), "{}", answer.text);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_in_flight_is_told() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    queue.send("a");
    let received = mock.client().receive_message(queue.url()).await.unwrap();
    let handle = received.messages[0].receipt_handle.as_str();
    let input = json!({ "QueueUrl": url("q"), "ReceiptHandle": handle, "VisibilityTimeout": 0 }).to_string();
    assert_eq!(call(&mock, "ChangeMessageVisibility", input.clone()).await.status, StatusCode::OK);
    let answer = call(&mock, "ChangeMessageVisibility", input).await;
    assert_eq!(answer.error_type(), format!("{NAMESPACE}MessageNotInflight"));
    assert_eq!(answer.query_error.as_deref(), Some("AWS.SimpleQueueService.MessageNotInflight;Sender"));
    let late = json!({ "QueueUrl": url("q"), "ReceiptHandle": handle, "VisibilityTimeout": 43_201 });
    let answer = call(&mock, "ChangeMessageVisibility", late.to_string()).await;
    assert_eq!(answer.error_type(), format!("{COMMON}InvalidParameterValueException"));
}

#[tokio::test(start_paused = true)]
async fn malformed_input_is_refused() {
    let mock = MockMessaging::new();
    mock.create_queue("q");
    let deep = format!("{{\"QueueUrl\":{}", "[".repeat(200_000));
    for body in [
        "{",
        "[]",
        "null",
        "\"x\"",
        r#"{"QueueUrl":1}"#,
        r#"{"QueueUrl":"q","DelaySeconds":"x"}"#,
        r#"{"QueueUrl":"q","DelaySeconds":99999999999}"#,
        r#"{"QueueUrl":"q","MessageAttributes":[]}"#,
        &deep,
    ] {
        let answer = call(&mock, "SendMessage", body.to_owned()).await;
        assert_eq!(
            (answer.status, answer.error_type()),
            (StatusCode::BAD_REQUEST, format!("{COMMON}SerializationException"))
        );
    }
    let answer = call(&mock, "SendMessage", b"{\"QueueUrl\":\"\xff\"}".to_vec()).await;
    assert_eq!(answer.error_type(), format!("{COMMON}SerializationException"));
    let answer = call(&mock, "SendMessage", vec![b' '; 17 * 1024 * 1024]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = exchange(&mock, Request::get("/").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = query(&mock, "Action=SendMessage&DelaySeconds=x&MessageBody=b").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(start_paused = true)]
async fn a_message_too_large_and_a_batch_too_large() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let client = mock.client();
    client.send_message(queue.url(), "x".repeat(1_048_576)).await.unwrap();
    let too_large = client.send_message(queue.url(), "x".repeat(1_048_577)).await.unwrap_err();
    assert_eq!(too_large.code(), Some("InvalidParameterValueException"));
    let half = "x".repeat(524_288);
    let entries =
        json!([{ "Id": "a", "MessageBody": half }, { "Id": "b", "MessageBody": format!("{half}x") }]);
    let answer =
        call(&mock, "SendMessageBatch", json!({ "QueueUrl": url("q"), "Entries": entries }).to_string())
            .await;
    assert_eq!(answer.error_type(), format!("{NAMESPACE}BatchRequestTooLong"));
}

#[tokio::test(start_paused = true)]
async fn a_batch_can_fail_in_part() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let client = mock.client();
    let entries = [
        SendMessageBatchRequestEntry::new("good", "fine").unwrap(),
        SendMessageBatchRequestEntry::new("bad", "\u{1}").unwrap(),
    ];
    let sent = client.send_message_batch(queue.url(), entries).await.unwrap();
    assert_eq!((sent.successful.len(), sent.failed.len()), (1, 1));
    assert_eq!(sent.successful[0].id, "good");
    let failed = &sent.failed[0];
    assert_eq!(
        (failed.id.as_str(), failed.code.as_str(), failed.sender_fault),
        ("bad", "InvalidMessageContents", true)
    );
    let received = client.receive_message(queue.url()).await.unwrap();
    let entries = [
        DeleteMessageBatchRequestEntry::new("good", &received.messages[0].receipt_handle),
        DeleteMessageBatchRequestEntry::new("bad", "forged"),
    ];
    let deleted = client.delete_message_batch(queue.url(), entries).await.unwrap();
    assert_eq!(
        (deleted.successful[0].id.as_str(), deleted.failed[0].code.as_str()),
        ("good", "ReceiptHandleIsInvalid")
    );
}

#[tokio::test(start_paused = true)]
async fn attributes_come_along_as_they_are_asked_for() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue_with("q", [("VisibilityTimeout", "0")]);
    let client = mock.client();
    let send =
        client.send_message(queue.url(), "a").message_attribute("bar.one", "1").message_attribute("foo", 2);
    send.message_attribute("bytes", MessageAttributeValue::binary(vec![0, 255])).await.unwrap();
    for (asked, expected) in [
        (vec![], vec![]),
        (vec!["foo", "nowhere"], vec!["foo"]),
        (vec!["bar.*"], vec!["bar.one"]),
        (vec!["All"], vec!["bar.one", "bytes", "foo"]),
        (vec![".*"], vec!["bar.one", "bytes", "foo"]),
        (vec!["b.*"], vec!["bar.one", "bytes"]),
    ] {
        let call = client.receive_message(queue.url());
        let call = asked.iter().fold(call, |call, name| call.message_attribute(*name));
        let message = call.await.unwrap().messages.remove(0);
        assert_eq!(message.message_attributes.keys().collect::<Vec<_>>(), expected, "{asked:?}");
        assert_eq!(message.md5_of_message_attributes.is_some(), !expected.is_empty());
        assert!(message.attributes.is_empty());
    }
    let call = client.receive_message(queue.url()).message_system_attribute("SentTimestamp");
    let message = call.await.unwrap().messages.remove(0);
    assert_eq!(message.attributes.len(), 1);
    let unknown = client.receive_message(queue.url()).message_system_attribute("Nonsense").await.unwrap_err();
    assert_eq!(unknown.code(), Some("InvalidAttributeName"));
}

#[tokio::test(start_paused = true)]
async fn the_query_protocol_sends_and_receives() {
    let mock = MockMessaging::new();
    let made = query(&mock, "Action=CreateQueue&QueueName=q").await;
    assert!(made.text.contains(&format!("<QueueUrl>{}</QueueUrl>", url("q"))), "{}", made.text);
    let q = url("q");
    let sent = query(
        &mock,
        &format!(
            "Action=SendMessage&QueueUrl={q}&MessageBody=hello&MessageAttribute.1.Name=a&\
             MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=x"
        ),
    )
    .await;
    assert!(
        sent.text.contains("<MD5OfMessageBody>5d41402abc4b2a76b9719d911017c592</MD5OfMessageBody>"),
        "{}",
        sent.text
    );
    let received = query(
        &mock,
        &format!("Action=ReceiveMessage&QueueUrl={q}&AttributeName.1=All&MessageAttributeName.1=All"),
    )
    .await;
    assert!(received.text.contains("<Body>hello</Body>"), "{}", received.text);
    assert!(received.text.contains("<StringValue>x</StringValue>"), "{}", received.text);
    assert!(
        received.text.contains("<Name>ApproximateReceiveCount</Name><Value>1</Value>"),
        "{}",
        received.text
    );
}

#[tokio::test(start_paused = true)]
async fn listings_have_pages_only_when_a_size_is_asked_for() {
    let mock = MockMessaging::new();
    (0..5).for_each(|number: i32| drop(mock.create_queue(format!("q{number}"))));
    let first = call(&mock, "ListQueues", r#"{"MaxResults":3}"#).await.json();
    assert_eq!(first["QueueUrls"].as_array().unwrap().len(), 3);
    let input = json!({ "MaxResults": 3, "NextToken": first["NextToken"] }).to_string();
    let second = call(&mock, "ListQueues", input).await.json();
    assert_eq!(second["QueueUrls"], json!([url("q3"), url("q4")]));
    assert_eq!(second["NextToken"], Value::Null);
    for input in [r#"{"MaxResults":0}"#, r#"{"MaxResults":1001}"#, r#"{"NextToken":"\u0000"}"#] {
        let answer = call(&mock, "ListQueues", input).await;
        assert_eq!(answer.error_type(), format!("{COMMON}InvalidParameterValueException"), "{input}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_is_found_whatever_host_its_url_names() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    for host in ["http://127.0.0.1:9999", "https://sqs.us-east-1.amazonaws.com"] {
        mock.client().send_message(format!("{host}/000000000000/q"), "a").await.unwrap();
    }
    assert_eq!(queue.messages().len(), 2);
    let foreign = mock.client().send_message("http://localhost:4566/999999999999/q", "a").await.unwrap_err();
    assert_eq!(foreign.code(), Some("QueueDoesNotExist"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever comes, there is an answer, and it is never the service's fault.
    #[test]
    fn nothing_that_comes_is_a_panic(operation in "[A-Za-z]{0,30}|SendMessage|ReceiveMessage|CreateQueue|DeleteMessageBatch",
        body in proptest::collection::vec(any::<u8>(), 0..200),
        text in r#"\{("QueueUrl"|"Entries"|"Attributes"|"QueueName"|"MessageBody"):("[^"]{0,40}"|[0-9-]{1,20}|null|\[\{\}\]|\{"a":"b"\})\}"#)
    {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let mock = MockMessaging::new();
            mock.create_queue("q");
            for body in [body.clone(), text.clone().into_bytes()] {
                let answer = call(&mock, &operation, body.clone()).await;
                prop_assert!(!answer.status.is_server_error(), "{}", answer.text);
                let form = format!("Action={operation}&{}", String::from_utf8_lossy(&body));
                let answer = query(&mock, &form).await;
                prop_assert!(!answer.status.is_server_error(), "{}", answer.text);
            }
            Ok(())
        })?;
    }
}
