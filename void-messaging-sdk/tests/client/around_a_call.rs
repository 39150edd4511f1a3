//! What the client does around an operation: checks, retries by entry, chunks, pages, trace header, time limits.

use std::{sync::Arc, time::Duration};

use crate::support::{Answer, FIFO_URL, Script, URL};
use serde_json::{Value, json};
use void_core::{Body, Config, Random, TraceContext, transport_fn};
use void_messaging_sdk::{
    ErrorKind, OutgoingMessage, VoidMessagingClient, operations::SendMessageBatchRequestEntry,
    types::BatchResultErrorEntry,
};

const MD5_OF_HELLO: &str = "5d41402abc4b2a76b9719d911017c592";

fn stored(id: &str) -> Value {
    json!({"Id": id, "MessageId": format!("message-{id}"), "MD5OfMessageBody": MD5_OF_HELLO})
}

fn failed(id: &str, sender_fault: bool) -> Value {
    json!({"Id": id, "SenderFault": sender_fault, "Code": "InternalError", "Message": "no"})
}

fn ids(asked: &Value) -> Vec<&str> {
    asked["Entries"].as_array().unwrap().iter().map(|entry| entry["Id"].as_str().unwrap()).collect()
}

fn hello(id: &str) -> SendMessageBatchRequestEntry {
    SendMessageBatchRequestEntry::new(id, "hello").unwrap()
}

#[tokio::test]
async fn a_body_that_was_changed_on_the_way_is_an_error_of_its_own() {
    let wrong = json!({"MessageId": "id", "MD5OfMessageBody": "00000000000000000000000000000000"});
    let script = Script::new([Answer::Json(wrong)]);
    let error = script.client().send_message(URL, "hello").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    assert!(error.may_have_been_applied() && !error.is_retryable());
    assert!(error.to_string().contains(MD5_OF_HELLO), "{error}");
}

#[tokio::test]
async fn changed_attributes_are_too() {
    for part in ["MD5OfMessageAttributes", "MD5OfMessageSystemAttributes"] {
        let wrong = json!({"MessageId": "id", "MD5OfMessageBody": MD5_OF_HELLO, part: "0000"});
        let script = Script::new([Answer::Json(wrong)]);
        let client = script.client();
        let call = client.send_message(URL, "hello").message_attribute("a", "b").trace_header("Root=1-0-0");
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::ChecksumMismatch, "{part}");
    }
}

#[tokio::test]
async fn a_received_message_is_checked() {
    let message = |md5: &str, attributes_md5: &str| {
        json!({"Messages": [{"MessageId": "id", "ReceiptHandle": "h", "MD5OfBody": md5, "Body": "hello",
            "MD5OfMessageAttributes": attributes_md5,
            "MessageAttributes": {"Count": {"DataType": "Number", "StringValue": "1"},
                "Foo": {"DataType": "String", "StringValue": "Bar"}}}]})
    };
    let right = message(MD5_OF_HELLO, "324758f82d026ac6ec5b31a3b192d1e3");
    let script = Script::new([
        Answer::Json(right),
        Answer::Json(message("0000", "324758f82d026ac6ec5b31a3b192d1e3")),
        Answer::Json(message(MD5_OF_HELLO, "0000")),
    ]);
    let client = script.client();
    assert_eq!(client.receive_message(URL).await.unwrap().messages.len(), 1);
    for _ in 0..2 {
        let error = client.receive_message(URL).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_sends_only_those_entries_again_that_may_succeed() {
    let script = Script::new([
        Answer::Json(json!({"Successful": [stored("0")], "Failed": [failed("1", true), failed("2", false)]})),
        Answer::Json(json!({"Successful": [stored("2")]})),
    ]);
    let response = script.client().send_message_batch(URL, ["0", "1", "2"].map(hello)).await.unwrap();
    let asked = script.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(ids(&asked[1].1), ["2"]);
    let successful: Vec<_> = response.successful.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(successful, ["0", "2"]);
    assert_eq!(response.failed.len(), 1);
    assert_eq!(response.failed[0].id, "1");
}

#[tokio::test(start_paused = true)]
async fn a_batch_gives_up_on_an_entry_after_the_attempts_of_the_policy() {
    let script = Script::new((0..3).map(|_| Answer::Json(json!({"Failed": [failed("0", false)]}))));
    let response = script.client().send_message_batch(URL, [hello("0")]).await.unwrap();
    assert_eq!(script.asked().len(), 3);
    assert_eq!(response.failed[0].code, "InternalError");
}

#[tokio::test(start_paused = true)]
async fn a_fifo_batch_lets_no_entry_overtake_one_of_its_group() {
    let entries = [("0", "a"), ("1", "a"), ("2", "b")].map(|(id, group)| hello(id).message_group_id(group));
    let script = Script::new([
        Answer::Json(
            json!({"Successful": [stored("1")], "Failed": [failed("0", false), failed("2", false)]}),
        ),
        Answer::Json(json!({"Successful": [stored("2")]})),
    ]);
    let response = script.client().send_message_batch(FIFO_URL, entries).await.unwrap();
    assert_eq!(ids(&script.asked()[1].1), ["2"], "0 would come after 1 of its group");
    assert_eq!(response.failed[0].id, "0");
}

#[tokio::test(start_paused = true)]
async fn an_entry_without_an_answer_may_have_been_stored() {
    let mut answers =
        vec![Answer::Json(json!({"Successful": [stored("0")], "Failed": [failed("1", false)]}))];
    answers.extend((0..3).map(|_| Answer::Silence));
    let script = Script::new(answers);
    let results = script.client().send_messages(URL, ["hello", "hello"]).await;
    assert!(results[0].is_ok(), "what was stored stays known");
    let error = results[1].as_ref().unwrap_err();
    assert_eq!(error.code(), Some(BatchResultErrorEntry::NO_ANSWER));
    assert!(error.may_have_been_applied());
}

#[tokio::test]
async fn any_number_of_messages_go_in_batches_of_ten() {
    let answer = |count: usize| {
        let entries: Vec<_> = (0..count).map(|id| stored(&id.to_string())).collect();
        Answer::Json(json!({"Successful": entries}))
    };
    let script = Script::new([answer(10), answer(10), answer(3)]);
    let results = script.client().send_messages(URL, vec!["hello"; 23]).await;
    let asked = script.asked();
    assert_eq!(asked.iter().map(|(_, body)| ids(body).len()).collect::<Vec<_>>(), [10, 10, 3]);
    let sent: Vec<_> = results.iter().map(|result| result.as_ref().unwrap().message_id.as_str()).collect();
    assert_eq!((sent.len(), sent[9], sent[10], sent[22]), (23, "message-9", "message-0", "message-2"));
}

#[tokio::test(start_paused = true)]
async fn batches_keep_below_a_mebibyte_with_their_attributes() {
    // Two of these are 1,048,576 bytes, the name, the type and the value of the attribute counted.
    let message = |bytes: usize| OutgoingMessage::new("x".repeat(bytes)).message_attribute("name", "v");
    let most = 1_048_576 / 2 - "name".len() - "String".len() - "v".len();
    for (bytes, batches) in [(most, 1), (most + 1, 2)] {
        let script = Script::new((0..batches).map(|_| Answer::Json(json!({}))));
        let results = script.client().send_messages(URL, [message(bytes), message(bytes)]).await;
        assert_eq!(script.asked().len(), batches);
        assert!(
            results.iter().all(|result| {
                result.as_ref().is_err_and(|error| error.kind() == ErrorKind::InvalidResponse)
            }),
            "the service said nothing of the entries"
        );
    }
}

#[tokio::test]
async fn a_message_that_is_no_json_fails_alone() {
    let map = std::collections::BTreeMap::from([((1, 2), 3)]);
    let script = Script::new([Answer::Json(json!({"Successful": [stored("0")]}))]);
    let messages = [OutgoingMessage::new(&map), OutgoingMessage::new("hello")];
    let results = script.client().send_messages(URL, messages).await;
    assert_eq!(results[0].as_ref().unwrap_err().kind(), ErrorKind::InvalidBody);
    assert!(results[1].is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_fifo_group_stops_at_its_first_failure() {
    let script = Script::new([
        Answer::Json(json!({
            "Successful": (1..10).map(|id| stored(&id.to_string())).collect::<Vec<_>>(),
            "Failed": [failed("0", true)]})),
        Answer::Json(json!({"Successful": [stored("0")]})),
    ]);
    let messages =
        (0..12).map(|n| OutgoingMessage::new("hello").message_group_id(if n % 11 == 0 { "a" } else { "b" }));
    let results = script.client().send_messages(FIFO_URL, messages).await;
    assert!(results[10].is_ok(), "another group");
    let error = results[11].as_ref().unwrap_err();
    assert!(error.to_string().contains("an earlier message of its group failed"), "{error}");
    assert!(!error.may_have_been_applied());
    assert_eq!(ids(&script.asked()[1].1).len(), 1);
}

#[tokio::test]
async fn listings_go_over_all_pages() {
    let pages = || {
        [
            Answer::Json(json!({"QueueUrls": ["a", "b"], "NextToken": "1"})),
            Answer::Json(json!({"NextToken": "2"})),
            Answer::Json(json!({"QueueUrls": ["c"]})),
        ]
    };
    let script = Script::new(pages());
    let client = script.client();
    assert_eq!(client.list_queues().items().collect().await.unwrap(), ["a", "b", "c"]);
    let tokens: Vec<_> = script.asked().iter().map(|(_, body)| body.clone()).collect();
    assert_eq!(tokens[0], json!({"MaxResults": 1000}));
    assert_eq!(tokens[2], json!({"MaxResults": 1000, "NextToken": "2"}));

    let script = Script::new(pages());
    let client = script.client();
    let mut pages = client.list_queues().max_results(2).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().queue_urls.len());
    }
    assert_eq!(sizes, [2, 0, 1]);
}

#[tokio::test]
async fn a_listing_ends_with_its_first_error() {
    let script = Script::new([
        Answer::Json(json!({"QueueUrls": ["a"], "NextToken": "1"})),
        Answer::Error(403, "AccessDenied"),
    ]);
    let client = script.client();
    let mut items = client.list_queues().items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(items.next().await.unwrap().unwrap_err().kind(), ErrorKind::AccessDenied);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn an_invalid_name_is_not_sent() {
    let script = Script::new([]);
    let error = script.client().create_queue("no such name").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("\"no such name\""), "{error}");
    assert!(script.asked().is_empty());
}

fn trace() -> TraceContext {
    TraceContext {
        root: "1-5759e988-bd862e3fe1be46a994272793".to_owned(),
        parent: Some("53995c3f42cd8ad8".to_owned()),
        sampled: Some(true),
        hops: 2,
        lineage: None,
    }
}

#[tokio::test]
async fn the_trace_of_the_invocation_goes_along() {
    let header = |asked: &Value| asked["MessageSystemAttributes"]["AWSTraceHeader"]["StringValue"].clone();
    let answer = || Answer::Json(json!({"MessageId": "id", "MD5OfMessageBody": MD5_OF_HELLO}));
    let script =
        Script::new([answer(), answer(), answer(), Answer::Json(json!({"Successful": [stored("0")]}))]);
    let client = script.client();
    trace()
        .scope(async {
            client.send_message(URL, "hello").await.unwrap();
            client.send_message(URL, "hello").trace_header("Root=1-0-0").await.unwrap();
        })
        .await;
    client.send_message(URL, "hello").await.unwrap();
    let results = trace().scope(async { client.send_messages(URL, ["hello"]).await }).await;
    assert!(results[0].is_ok());

    let asked = script.asked();
    assert_eq!(header(&asked[0].1), trace().to_string());
    assert_eq!(header(&asked[1].1), "Root=1-0-0", "the caller's own stays");
    assert_eq!(header(&asked[2].1), Value::Null, "outside of an invocation there is none");
    assert_eq!(
        asked[3].1["Entries"][0]["MessageSystemAttributes"]["AWSTraceHeader"]["StringValue"],
        trace().to_string()
    );
}

/// A client of a service that answers after `delay`.
fn slow(delay: Duration) -> VoidMessagingClient {
    let clock: void_core::SharedClock = Arc::new(void_core::SystemClock::new());
    let slow_clock = Arc::clone(&clock);
    let transport = transport_fn(move |_request: http::Request<Body>| {
        let clock = Arc::clone(&slow_clock);
        async move {
            clock.sleep_until(clock.now() + delay).await;
            Ok(http::Response::new(Body::from("{}")))
        }
    });
    let policy = void_core::retry::RetryPolicy { max_attempts: 1, ..Default::default() };
    VoidMessagingClient::new(
        Config::builder()
            .region("eu-central-1")
            .endpoint_url("http://localhost:4566")
            .transport(transport)
            .clock(clock)
            .random(Random::from_seed(7))
            .retry(policy)
            .attempt_timeout(Duration::from_secs(10))
            .build(),
    )
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_may_take_its_wait_and_a_margin() {
    let client = slow(Duration::from_secs(29));
    let poll = |seconds| client.receive_message(URL).wait_time(Duration::from_secs(seconds));
    assert!(poll(20).await.is_ok());
    assert!(client.receive_message(URL).await.is_ok(), "the queue's own wait may be 20 s");
    assert_eq!(poll(1).await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(client.purge_queue(URL).await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn unique_deduplication_ids_differ_by_call() {
    let client = Script::default().client();
    let id = || {
        let call = client.send_message(FIFO_URL, "hello").message_group_id("g").unique_deduplication_id();
        call.request().message_deduplication_id.clone().unwrap()
    };
    assert_ne!(id(), id());
}
