//! PutRecord and PutRecords.

use std::collections::BTreeMap;

use serde_json::json;
use void_streams_sdk::{
    ErrorKind,
    operations::PutRecordsRequestEntry,
    types::{HashKey, RecordDistributionStrategy, StartingPosition},
};

use crate::support::{World, refusal};

#[tokio::test]
async fn a_record_is_in_the_shard_of_its_key() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 4);
    let put = world.client.put_record("orders", "customer-7", "placed").await.unwrap();

    let key = HashKey::of_partition_key("customer-7");
    let shard = stream.shards().into_iter().find(|shard| shard.hash_key_range.contains(key)).unwrap();
    assert_eq!(put.shard_id, shard.shard_id);
    assert!(put.sequence_number > shard.sequence_number_range.starting_sequence_number);

    let read = stream.read_shard(&put.shard_id, &StartingPosition::trim_horizon(), 10).unwrap();
    assert_eq!(read.records.len(), 1);
    assert_eq!(read.records[0].sequence_number, put.sequence_number);
    assert_eq!(read.records[0].partition_key, "customer-7");
    assert_eq!(read.records[0].text(), Some("placed"));
    assert_eq!(stream.records(), read.records);
}

#[tokio::test]
async fn an_explicit_hash_key_decides_on_the_shard() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 4);
    for shard in stream.shards() {
        for key in [shard.hash_key_range.starting_hash_key, shard.hash_key_range.ending_hash_key] {
            let put = world.client.put_record("orders", "k", "x").explicit_hash_key(key).await.unwrap();
            assert_eq!(put.shard_id, shard.shard_id);
        }
    }
}

#[tokio::test]
async fn a_batch_is_put_in_its_order() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 3);
    let batch = (0..500).map(|number| {
        PutRecordsRequestEntry::new(format!("key-{}", number % 7), number.to_string()).unwrap()
    });
    let response = world.client.put_records("orders", batch).await.unwrap();
    assert_eq!(response.failed_record_count, 0);
    let texts: Vec<String> =
        stream.records().iter().map(|record| record.text().unwrap().to_owned()).collect();
    assert_eq!(texts, (0..500).map(|number: i32| number.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_stream_that_is_not_there_is_not_found() {
    let world = World::new();
    let error = world.client.put_record("orders", "k", "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    assert!(error.to_string().contains("Stream orders under account 000000000000 not found."), "{error}");
}

#[tokio::test]
async fn a_record_that_breaks_the_models_constraints_is_refused() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    for (change, code, message) in [
        (
            json!({"Data": null}),
            "ValidationException",
            "Value null at 'data' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({"PartitionKey": null}),
            "ValidationException",
            "Value null at 'partitionKey' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({"PartitionKey": ""}),
            "ValidationException",
            "Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            json!({"PartitionKey": "é".repeat(257)}),
            "ValidationException",
            "Member must have length less than or equal to 256",
        ),
        (
            json!({"ExplicitHashKey": "seven"}),
            "ValidationException",
            "Value 'seven' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})",
        ),
        (
            json!({"ExplicitHashKey": "340282366920938463463374607431768211456"}),
            "InvalidArgumentException",
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456",
        ),
        (json!({"SequenceNumberForOrdering": "x"}), "ValidationException", "sequenceNumberForOrdering"),
        (
            json!({"SequenceNumberForOrdering": "7"}),
            "InvalidArgumentException",
            "ExclusiveMinimumSequenceNumber 7 used in PutRecord on stream orders under account 000000000000 is invalid.",
        ),
    ] {
        let mut body = json!({"StreamName": "orders", "PartitionKey": "k", "Data": "eA=="});
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let refused = refusal(&world, "PutRecord", body.clone()).await;
        assert_eq!(refused.0, code, "{change}: {refused:?}");
        assert!(refused.1.contains(message), "{change}: {refused:?}");
    }
    assert!(stream.records().is_empty());
    assert_eq!(
        world
            .client
            .put_record("orders", "é".repeat(256), "x")
            .await
            .map(drop)
            .err()
            .map(|error| error.to_string()),
        None
    );
}

#[tokio::test]
async fn a_batch_is_put_as_a_whole_or_not_at_all() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let entry = |bytes: usize| PutRecordsRequestEntry::new("key", vec![0; bytes]).unwrap();
    const MIB: usize = 1024 * 1024;
    let mut no_key = entry(1);
    no_key.partition_key = None;
    for (batch, kind) in [
        (vec![], ErrorKind::Validation),
        (vec![entry(1); 501], ErrorKind::Validation),
        (vec![entry(1), no_key], ErrorKind::Validation),
        (vec![entry(1), entry(MIB - 2)], ErrorKind::InvalidArgument),
        (vec![entry(MIB - 3); 11], ErrorKind::InvalidArgument),
    ] {
        let error = world.client.put_records("orders", batch).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    assert!(stream.records().is_empty());
    let response = world.client.put_records("orders", vec![entry(MIB - 3); 10]).await.unwrap();
    assert_eq!(response.failed_record_count, 0);
}

#[tokio::test]
async fn a_dry_run_puts_nothing() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let error = world.client.put_record("orders", "k", "x").dry_run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DryRun);
    let batch = [PutRecordsRequestEntry::new("k", "x").unwrap()];
    let error = world.client.put_records("orders", batch).dry_run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DryRun);
    let error = world.client.put_record("others", "k", "x").dry_run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    assert!(stream.records().is_empty());
}

#[tokio::test]
async fn a_later_record_has_a_higher_number() {
    let world = World::new();
    world.mock.create_stream("orders", 1);
    let first = world.client.put_record("orders", "k", "x").await.unwrap().sequence_number;
    let second = world.client.put_record("orders", "k", "x").sequence_number_for_ordering(first.clone());
    assert!(second.await.unwrap().sequence_number > first);
}

#[tokio::test]
async fn a_stream_that_spreads_by_itself_fills_its_shards_evenly_and_needs_no_key() {
    let world = World::new();
    let made = world.client.create_stream("orders").on_demand();
    made.record_distribution_strategy(RecordDistributionStrategy::Auto).await.unwrap();
    let stream = world.mock.stream("orders");
    let mut counts = BTreeMap::<_, u32>::new();
    for _ in 0..10 {
        let mut entry = PutRecordsRequestEntry::new("k", "x").unwrap();
        entry.partition_key = None;
        for result in world.client.put_records("orders", vec![entry; 100]).await.unwrap().results() {
            *counts.entry(result.unwrap().shard_id).or_default() += 1;
        }
    }
    assert_eq!(counts.len(), 4);
    assert!(counts.values().all(|count| (230..=270).contains(count)), "{counts:?}");
    world.client.put_record("orders", "kept", "x").explicit_hash_key(HashKey(0)).await.unwrap();
    let records = stream.records();
    assert_eq!((&*records[0].partition_key, &*records[1000].partition_key), ("", "kept"));
}
