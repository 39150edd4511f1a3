//! The protocol server: AWS JSON 1.1 and CBOR, errors as documented, bad input.

use ciborium::{Value as Cbor, cbor};
use http::{Request, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};
use void_core::{Body, Transport};
use void_streams_sdk::mock::MockStreams;

use crate::support::World;

const JSON: &str = "application/x-amz-json-1.1";
const CBOR: &str = "application/x-amz-cbor-1.1";

struct Answer {
    status: StatusCode,
    content_type: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        assert_eq!(self.content_type, JSON);
        serde_json::from_slice(&self.body).unwrap()
    }

    fn cbor(&self) -> Cbor {
        assert_eq!(self.content_type, CBOR);
        ciborium::from_reader(&*self.body).unwrap()
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

async fn exchange(mock: &MockStreams, request: Request<Body>) -> Answer {
    let (parts, body) = mock.transport().send(request).await.unwrap().into_parts();
    assert!(parts.headers.contains_key("x-amzn-requestid"));
    assert!(!parts.headers.contains_key("x-amzn-query-error"), "there was no query protocol");
    let content_type = parts.headers["content-type"].to_str().unwrap().to_owned();
    Answer { status: parts.status, content_type, body: body.into_bytes(usize::MAX).await.unwrap().to_vec() }
}

fn request(operation: &str, content_type: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post("/")
        .header("x-amz-target", format!("Kinesis_20131202.{operation}"))
        .header("content-type", content_type)
        .body(body.into())
        .unwrap()
}

async fn call(mock: &MockStreams, operation: &str, body: impl Into<Body>) -> Answer {
    exchange(mock, request(operation, JSON, body)).await
}

async fn call_in_cbor(mock: &MockStreams, operation: &str, input: &Cbor) -> Answer {
    let mut body = Vec::new();
    ciborium::into_writer(input, &mut body).unwrap();
    exchange(mock, request(operation, CBOR, body)).await
}

fn member(map: &Cbor, name: &str) -> Cbor {
    let members = map.as_map().unwrap();
    members.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value.clone()).unwrap()
}

fn text(map: &Cbor, name: &str) -> String {
    member(map, name).into_text().unwrap()
}

#[tokio::test]
async fn cbor_has_bytes_as_they_are_and_moments_in_milliseconds() {
    let world = World::new();
    world.mock.create_stream("orders", 1);
    let data = Cbor::Bytes(b"\x00\xff".to_vec());
    let put = cbor!({"StreamName" => "orders", "PartitionKey" => "k", "Data" => data}).unwrap();
    let answer = call_in_cbor(&world.mock, "PutRecord", &put).await;
    assert_eq!(answer.status, StatusCode::OK);
    let shard = text(&answer.cbor(), "ShardId");

    // As the Java SDK writes a moment: tag 1 and milliseconds.
    let from = Cbor::Tag(1, Box::new(1_700_000_000_000_u64.into()));
    let iterator = cbor!({"StreamName" => "orders", "ShardId" => shard, "ShardIteratorType" => "AT_TIMESTAMP", "Timestamp" => from})
        .unwrap();
    let answer = call_in_cbor(&world.mock, "GetShardIterator", &iterator).await;
    let read = cbor!({"ShardIterator" => text(&answer.cbor(), "ShardIterator")}).unwrap();
    let answer = call_in_cbor(&world.mock, "GetRecords", &read).await.cbor();
    let records = member(&answer, "Records").into_array().unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(member(&records[0], "Data"), Cbor::Bytes(b"\x00\xff".to_vec()));
    let arrival = Cbor::Tag(1, Box::new(1_700_000_000_000_u64.into()));
    assert_eq!(member(&records[0], "ApproximateArrivalTimestamp"), arrival);
    assert_eq!(world.mock.stream("orders").records()[0].data, b"\x00\xff".as_slice());
}

#[tokio::test]
async fn an_error_is_in_the_requests_format_and_names_no_namespace() {
    let world = World::new();
    let message = "Stream nowhere under account 000000000000 not found.";
    let input = json!({"StreamName": "nowhere", "PartitionKey": "k", "Data": "eA=="});
    let answer = call(&world.mock, "PutRecord", input.to_string()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json(), json!({"__type": "ResourceNotFoundException", "message": message}));

    let input =
        cbor!({"StreamName" => "nowhere", "PartitionKey" => "k", "Data" => Cbor::Bytes(vec![])}).unwrap();
    let answer = call_in_cbor(&world.mock, "PutRecord", &input).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.cbor(),
        cbor!({"__type" => "ResourceNotFoundException", "message" => message}).unwrap()
    );
}

#[tokio::test]
async fn a_broken_constraint_is_told_in_the_services_words() {
    let world = World::new();
    let input =
        json!({"StreamName": "a b", "ShardId": "shardId-000000000000", "ShardIteratorType": "LATEST"});
    let answer = call(&world.mock, "GetShardIterator", input.to_string()).await.json();
    assert_eq!(answer["__type"], "ValidationException");
    assert_eq!(
        answer["message"],
        "1 validation error detected: Value 'a b' at 'streamName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    );
}

#[tokio::test]
async fn wrong_types_and_what_is_not_the_format_can_not_be_read() {
    let world = World::new();
    for body in [
        "",
        "[]",
        "{",
        "null",
        "1",
        r#"{"StreamName":1}"#,
        r#"{"Data":"?"}"#,
        r#"{"Data":1}"#,
        "\u{0}",
        "{}{}",
    ] {
        let answer = call(&world.mock, "PutRecord", body).await;
        assert_eq!(
            (answer.status, &answer.json()["__type"]),
            (StatusCode::BAD_REQUEST, &json!("SerializationException"))
        );
        let answer = exchange(&world.mock, request("PutRecord", CBOR, body)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(text(&answer.cbor(), "__type"), "SerializationException");
    }
    for answer in [call(&world.mock, "Colour", "{}").await, call(&world.mock, "putrecord", "{}").await] {
        assert_eq!(
            (answer.status, &answer.json()["__type"]),
            (StatusCode::BAD_REQUEST, &json!("UnknownOperationException"))
        );
    }
}

/// As kinesalite found the service to answer.
#[tokio::test]
async fn what_no_format_has_is_refused_as_the_service_does() {
    let world = World::new();
    for content_type in ["", "text/plain", "application/x-amz-json-1.0", "application/x-www-form-urlencoded"]
    {
        let answer = exchange(&world.mock, request("PutRecord", content_type, "{}")).await;
        assert_eq!((answer.status, answer.text()), (StatusCode::NOT_FOUND, "<UnknownOperationException/>\n"));
    }
    let answer = exchange(&world.mock, request("PutRecord", "application/json", "{}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text().contains(r#""__type":"com.amazon.coral.service#UnknownOperationException""#));
    let no_target = Request::post("/").header("content-type", "text/plain").body(Body::from("{}")).unwrap();
    let mut get = request("PutRecord", JSON, "{}");
    *get.method_mut() = http::Method::GET;
    for refused in [no_target, get] {
        let answer = exchange(&world.mock, refused).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text().starts_with("<AccessDeniedException>"), "{}", answer.text());
    }
    // Parameters of the content type don't matter.
    let answer =
        exchange(&world.mock, request("PutRecord", "application/x-amz-json-1.1; charset=utf-8", "{")).await;
    assert_eq!(answer.json()["__type"], "SerializationException");
}

proptest! {
    #[test]
    fn any_body_is_answered(
        operation in prop::sample::select(vec!["PutRecord", "PutRecords", "GetRecords", "GetShardIterator", "ListShards"]),
        in_cbor in any::<bool>(),
        mut body in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let mock = MockStreams::new();
        if in_cbor && let Some(first) = body.first_mut() {
            *first = 0xa0 | (*first & 0x1f);
        }
        let content_type = if in_cbor { CBOR } else { JSON };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(exchange(&mock, request(operation, content_type, body)));
        prop_assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        prop_assert_eq!(answer.content_type, content_type);
    }
}
