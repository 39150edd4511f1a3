//! The producer: each key's records in their order, whatever was put together.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use void_streams_sdk::{Delivered, Producer, ProducerBuilder};

use super::{CaseResult, Target, reading};

const KEYS: u32 = 30;
const EACH: u32 = 10;

/// Many keys' records get their results, and are read once and in order within each key.
pub async fn many_keys_keep_their_order(target: Target) -> CaseResult {
    let name = target.stream(2).await?;
    let producer = builder(&target, &name).start();
    let delivered = put(&producer, 0..EACH).await?;
    assert!(delivered.iter().all(|delivered| delivered.sub_sequence_number.is_none()));
    let shards: BTreeMap<_, usize> = delivered.iter().fold(BTreeMap::new(), |mut shards, delivered| {
        *shards.entry(&delivered.shard_id).or_default() += 1;
        shards
    });
    assert_eq!(shards.len(), 2, "so many keys are in both shards");
    let stats = producer.stats();
    assert_eq!(
        (stats.records_put, stats.stream_records_put),
        (u64::from(KEYS * EACH), u64::from(KEYS * EACH))
    );
    producer.close().await;
    let read = reading::until_idle(&target, reading::consumer(&target, &name)).await?;
    assert!(read.iter().all(|record| !record.is_aggregated));
    assert_eq!(reading::by_key(&read), expected(0..EACH));
    Ok(())
}

/// Aggregated records are fewer, and hold every user record once and in order within each key.
pub async fn aggregated_records_keep_the_order(target: Target) -> CaseResult {
    let name = target.stream(2).await?;
    let producer = builder(&target, &name).aggregate().start();
    let delivered = put(&producer, 0..EACH).await?;
    assert!(delivered.iter().any(|delivered| delivered.sub_sequence_number > Some(0)));
    let stats = producer.stats();
    assert_eq!(stats.records_put, u64::from(KEYS * EACH));
    assert!(stats.stream_records_put <= stats.records_put / 5, "{stats:?}");
    producer.close().await;
    let read = reading::until_idle(&target, reading::consumer(&target, &name)).await?;
    assert_eq!(reading::by_key(&read), expected(0..EACH));
    Ok(())
}

/// A producer that aggregates goes on over a split: what it put before and after is read, in order within each key.
pub async fn aggregation_goes_on_over_a_split(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let producer = builder(&target, &name).aggregate().start();
    put(&producer, 0..EACH).await?;
    client.split_shard(&*name, super::target::FIRST, 1 << 127).await?;
    target.settle(&name).await?;
    let delivered = put(&producer, EACH..2 * EACH).await?;
    assert!(delivered.iter().all(|delivered| delivered.shard_id.as_str() != super::target::FIRST));
    producer.close().await;
    let mut read = reading::by_key(&reading::until_idle(&target, reading::consumer(&target, &name)).await?);
    // What was put together before the producer knew of the split is put again, and half of it is read twice.
    for texts in read.values_mut() {
        let mut seen = BTreeSet::new();
        texts.retain(|text| seen.insert(text.clone()));
    }
    assert_eq!(read, expected(0..2 * EACH));
    Ok(())
}

fn builder(target: &Target, name: &str) -> ProducerBuilder {
    Producer::builder(target.client(), name).linger(Duration::from_millis(20))
}

/// Puts these numbers under each key, number by number, and waits for all results.
async fn put(
    producer: &Producer,
    numbers: std::ops::Range<u32>,
) -> Result<Vec<Delivered>, void_streams_sdk::Error> {
    let mut deliveries = Vec::new();
    for number in numbers {
        for key in 0..KEYS {
            deliveries.push(producer.put(format!("key-{key}"), number.to_string()).await?);
        }
    }
    producer.flush().await;
    let mut delivered = Vec::new();
    for delivery in deliveries {
        delivered.push(delivery.await?);
    }
    Ok(delivered)
}

fn expected(numbers: std::ops::Range<u32>) -> BTreeMap<String, Vec<String>> {
    let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
    (0..KEYS).map(|key| (format!("key-{key}"), numbers.clone())).collect()
}
