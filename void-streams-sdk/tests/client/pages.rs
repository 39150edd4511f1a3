//! Listings as streams of pages and of items.

use serde_json::json;

use crate::support::{Answer, Script};

const ARN: &str = "arn:aws:kinesis:eu-central-1:123456789012:stream/orders";

/// What each call was sent.
fn bodies(script: &Script) -> Vec<serde_json::Value> {
    script.asked().into_iter().map(|(_, body)| body).collect()
}

#[tokio::test]
async fn streams_go_on_by_the_token_or_where_there_is_none_by_the_last_name() {
    let script = Script::new([
        Answer::Json(json!({"StreamNames": ["a", "b"], "HasMoreStreams": true, "NextToken": "t"})),
        Answer::Json(json!({"StreamNames": ["c"], "HasMoreStreams": true})),
        Answer::Json(json!({"StreamNames": ["d"], "HasMoreStreams": false, "NextToken": ""})),
    ]);
    let client = script.client();
    assert_eq!(client.list_streams().limit(2).items().collect().await.unwrap(), ["a", "b", "c", "d"]);
    let asked = [
        json!({"Limit": 2}),
        json!({"Limit": 2, "NextToken": "t"}),
        json!({"Limit": 2, "ExclusiveStartStreamName": "c"}),
    ];
    assert_eq!(bodies(&script), asked);
}

#[tokio::test]
async fn a_token_of_shards_comes_alone_and_one_of_consumers_with_the_stream() {
    let shard = json!({"ShardId": "shardId-000000000000", "SequenceNumberRange": {"StartingSequenceNumber": "1"},
        "HashKeyRange": {"StartingHashKey": "0", "EndingHashKey": "1"}});
    let script = Script::new([
        Answer::Json(json!({"Shards": [shard], "NextToken": "t"})),
        Answer::Json(json!({"Shards": [shard]})),
        Answer::Json(json!({"Consumers": [], "NextToken": "u"})),
        Answer::Json(json!({"Consumers": []})),
    ]);
    let client = script.client();
    assert_eq!(client.list_shards("orders").items().collect().await.unwrap().len(), 2);
    assert_eq!(client.list_stream_consumers(ARN).items().collect().await.unwrap(), []);
    let asked = [
        json!({"StreamName": "orders"}),
        json!({"NextToken": "t"}),
        json!({"StreamARN": ARN}),
        json!({"StreamARN": ARN, "NextToken": "u"}),
    ];
    assert_eq!(bodies(&script), asked);
}

#[tokio::test]
async fn tags_and_described_shards_go_on_after_the_last_one() {
    let script = Script::new([
        Answer::Json(json!({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b"}], "HasMoreTags": true})),
        Answer::Json(json!({"Tags": [{"Key": "c"}], "HasMoreTags": false})),
    ]);
    let client = script.client();
    let mut pages = client.list_tags_for_stream("orders").limit(2).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().tags.len());
    }
    assert_eq!(sizes, [2, 1]);
    let asked = [
        json!({"StreamName": "orders", "Limit": 2}),
        json!({"StreamName": "orders", "Limit": 2, "ExclusiveStartTagKey": "b"}),
    ];
    assert_eq!(bodies(&script), asked);
}

/// A page that promises more and has nothing to go on from ends the listing: it is not asked for again and again.
#[tokio::test]
async fn an_empty_page_that_promises_more_ends_the_listing() {
    let script = Script::new([
        Answer::Json(json!({"StreamNames": [], "HasMoreStreams": true})),
        Answer::Json(json!({"Tags": [], "HasMoreTags": true})),
    ]);
    let client = script.client();
    assert_eq!(client.list_streams().items().collect().await.unwrap().len(), 0);
    assert_eq!(client.list_tags_for_stream("orders").items().collect().await.unwrap().len(), 0);
    assert_eq!(bodies(&script).len(), 2);
}

#[tokio::test]
async fn an_error_ends_the_listing() {
    let script = Script::new([
        Answer::Json(json!({"StreamNames": ["a"], "HasMoreStreams": true, "NextToken": "t"})),
        Answer::Error(400, "ExpiredNextTokenException"),
    ]);
    let client = script.client();
    let mut items = client.list_streams().items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    let kind = items.next().await.unwrap().unwrap_err().kind();
    assert_eq!(kind, void_streams_sdk::ErrorKind::ExpiredNextToken);
    assert!(items.next().await.is_none());
}
