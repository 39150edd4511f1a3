use bytes::Bytes;
use http::Request;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use void_core::{
    Timestamp,
    protocol::{
        query::{Form, success},
        server::Received,
    },
};

use super::{NAMESPACE, OPERATIONS, operation};
use crate::operations::*;

/// Reads a form, given as lines, into the request of `R`, and gives it back as JSON.
fn read<R: Operation + Serialize + DeserializeOwned>(form: &str) -> Value {
    let body: String = form.split_whitespace().collect::<Vec<_>>().join("&");
    let (parts, ()) = Request::post("http://localhost/1/q").body(()).unwrap().into_parts();
    let form = Form::read(&Received { parts, body: Bytes::from(body) }).unwrap();
    let request: R = form.decode(operation(R::NAME).unwrap()).unwrap();
    serde_json::to_value(request).unwrap()
}

async fn write<R: Operation>(response: Value) -> String {
    let response: R::Response = serde_json::from_value(response).unwrap();
    let response = success(NAMESPACE, operation(R::NAME).unwrap(), &response, "id", Timestamp::UNIX_EPOCH);
    let body = response.into_body().into_bytes(1 << 20).await.unwrap();
    let xml = String::from_utf8(body.to_vec()).unwrap();
    let (_, xml) = xml.split_once("Result>").unwrap();
    let (xml, _) = xml.split_once(&format!("</{}Result>", R::NAME)).unwrap();
    xml.to_owned()
}

#[test]
fn knows_every_operation_once() {
    let names: std::collections::BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!((names.len(), OPERATIONS.len()), (23, 23));
    assert!(operation("SendMessages").is_none());
}

#[test]
fn reads_a_send_with_attributes() {
    let request = read::<SendMessageRequest>(
        "Action=SendMessage Version=2012-11-05 QueueUrl=http://h/1/q MessageBody=a%20b DelaySeconds=5
         MessageAttribute.1.Name=kind MessageAttribute.1.Value.DataType=String MessageAttribute.1.Value.StringValue=x
         MessageAttribute.2.Name=raw MessageAttribute.2.Value.DataType=Binary MessageAttribute.2.Value.BinaryValue=AQI%3D
         MessageSystemAttribute.1.Name=AWSTraceHeader MessageSystemAttribute.1.Value.DataType=String
         MessageSystemAttribute.1.Value.StringValue=Root%3D1 MessageGroupId=g MessageDeduplicationId=d",
    );
    assert_eq!(
        request,
        json!({
            "QueueUrl": "http://h/1/q", "MessageBody": "a b", "DelaySeconds": 5,
            "MessageAttributes": {
                "kind": {"DataType": "String", "StringValue": "x"},
                "raw": {"DataType": "Binary", "BinaryValue": "AQI="},
            },
            "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1"}},
            "MessageGroupId": "g", "MessageDeduplicationId": "d",
        })
    );
}

#[test]
fn reads_batches() {
    let request = read::<SendMessageBatchRequest>(
        "SendMessageBatchRequestEntry.1.Id=a SendMessageBatchRequestEntry.1.MessageBody=x
         SendMessageBatchRequestEntry.2.Id=b SendMessageBatchRequestEntry.2.MessageBody=y
         SendMessageBatchRequestEntry.2.MessageAttribute.1.Name=n
         SendMessageBatchRequestEntry.2.MessageAttribute.1.Value.DataType=Number
         SendMessageBatchRequestEntry.2.MessageAttribute.1.Value.StringValue=1",
    );
    assert_eq!(
        request,
        json!({"QueueUrl": "http://localhost/1/q", "Entries": [
            {"Id": "a", "MessageBody": "x"},
            {"Id": "b", "MessageBody": "y", "MessageAttributes": {"n": {"DataType": "Number", "StringValue": "1"}}},
        ]})
    );
    let request = read::<DeleteMessageBatchRequest>(
        "DeleteMessageBatchRequestEntry.1.Id=a DeleteMessageBatchRequestEntry.1.ReceiptHandle=h",
    );
    assert_eq!(request["Entries"], json!([{"Id": "a", "ReceiptHandle": "h"}]));
    let request = read::<ChangeMessageVisibilityBatchRequest>(
        "ChangeMessageVisibilityBatchRequestEntry.1.Id=a ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle=h
         ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=9",
    );
    assert_eq!(request["Entries"], json!([{"Id": "a", "ReceiptHandle": "h", "VisibilityTimeout": 9}]));
}

#[test]
fn reads_lists_maps_and_tags() {
    let request = read::<CreateQueueRequest>(
        "QueueName=q Attribute.1.Name=VisibilityTimeout Attribute.1.Value=40 Tag.1.Key=team Tag.1.Value=a",
    );
    let attributes = json!({"VisibilityTimeout": "40"});
    assert_eq!(request, json!({"QueueName": "q", "Attributes": attributes, "tags": {"team": "a"}}));
    let request = read::<ReceiveMessageRequest>(
        "AttributeName.1=All MessageSystemAttributeName.1=SenderId MessageAttributeName.1=a.* WaitTimeSeconds=20",
    );
    assert_eq!(request["AttributeNames"], json!(["All"]));
    assert_eq!(request["MessageSystemAttributeNames"], json!(["SenderId"]));
    assert_eq!(
        (&request["MessageAttributeNames"], &request["WaitTimeSeconds"]),
        (&json!(["a.*"]), &json!(20))
    );
    let request =
        read::<AddPermissionRequest>("Label=l AWSAccountId.1=1 ActionName.1=SendMessage ActionName.2=*");
    assert_eq!(
        (&request["AWSAccountIds"], &request["Actions"]),
        (&json!(["1"]), &json!(["SendMessage", "*"]))
    );
    assert_eq!(read::<UntagQueueRequest>("TagKey.1=a TagKey.2=b")["TagKeys"], json!(["a", "b"]));
    assert_eq!(read::<TagQueueRequest>("Tag.1.Key=a Tag.1.Value=b")["Tags"], json!({"a": "b"}));
}

#[tokio::test]
async fn writes_messages_with_their_attributes() {
    let xml = write::<ReceiveMessageRequest>(json!({"Messages": [{
        "MessageId": "m", "ReceiptHandle": "h", "MD5OfBody": "5", "Body": "<b>",
        "Attributes": {"SenderId": "me"},
        "MD5OfMessageAttributes": "6",
        "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "x"}},
    }]}))
    .await;
    assert_eq!(
        xml,
        "<Message><MessageId>m</MessageId><ReceiptHandle>h</ReceiptHandle><MD5OfBody>5</MD5OfBody>\
         <Body>&lt;b&gt;</Body><Attribute><Name>SenderId</Name><Value>me</Value></Attribute>\
         <MD5OfMessageAttributes>6</MD5OfMessageAttributes><MessageAttribute><Name>kind</Name>\
         <Value><StringValue>x</StringValue><DataType>String</DataType></Value></MessageAttribute></Message>"
    );
}

#[tokio::test]
async fn writes_lists_maps_and_batches() {
    let urls =
        write::<ListQueuesRequest>(json!({"QueueUrls": ["http://a", "http://b"], "NextToken": "t"})).await;
    assert_eq!(urls, "<QueueUrl>http://a</QueueUrl><QueueUrl>http://b</QueueUrl><NextToken>t</NextToken>");
    let urls = write::<ListDeadLetterSourceQueuesRequest>(json!({"queueUrls": ["http://a"]})).await;
    assert_eq!(urls, "<QueueUrl>http://a</QueueUrl>");
    let tags = write::<ListQueueTagsRequest>(json!({"Tags": {"a": "b"}})).await;
    assert_eq!(tags, "<Tag><Key>a</Key><Value>b</Value></Tag>");
    let batch = write::<SendMessageBatchRequest>(json!({
        "Successful": [{"Id": "a", "MessageId": "m", "MD5OfMessageBody": "5"}],
        "Failed": [{"Id": "b", "SenderFault": true, "Code": "C", "Message": "M"}],
    }))
    .await;
    assert_eq!(
        batch,
        "<SendMessageBatchResultEntry><Id>a</Id><MessageId>m</MessageId><MD5OfMessageBody>5</MD5OfMessageBody>\
         </SendMessageBatchResultEntry><BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault>\
         <Code>C</Code><Message>M</Message></BatchResultErrorEntry>"
    );
}
