//! PutRecord and PutRecords.

use void_streams_sdk::{
    ErrorKind,
    operations::PutRecordsRequestEntry,
    types::{HashKey, StartingPosition},
};

use crate::support::World;

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
