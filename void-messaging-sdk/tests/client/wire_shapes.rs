//! Each operation's request and response as botocore's model of the service has them.

use std::time::Duration;

use crate::support::{Answer, Script, URL};
use serde_json::{Value, json};
use void_messaging_sdk::{
    Call, CallFuture, VoidMessagingClient,
    operations::{
        ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, Operation,
        SendMessageBatchRequestEntry,
    },
    types::{MoveTaskStatus, QueueAttributeName, RedrivePolicy},
};

const ARN: &str = "arn:aws:sqs:eu-central-1:000000000000:dlq";

/// Makes the call on a client that gets `answer`; compares what was sent with `target` and `body`.
async fn sends<R: Operation>(
    call: impl for<'client> FnOnce(&'client VoidMessagingClient) -> Call<'client, R>,
    target: &str,
    body: Value,
    answer: Value,
) -> R::Response {
    let script = Script::new([Answer::Json(answer)]);
    let client = script.client();
    let future: CallFuture<'_, R::Response> = call(&client).into_future();
    let response = future.await.unwrap();
    assert_eq!(script.asked(), [(format!("AmazonSQS.{target}"), body.clone())]);
    let read: R = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), body, "the serving side reads what the client writes");
    response
}

#[tokio::test]
async fn queues() {
    let created = sends(
        |client| {
            client
                .create_queue("orders.fifo")
                .visibility_timeout(Duration::from_millis(29_001))
                .redrive_policy(&RedrivePolicy::new(ARN, 4))
                .content_based_deduplication()
                .tag("team", "shop")
        },
        "CreateQueue",
        json!({
            "QueueName": "orders.fifo",
            "Attributes": {
                "ContentBasedDeduplication": "true",
                "FifoQueue": "true",
                "RedrivePolicy": format!(r#"{{"deadLetterTargetArn":"{ARN}","maxReceiveCount":4}}"#),
                "VisibilityTimeout": "30",
            },
            "tags": {"team": "shop"},
        }),
        json!({"QueueUrl": URL}),
    )
    .await;
    assert_eq!(created.queue_url, URL);

    let found = sends(
        |client| client.get_queue_url("orders").queue_owner("123456789012"),
        "GetQueueUrl",
        json!({"QueueName": "orders", "QueueOwnerAWSAccountId": "123456789012"}),
        json!({"QueueUrl": URL}),
    )
    .await;
    assert_eq!(found.queue_url, URL);

    let attributes = sends(
        |client| client.get_queue_attributes(URL, [QueueAttributeName::All]),
        "GetQueueAttributes",
        json!({"QueueUrl": URL, "AttributeNames": ["All"]}),
        json!({"Attributes": {"VisibilityTimeout": "30", "Colour": "red"}}),
    )
    .await
    .attributes;
    assert_eq!(attributes.visibility_timeout(), Some(Duration::from_secs(30)));
    assert_eq!(attributes.get(&"Colour".into()), Some("red"));

    sends(
        |client| client.set_queue_attributes(URL).delay(Duration::from_secs(5)).high_throughput(),
        "SetQueueAttributes",
        json!({"QueueUrl": URL, "Attributes": {
            "DelaySeconds": "5", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}}),
        json!({}),
    )
    .await;

    for (target, answer) in [("DeleteQueue", json!({})), ("PurgeQueue", json!({}))] {
        let body = json!({"QueueUrl": URL});
        match target {
            "DeleteQueue" => sends(|client| client.delete_queue(URL), target, body, answer).await,
            _ => sends(|client| client.purge_queue(URL), target, body, answer).await,
        };
    }
}

#[tokio::test]
async fn listings() {
    let page = sends(
        |client| client.list_queues().queue_name_prefix("or").max_results(2).next_token("t"),
        "ListQueues",
        json!({"QueueNamePrefix": "or", "MaxResults": 2, "NextToken": "t"}),
        json!({"QueueUrls": [URL], "NextToken": "u"}),
    )
    .await;
    assert_eq!((page.queue_urls, page.next_token.as_deref()), (vec![URL.into()], Some("u")));

    let page = sends(
        |client| client.list_dead_letter_source_queues(URL).max_results(2),
        "ListDeadLetterSourceQueues",
        json!({"QueueUrl": URL, "MaxResults": 2}),
        json!({"queueUrls": [URL]}),
    )
    .await;
    assert_eq!((page.queue_urls, page.next_token), (vec![URL.into()], None));

    let tags = sends(
        |client| client.list_queue_tags(URL),
        "ListQueueTags",
        json!({"QueueUrl": URL}),
        json!({"Tags": {"team": "shop"}}),
    )
    .await
    .tags;
    assert_eq!(tags["team"], "shop");
    sends(
        |client| client.tag_queue(URL, [("team", "shop")]),
        "TagQueue",
        json!({"QueueUrl": URL, "Tags": {"team": "shop"}}),
        json!({}),
    )
    .await;
    sends(
        |client| client.untag_queue(URL, ["team"]),
        "UntagQueue",
        json!({"QueueUrl": URL, "TagKeys": ["team"]}),
        json!({}),
    )
    .await;
}

#[tokio::test]
async fn permissions() {
    sends(
        |client| client.add_permission(URL, "partners", ["123456789012"], ["SendMessage"]),
        "AddPermission",
        json!({"QueueUrl": URL, "Label": "partners", "AWSAccountIds": ["123456789012"], "Actions": ["SendMessage"]}),
        json!({}),
    )
    .await;
    sends(
        |client| client.remove_permission(URL, "partners"),
        "RemovePermission",
        json!({"QueueUrl": URL, "Label": "partners"}),
        json!({}),
    )
    .await;
}

#[tokio::test]
async fn move_tasks() {
    let started = sends(
        |client| client.start_message_move_task(ARN).destination_arn("arn:other").max_messages_per_second(5),
        "StartMessageMoveTask",
        json!({"SourceArn": ARN, "DestinationArn": "arn:other", "MaxNumberOfMessagesPerSecond": 5}),
        json!({"TaskHandle": "task"}),
    )
    .await;
    assert_eq!(started.task_handle, "task");
    let cancelled = sends(
        |client| client.cancel_message_move_task("task"),
        "CancelMessageMoveTask",
        json!({"TaskHandle": "task"}),
        json!({"ApproximateNumberOfMessagesMoved": 3}),
    )
    .await;
    assert_eq!(cancelled.approximate_number_of_messages_moved, 3);
    let tasks = sends(
        |client| client.list_message_move_tasks(ARN).max_results(10),
        "ListMessageMoveTasks",
        json!({"SourceArn": ARN, "MaxResults": 10}),
        json!({"Results": [{"Status": "RUNNING", "SourceArn": ARN, "ApproximateNumberOfMessagesMoved": 1,
            "StartedTimestamp": 1_700_000_000_123_i64}]}),
    )
    .await
    .results;
    assert_eq!(tasks[0].status, MoveTaskStatus::Running);
}

#[tokio::test]
async fn messages() {
    let sent = sends(
        |client| {
            client
                .send_message(URL, "This is a test message")
                .delay(Duration::from_secs(5))
                .message_attribute("Count", 1)
                .message_attribute("Foo", "Bar")
                .message_group_id("group")
                .message_deduplication_id("once")
                .trace_header("Root=1-5759e988-bd862e3fe1be46a994272793")
        },
        "SendMessage",
        json!({
            "QueueUrl": URL, "MessageBody": "This is a test message", "DelaySeconds": 5,
            "MessageAttributes": {
                "Count": {"DataType": "Number", "StringValue": "1"},
                "Foo": {"DataType": "String", "StringValue": "Bar"},
            },
            "MessageSystemAttributes": {"AWSTraceHeader": {
                "DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}},
            "MessageGroupId": "group", "MessageDeduplicationId": "once",
        }),
        json!({"MessageId": "id", "MD5OfMessageBody": "fafb00f5732ab283681e124bf8747ed1",
            "MD5OfMessageAttributes": "324758f82d026ac6ec5b31a3b192d1e3", "SequenceNumber": "18849496460467696128"}),
    )
    .await;
    assert_eq!(sent.message_id, "id");
    assert_eq!(sent.sequence_number.unwrap().as_str(), "18849496460467696128");

    let received = sends(
        |client| {
            client
                .receive_message(URL)
                .max_number_of_messages(10)
                .wait_time(Duration::from_secs(20))
                .visibility_timeout(Duration::from_secs(60))
                .all_attributes()
                .receive_request_attempt_id("attempt")
        },
        "ReceiveMessage",
        json!({"QueueUrl": URL, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 20, "VisibilityTimeout": 60,
            "MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"],
            "ReceiveRequestAttemptId": "attempt"}),
        json!({"Messages": [{"MessageId": "id", "ReceiptHandle": "handle",
            "MD5OfBody": "fafb00f5732ab283681e124bf8747ed1", "Body": "This is a test message"}]}),
    )
    .await;
    assert_eq!(received.messages[0].body, "This is a test message");
    let nothing = json!({"QueueUrl": URL});
    let received = sends(|client| client.receive_message(URL), "ReceiveMessage", nothing, json!({})).await;
    assert!(received.messages.is_empty());

    sends(
        |client| client.delete_message(URL, "handle"),
        "DeleteMessage",
        json!({"QueueUrl": URL, "ReceiptHandle": "handle"}),
        json!({}),
    )
    .await;
    sends(
        |client| client.change_message_visibility(URL, "handle", Duration::ZERO),
        "ChangeMessageVisibility",
        json!({"QueueUrl": URL, "ReceiptHandle": "handle", "VisibilityTimeout": 0}),
        json!({}),
    )
    .await;
}

#[tokio::test]
async fn batches() {
    let entry = SendMessageBatchRequestEntry::new("a", "This is a test message").unwrap();
    let sent = sends(
        |client| client.send_message_batch(URL, [entry.delay(Duration::from_secs(1))]),
        "SendMessageBatch",
        json!({"QueueUrl": URL, "Entries": [
            {"Id": "a", "MessageBody": "This is a test message", "DelaySeconds": 1}]}),
        json!({"Successful": [{"Id": "a", "MessageId": "id", "MD5OfMessageBody": "fafb00f5732ab283681e124bf8747ed1"}],
            "Failed": []}),
    )
    .await;
    assert_eq!(sent.successful[0].message_id, "id");

    let deleted = sends(
        |client| client.delete_message_batch(URL, [DeleteMessageBatchRequestEntry::new("a", "handle")]),
        "DeleteMessageBatch",
        json!({"QueueUrl": URL, "Entries": [{"Id": "a", "ReceiptHandle": "handle"}]}),
        json!({"Failed": [{"Id": "a", "SenderFault": true, "Code": "ReceiptHandleIsInvalid", "Message": "no"}]}),
    )
    .await;
    assert_eq!(deleted.failed[0].code, "ReceiptHandleIsInvalid");

    let entry = ChangeMessageVisibilityBatchRequestEntry::new("a", "handle", Duration::from_secs(9));
    let changed = sends(
        |client| client.change_message_visibility_batch(URL, [entry]),
        "ChangeMessageVisibilityBatch",
        json!({"QueueUrl": URL, "Entries": [{"Id": "a", "ReceiptHandle": "handle", "VisibilityTimeout": 9}]}),
        json!({"Successful": [{"Id": "a"}]}),
    )
    .await;
    assert_eq!(changed.successful[0].id, "a");
}

#[test]
fn a_wrong_type_is_an_error_that_says_so() {
    use void_messaging_sdk::operations::{ReceiveMessageRequest, SendMessageRequest};

    let error =
        serde_json::from_value::<SendMessageRequest>(json!({"QueueUrl": URL, "MessageBody": 7})).unwrap_err();
    assert!(error.to_string().contains("invalid type: integer `7`, expected a string"), "{error}");
    let error = serde_json::from_value::<ReceiveMessageRequest>(json!({"WaitTimeSeconds": "1"})).unwrap_err();
    assert!(error.to_string().contains("expected i32"), "{error}");
}

#[test]
fn what_a_foreign_client_leaves_out_is_empty() {
    use void_messaging_sdk::operations::{ChangeMessageVisibilityRequest, SendMessageRequest};

    let request: SendMessageRequest = serde_json::from_value(json!({"QueueUrl": null})).unwrap();
    assert!(request.queue_url.is_empty() && request.message_body.is_empty());
    let request: ChangeMessageVisibilityRequest = serde_json::from_value(json!({})).unwrap();
    assert_eq!(request.visibility_timeout, None);
}
