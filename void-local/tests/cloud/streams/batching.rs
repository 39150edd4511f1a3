//! How records come together to batches.

use std::time::Duration;

use super::reader::{Reader, Shard, deploy, numbered, put, put_into};
use crate::support::cloud;

fn put_numbered(cloud: &void_local::LocalCloud, count: usize) {
    for (key, text) in numbered(count) {
        cloud.stream("clicks").put(key, text);
    }
}

#[tokio::test]
async fn a_batch_has_at_most_its_size_and_the_order_is_kept() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    deploy(&cloud, "count", &["batchSize: 4"], &reader).await;
    put_numbered(&cloud, 10);
    cloud.settle().await;
    let sizes: Vec<usize> = reader.texts().iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 4, 2]);
    let expected: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    assert_eq!(reader.texts().concat(), expected);
}

#[tokio::test]
async fn by_default_a_batch_has_up_to_a_hundred_records() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    deploy(&cloud, "count", &[], &reader).await;
    put_numbered(&cloud, 250);
    cloud.settle().await;
    let sizes: Vec<usize> = reader.texts().iter().map(Vec::len).collect();
    assert_eq!(sizes, [100, 100, 50]);
}

#[tokio::test]
async fn a_batch_that_is_not_full_waits_for_its_window() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    deploy(&cloud, "count", &["batchSize: 3", "batchingWindow: 10s"], &reader).await;
    put(&cloud, &[("a", "0")]);
    cloud.advance(Duration::from_secs(4)).await;
    put(&cloud, &[("a", "1")]);
    cloud.advance(Duration::from_secs(5)).await;
    assert!(reader.seen().is_empty());
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!((reader.texts(), reader.times()), (vec![vec!["0".to_owned(), "1".to_owned()]], vec![10.0]));
    // Full at once: nothing to wait for.
    put(&cloud, &[("a", "2"), ("a", "3"), ("a", "4")]);
    cloud.advance(Duration::ZERO).await;
    assert_eq!((reader.texts()[1].len(), reader.times()), (3, vec![10.0, 10.0]));
}

#[tokio::test]
async fn a_batch_is_of_one_shard_and_shards_run_side_by_side() {
    let cloud = cloud();
    let reader = Reader::of(&cloud).slow(Duration::from_secs(5));
    deploy(&cloud, "count", &["shards: 2", "batchSize: 1"], &reader).await;
    put_into(&cloud, Shard::First, &["a", "b"]);
    put_into(&cloud, Shard::Last, &["x", "y"]);
    cloud.settle().await;
    assert_eq!(reader.times(), [0.0, 0.0, 5.0, 5.0], "one batch of a shard at a time");
    assert_eq!(reader.texts(), [["a"], ["x"], ["b"], ["y"]]);
    let shards: Vec<String> =
        reader.seen().iter().map(|seen| seen.event.records[0].shard_id().to_owned()).collect();
    assert_eq!(shards[..2], ["shardId-000000000000", "shardId-000000000001"]);
}

#[tokio::test]
async fn a_large_batch_is_split_at_what_an_invocation_takes() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    deploy(&cloud, "count", &[], &reader).await;
    for _ in 0..6 {
        cloud.stream("clicks").put("key", "x".repeat(1_000_000));
    }
    cloud.settle().await;
    // In Base64 a record is 1,333,336 bytes: four of them fit into 6 MiB.
    let sizes: Vec<usize> = reader.texts().iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 2]);
}

#[tokio::test]
async fn the_event_has_lambdas_shape() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    deploy(&cloud, "count", &[], &reader).await;
    cloud.advance(Duration::from_secs(2)).await;
    let number = cloud.stream("clicks").put("order-7", serde_json::json!({ "total": 49 }));
    cloud.settle().await;
    let event = reader.seen().remove(0).event;
    let record = &event.records[0];
    assert_eq!((record.partition_key(), record.sequence_number()), ("order-7", number.as_str()));
    assert_eq!(record.arrived_at(), Some(cloud.timeline().origin() + Duration::from_secs(2)));
    assert_eq!(record.stream_name(), "clicks");
    assert_eq!(record.event_source_arn, cloud.stream("clicks").arn().as_str());
    assert_eq!(record.event_id, format!("shardId-000000000000:{number}"));
    assert_eq!((record.event_name.as_str(), record.aws_region.as_str()), ("aws:kinesis:record", "us-east-1"));
    assert_eq!(record.json::<serde_json::Value>().unwrap()["total"], 49);
}
