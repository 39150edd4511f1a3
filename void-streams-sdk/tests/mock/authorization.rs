//! Callers who may not do everything: asked about by the stream that a request means, also where only a token says which.

use std::sync::Arc;

use ciborium::cbor;
use http::{Request, StatusCode};
use void_core::{Authorizer, Body, Config, Credentials, Denied, Transport};
use void_streams_sdk::{VoidStreamsClient, mock::MockStreams, types::StartingPosition};

/// Lets the key `reader` read the stream `ledger`, and everybody else do everything.
#[derive(Debug)]
struct ReadsLedger;

impl Authorizer for ReadsLedger {
    fn limits(&self, access_key_id: &str) -> bool {
        access_key_id == "reader"
    }

    fn check(&self, access_key_id: &str, action: &str, resource: &str) -> Result<(), Denied> {
        let reads = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"];
        let is_ledger = resource == "arn:aws:kinesis:us-east-1:000000000000:stream/ledger";
        if reads.contains(&action) && is_ledger {
            return Ok(());
        }
        Err(Denied::new(format!("{access_key_id} may not {action} on {resource}")))
    }
}

fn mock() -> MockStreams {
    let mock = MockStreams::builder().authorizer(Arc::new(ReadsLedger)).build();
    mock.create_stream("ledger", 3);
    mock.create_stream("audit", 3);
    mock
}

fn client(mock: &MockStreams, key: &str) -> VoidStreamsClient {
    let config = Config::builder()
        .transport(mock.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(Credentials::new(key, "secret"));
    VoidStreamsClient::new(config.build())
}

fn is_denied(error: &void_streams_sdk::Error) -> bool {
    (error.code(), error.status()) == (Some("AccessDeniedException"), Some(StatusCode::BAD_REQUEST))
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_named_by_its_name_its_arn_an_iterator_or_a_token() {
    let mock = mock();
    let (owner, reader) = (client(&mock, "owner"), client(&mock, "reader"));
    let start = StartingPosition::trim_horizon;
    let own = reader.get_shard_iterator("ledger", "shardId-000000000000", start()).await.unwrap();
    reader.get_records(own.shard_iterator).await.unwrap();
    let page = reader.list_shards("ledger").max_results(1).await.unwrap();
    reader.list_shards("ledger").next_token(page.next_token.unwrap()).await.unwrap();

    let others = owner.get_shard_iterator("audit", "shardId-000000000000", start()).await.unwrap();
    let page = owner.list_shards("audit").max_results(1).await.unwrap();
    for refused in [
        reader.get_shard_iterator("audit", "shardId-000000000000", start()).await.unwrap_err(),
        reader.get_records(others.shard_iterator).await.unwrap_err(),
        reader.list_shards("audit").await.unwrap_err(),
        reader.list_shards("audit").next_token(page.next_token.unwrap()).await.unwrap_err(),
        reader.list_streams().await.unwrap_err(),
        reader.put_record("ledger", "key", "data").await.unwrap_err(),
        reader.delete_stream("ledger").await.unwrap_err(),
    ] {
        assert!(is_denied(&refused), "{refused}");
    }
    let message = "reader may not kinesis:PutRecord on arn:aws:kinesis:us-east-1:000000000000:stream/ledger";
    let refused = reader.put_record("ledger", "key", "data").await.unwrap_err();
    assert!(refused.to_string().contains(message), "{refused}");
    let arn = "arn:aws:kinesis:us-east-1:000000000000:stream";
    assert_eq!(raw(&mock, "ListShards", &format!(r#"{{"StreamARN": "{arn}/ledger"}}"#)).await.0, 200);
    assert_eq!(raw(&mock, "ListShards", &format!(r#"{{"StreamARN": "{arn}/audit"}}"#)).await.0, 400);
    let subscribe = format!(
        r#"{{"ConsumerARN": "{arn}/ledger/consumer/c:1", "ShardId": "shardId-000000000000", "StartingPosition": {{"Type": "LATEST"}}}}"#
    );
    let (status, text) = raw(&mock, "SubscribeToShard", &subscribe).await;
    assert_eq!(status, 400, "{text}");
    assert!(text.contains(&format!("reader may not kinesis:SubscribeToShard on {arn}/ledger\"")), "{text}");
}

/// The status and the body of what is answered to the reader.
async fn raw(mock: &MockStreams, operation: &str, body: &str) -> (u16, String) {
    let signed =
        "AWS4-HMAC-SHA256 Credential=reader/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host";
    let request = Request::post("/")
        .header("authorization", signed)
        .header("x-amz-target", format!("Kinesis_20131202.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .body(Body::from(body.to_owned()));
    let (parts, body) = mock.transport().send(request.unwrap()).await.unwrap().into_parts();
    let body = body.into_bytes(10_000).await.unwrap();
    (parts.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_token_that_means_nothing_lets_nobody_by() {
    let mock = mock();
    for (operation, body, expected) in [
        ("GetRecords", r#"{"ShardIterator": "AAAA"}"#, "InvalidArgumentException"),
        ("ListShards", r#"{"NextToken": "AAAA"}"#, "InvalidArgumentException"),
        ("ListStreams", r#"{"NextToken": "AAAA"}"#, "AccessDeniedException"),
        ("DescribeLimits", r#"{"NextToken": "AAAA", "ShardIterator": "AAAA"}"#, "AccessDeniedException"),
        ("PutRecord", r#"{"StreamARN": "arn", "PartitionKey": "k", "Data": ""}"#, "AccessDeniedException"),
    ] {
        let (status, text) = raw(&mock, operation, body).await;
        assert_eq!(status, 400, "{operation}: {text}");
        assert!(text.contains(expected), "{operation}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn cbor_is_read_and_answered_as_json_is() {
    let mock = mock();
    let mut body = Vec::new();
    let record = cbor!({ "StreamName" => "ledger", "PartitionKey" => "k", "Data" => "" }).unwrap();
    ciborium::into_writer(&record, &mut body).unwrap();
    let signed =
        "AWS4-HMAC-SHA256 Credential=reader/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host";
    let request = Request::post("/")
        .header("authorization", signed)
        .header("x-amz-target", "Kinesis_20131202.PutRecord")
        .header("content-type", "application/x-amz-cbor-1.1")
        .body(Body::from(body));
    let (parts, body) = mock.transport().send(request.unwrap()).await.unwrap().into_parts();
    let body: ciborium::Value = ciborium::from_reader(&*body.into_bytes(10_000).await.unwrap()).unwrap();
    assert_eq!(
        (parts.status, &parts.headers["content-type"]),
        (StatusCode::BAD_REQUEST, &"application/x-amz-cbor-1.1".parse().unwrap())
    );
    assert!(format!("{body:?}").contains("AccessDeniedException"), "{body:?}");
}
