//! What one request sets off is one trace, though it goes through processes and over the socket.

use http::{Method, Request};
use serde_json::{Value, json};
use void_core::{Body, Transport};
use void_local::logs::LogFilter;

use crate::support::{Served, source, whole};

const FIRST: &str = "name: first
runtime: provided
handler: worker
environment: {SEND_TO: '${VOID_QUEUE_JOBS_URL}'}
events:
  - http: {path: /orders, method: POST}
";

const SECOND: &str = "name: second
runtime: provided
handler: worker
events:
  - queue: {name: jobs, batchSize: 1, maxRetries: 0, deadLetterQueue: jobs-dlq}
";

async fn call(served: &Served, url: String, headers: &[(&str, &str)], body: Value) -> Value {
    let mut request = Request::builder().method(Method::POST).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = served.transport.send(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    let body = whole(response.into_body()).await;
    serde_json::from_slice(&body).unwrap()
}

/// The entries of a request, each with its function and what happened.
async fn story(served: &Served, correlation_id: &str) -> Vec<(String, String)> {
    let entries = served.control.trace(correlation_id).await.unwrap();
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or("-").to_owned();
    entries.iter().map(|entry| (text(entry, "function"), text(entry, "event"))).collect()
}

fn told(story: &[(&str, &str)]) -> Vec<(String, String)> {
    story.iter().map(|(function, event)| ((*function).to_owned(), (*event).to_owned())).collect()
}

#[tokio::test]
async fn a_route_a_function_a_queue_and_a_function_are_one_trace() {
    let served = Served::start().await;
    served.deploy([source(FIRST), source(SECOND)]).await;
    let url = format!("{}/orders", served.cloud.gateway_url());
    let answer = call(&served, url, &[("content-type", "text/plain")], json!({ "do": "send" })).await;
    let correlation_id = answer["correlationId"].as_str().unwrap();
    let of_second = LogFilter { function: Some("second".to_owned()), ..LogFilter::default() };
    served.log_until(&of_second, |line| line.message.starts_with("invocation done")).await;
    // The log's line comes first.
    while !story(&served, correlation_id).await.contains(&("second".to_owned(), "returned".to_owned())) {
        tokio::task::yield_now().await;
    }
    let expected = told(&[
        ("first", "invoked"),
        ("first", "sent"),
        ("first", "returned"),
        ("second", "invoked"),
        ("second", "returned"),
    ]);
    let mut found = story(&served, correlation_id).await;
    // The second may begin before the first has ended.
    found.sort_by_key(|(function, _)| function.clone());
    assert_eq!(found, expected);

    let entries = served.control.trace(correlation_id).await.unwrap();
    let of = |function: &str, event: &str| {
        entries.iter().find(|entry| entry["function"] == function && entry["event"] == event).unwrap()
    };
    let (sent, invoked) = (of("first", "sent"), of("second", "invoked"));
    assert_eq!(sent["queue"], "jobs");
    assert_eq!(sent["requestId"], of("first", "invoked")["requestId"], "the invocation that sent it");
    assert_eq!(sent["message"], invoked["trigger"]["messages"][0]);
}

#[tokio::test]
async fn what_a_client_sends_belongs_to_the_request_that_its_header_or_its_message_names() {
    let served = Served::start().await;
    let cloud = served.cloud.cloud();
    let queue = cloud.messaging().create_queue("jobs").url().to_string();
    cloud.streams().create_stream("clicks", 1);
    cloud.storage().create_bucket("photos");
    let url = || format!("{}/", served.cloud.services_url());
    let target = |name| ("x-amz-target", name);
    let json = ("content-type", "application/x-amz-json-1.0");
    let trace = ("x-amzn-trace-id", "Root=1-a;Sampled=1");
    let send = json!({ "QueueUrl": queue, "MessageBody": "one" });
    call(&served, url(), &[target("AmazonSQS.SendMessage"), json, trace], send.clone()).await;
    call(&served, url(), &[target("AmazonSQS.SendMessage"), json], send).await;
    let attribute = json!({ "AWSTraceHeader": { "DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793" } });
    let batch = json!({ "QueueUrl": queue, "Entries": [
        { "Id": "a", "MessageBody": "two", "MessageSystemAttributes": attribute },
        { "Id": "b", "MessageBody": "three" },
    ] });
    call(&served, url(), &[target("AmazonSQS.SendMessageBatch"), json], batch).await;
    let put = json!({ "StreamName": "clicks", "Data": "YQ==", "PartitionKey": "k" });
    let json = ("content-type", "application/x-amz-json-1.1");
    call(&served, url(), &[target("Kinesis_20131202.PutRecord"), json, trace], put).await;
    let object =
        Request::builder().method(Method::PUT).uri(format!("{}/photos/a.jpg", served.cloud.services_url()));
    let object = object.header(trace.0, trace.1).body(Body::from("picture")).unwrap();
    assert!(served.transport.send(object).await.unwrap().status().is_success());
    assert_eq!(story(&served, "1-a").await, told(&[("-", "sent"), ("-", "put"), ("-", "stored")]));
    assert_eq!(story(&served, "1-5759e988-bd862e3fe1be46a994272793").await, told(&[("-", "sent")]));
    assert_eq!(served.cloud.cloud().timeline().entries().len(), 4, "what belongs to nothing is not noted");
}
