//! The producer on the in-process backend.

use std::time::Duration;

use void_streams_sdk::{Producer, StartingPosition, aggregation, mock::MockStreams, types::HashKeyRange};

#[tokio::test(start_paused = true)]
async fn what_is_aggregated_is_read_again() {
    let mock = MockStreams::new();
    let stream = mock.create_stream("orders", 4);
    let producer = Producer::builder(&mock.client(), "orders").aggregate().start();
    for number in 0..1000 {
        let _delivery = producer.put(format!("key-{}", number % 37), number.to_string()).await.unwrap();
    }
    producer.flush().await;
    assert_eq!(producer.stats().records_put, 1000);
    let records = stream.records();
    assert!(records.len() <= 8, "{} records of the stream", records.len());

    let shards = stream.shards();
    let mut read: Vec<u32> = Vec::new();
    for shard in &shards {
        for record in
            stream.read_shard(&shard.shard_id, &StartingPosition::trim_horizon(), 1000).unwrap().records
        {
            let whole = aggregation::decode(record.clone()).len();
            let in_range: Vec<_> = aggregation::decode_in_range(record, shard.hash_key_range).collect();
            assert_eq!(in_range.len(), whole, "each is in the shard where it belongs");
            read.extend(in_range.iter().map(|user| user.record.text().unwrap().parse::<u32>().unwrap()));
        }
    }
    read.sort_unstable();
    assert_eq!(read, (0..1000).collect::<Vec<_>>());
    assert_ne!(shards[0].hash_key_range, HashKeyRange::FULL);
}

#[tokio::test(start_paused = true)]
async fn all_records_get_through_a_shards_throughput() {
    let mock = MockStreams::builder().enforce_throughput().build();
    let stream = mock.create_stream("orders", 2);
    let client = mock.client();
    let (clock, started) = (client.config().clock().clone(), client.config().clock().now());
    let producer = Producer::builder(&client, "orders").start();
    // 2 shards take 2,000 records a second.
    let mut deliveries = Vec::new();
    for number in 0..10_000 {
        deliveries.push(producer.put(format!("key-{}", number % 1_000), number.to_string()).await.unwrap());
    }
    for delivery in deliveries {
        delivery.await.unwrap();
    }
    let took = clock.now().since(started);
    assert!((Duration::from_secs(3)..Duration::from_secs(20)).contains(&took), "{took:?}");
    assert_eq!(stream.records().len(), 10_000);
    assert!(producer.stats().records_retried > 0 && producer.stats().records_failed == 0);
}
