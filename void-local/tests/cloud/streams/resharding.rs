//! Shards that are split and merged while functions read them.

use std::{collections::BTreeMap, time::Duration};

use void_function_sdk::BatchResponse;
use void_local::LocalCloud;
use void_streams_sdk::types::{HashKey, Shard};

use super::reader::{Reader, deploy, put};
use crate::support::cloud;

async fn split(cloud: &LocalCloud, shard: &Shard) {
    let range = shard.hash_key_range;
    let middle =
        HashKey(range.starting_hash_key.0 + (range.ending_hash_key.0 - range.starting_hash_key.0) / 2);
    cloud.streams().client().split_shard("clicks", shard.shard_id.clone(), middle).await.unwrap();
}

async fn merge(cloud: &LocalCloud, left: &Shard, right: &Shard) {
    let client = cloud.streams().client();
    client.merge_shards("clicks", left.shard_id.clone(), right.shard_id.clone()).await.unwrap();
}

fn open(cloud: &LocalCloud) -> Vec<Shard> {
    let mut open: Vec<Shard> = cloud.stream("clicks").shards().into_iter().filter(Shard::is_open).collect();
    open.sort_by_key(|shard| shard.hash_key_range.starting_hash_key.0);
    open
}

/// The texts of each key in the order in which they came for the first time.
fn by_key(reader: &Reader) -> BTreeMap<String, Vec<String>> {
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for batch in reader.seen() {
        for (key, text) in batch.keys().into_iter().zip(batch.texts()) {
            let known = keys.entry(key.to_owned()).or_default();
            if !known.contains(&text) {
                known.push(text);
            }
        }
    }
    keys
}

#[tokio::test]
async fn children_come_after_their_parents() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    deploy(&cloud, "count", &["batchSize: 1", "deadLetterQueue: dlq", "maxRetries: 2"], &reader).await;
    put(&cloud, &[("k", "1"), ("k", "bad"), ("k", "2")]);
    split(&cloud, &open(&cloud)[0]).await;
    put(&cloud, &[("k", "3"), ("other", "x"), ("more", "y")]);
    let halves = open(&cloud);
    merge(&cloud, &halves[0], &halves[1]).await;
    put(&cloud, &[("k", "4"), ("other", "z")]);
    cloud.settle().await;
    let keys = by_key(&reader);
    assert_eq!(keys["k"], ["1", "bad", "2", "3", "4"]);
    assert_eq!((keys["other"].join(""), keys["more"].join("")), ("xz".to_owned(), "y".to_owned()));
    // What the failing record holds up is all that comes after its shard, and nothing before it.
    let late = reader.seen().into_iter().filter(|seen| seen.texts() != ["1"] && seen.texts() != ["bad"]);
    assert!(late.into_iter().all(|seen| seen.started_at >= Duration::from_secs(3)), "{:?}", reader.times());
}

#[tokio::test]
async fn a_child_of_two_shards_waits_for_both() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    cloud.streams().create_stream("clicks", 2);
    deploy(&cloud, "count", &["deadLetterQueue: dlq", "maxRetries: 1", "backoff: 10s"], &reader).await;
    super::reader::put_into(&cloud, super::reader::Shard::Last, &["bad"]);
    let shards = open(&cloud);
    merge(&cloud, &shards[0], &shards[1]).await;
    put(&cloud, &[("k", "child")]);
    cloud.settle().await;
    assert_eq!(
        (reader.texts().concat(), reader.times()),
        (vec!["bad".to_owned(), "bad".to_owned(), "child".to_owned()], vec![0.0, 10.0, 10.0])
    );
}

#[tokio::test]
async fn latest_passes_over_closed_shards_and_misses_nothing_of_later_children() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    cloud.streams().create_stream("clicks", 1);
    put(&cloud, &[("k", "before")]);
    split(&cloud, &open(&cloud)[0]).await;
    put(&cloud, &[("k", "before"), ("x", "before")]);
    deploy(&cloud, "count", &["startingPosition: LATEST"], &reader).await;
    put(&cloud, &[("k", "1")]);
    for shard in open(&cloud) {
        split(&cloud, &shard).await;
    }
    put(&cloud, &[("k", "2"), ("x", "3")]);
    cloud.settle().await;
    let mut texts = reader.texts().concat();
    texts.sort();
    assert_eq!(texts, ["1", "2", "3"]);
}

#[tokio::test]
async fn nothing_is_lost_and_order_is_kept_over_random_splits_merges_and_failures() {
    for seed in 0..6_u64 {
        let cloud = LocalCloud::builder().seed(seed).build();
        let random = void_core::Random::from_seed(seed);
        let chance = random.fork("failures");
        let reader = Reader::answering(&cloud, move |event| match chance.below(4) {
            0 => Err("not now".into()),
            1 => {
                let places = u64::try_from(event.records.len()).unwrap();
                let place = usize::try_from(chance.below(places)).unwrap();
                Ok(BatchResponse::all_done().failed(event.records[place].sequence_number()))
            }
            _ => Ok(BatchResponse::all_done()),
        });
        let keys = [
            "shards: 2",
            "batchSize: 3",
            "parallelizationFactor: 2",
            "deadLetterQueue: dlq",
            "maxRetries: 10000",
        ];
        deploy(&cloud, "count", &keys, &reader).await;
        let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for number in 0..80_u32 {
            let shards = open(&cloud);
            match random.below(12) {
                0 => {
                    let place = usize::try_from(random.below(shards.len() as u64)).unwrap();
                    split(&cloud, &shards[place]).await;
                }
                1 if shards.len() > 1 => merge(&cloud, &shards[0], &shards[1]).await,
                2 => cloud.advance(Duration::from_millis(700)).await,
                _ => {}
            }
            let (key, text) = (format!("key-{}", random.below(9)), format!("{number:02}"));
            cloud.stream("clicks").put(&key, &text);
            sent.entry(key).or_default().push(text);
        }
        cloud.settle().await;
        assert_eq!(by_key(&reader), sent, "seed {seed}");
    }
}
