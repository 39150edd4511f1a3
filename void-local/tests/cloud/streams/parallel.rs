//! Several batches of one shard at a time.

use std::{collections::BTreeMap, time::Duration};

use super::reader::{Reader, deploy, put};
use crate::support::cloud;

#[tokio::test]
async fn batches_of_a_shard_that_run_at_a_time_have_no_key_in_common() {
    let cloud = cloud();
    let reader = Reader::of(&cloud).slow(Duration::from_secs(10));
    deploy(&cloud, "count", &["parallelizationFactor: 4", "batchSize: 3"], &reader).await;
    let keys: Vec<String> = (0..12).map(|number| format!("key-{number}")).collect();
    for round in 0..6 {
        for key in &keys {
            cloud.stream("clicks").put(key, round.to_string());
        }
    }
    cloud.settle().await;
    let seen = reader.seen();
    let mut most = 0;
    for (place, batch) in seen.iter().enumerate() {
        let beside: Vec<_> = seen[..place].iter().filter(|other| other.ended_at > batch.started_at).collect();
        most = most.max(beside.len() + 1);
        for other in beside {
            assert!(batch.keys().iter().all(|key| !other.keys().contains(key)), "{batch:?} beside {other:?}");
        }
    }
    assert_eq!(most, 4, "as many as allowed, and no more");
    let mut order: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for batch in &seen {
        for (key, text) in batch.keys().into_iter().zip(batch.texts()) {
            order.entry(key).or_default().push(text);
        }
    }
    assert_eq!(order.len(), 12);
    assert!(order.values().all(|texts| *texts == ["0", "1", "2", "3", "4", "5"]), "{order:?}");
}

#[tokio::test]
async fn a_failing_batch_holds_up_its_key_and_no_other() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    let keys = ["parallelizationFactor: 2", "batchSize: 1", "deadLetterQueue: dlq"];
    deploy(&cloud, "count", &keys, &reader).await;
    put(&cloud, &[("a", "bad"), ("a", "after"), ("b", "1"), ("c", "2"), ("b", "3"), ("d", "4")]);
    cloud.settle().await;
    let texts = reader.texts().concat();
    assert_eq!(texts, ["bad", "1", "2", "3", "4", "bad", "bad", "bad", "after"]);
    assert_eq!(reader.times(), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.0, 7.0, 7.0]);
}

#[tokio::test]
async fn of_a_batch_response_only_the_key_that_failed_waits() {
    let cloud = cloud();
    let reader = Reader::naming(&cloud, "bad");
    let keys = ["parallelizationFactor: 2", "deadLetterQueue: dlq", "maxRetries: 1"];
    deploy(&cloud, "count", &keys, &reader).await;
    put(&cloud, &[("a", "bad"), ("b", "1"), ("a", "after"), ("b", "2")]);
    cloud.settle().await;
    let at_once: Vec<String> =
        reader.seen().iter().filter(|seen| seen.started_at.is_zero()).flat_map(|seen| seen.texts()).collect();
    let later: Vec<Vec<String>> =
        reader.seen().iter().filter(|seen| !seen.started_at.is_zero()).map(|seen| seen.texts()).collect();
    assert!(at_once.ends_with(&["1".to_owned(), "2".to_owned()]), "{at_once:?}");
    assert_eq!(later, [vec!["bad", "after"], vec!["after"]]);
}

#[tokio::test]
async fn the_order_within_a_key_is_kept_over_failures_and_halves() {
    for seed in 0..8_u64 {
        let cloud = void_local::LocalCloud::builder().seed(seed).build();
        let random = void_core::Random::from_seed(seed);
        let chance = random.fork("failures");
        let reader = Reader::answering(&cloud, move |_| match chance.below(3) {
            0 => Err("not now".into()),
            _ => Ok(void_function_sdk::BatchResponse::all_done()),
        })
        .slow(Duration::from_millis(300));
        let keys = [
            "parallelizationFactor: 3",
            "batchSize: 5",
            "bisectOnError: true",
            "deadLetterQueue: dlq",
            "maxRetries: 10000",
        ];
        deploy(&cloud, "count", &keys, &reader).await;
        for number in 0..60_u64 {
            cloud.stream("clicks").put(format!("key-{}", random.below(7)), format!("{number:02}"));
        }
        cloud.settle().await;
        assert!(cloud.dead_letters("dlq").is_empty());
        // A record may come again with its batch, but never after a later one of its key was begun for the first time.
        let mut newest: BTreeMap<String, String> = BTreeMap::new();
        let mut done: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for batch in reader.seen() {
            for (key, text) in batch.keys().into_iter().zip(batch.texts()) {
                let last = newest.entry(key.to_owned()).or_default();
                let known = done.entry(key.to_owned()).or_default();
                if !known.contains(&text) {
                    assert!(text > *last, "seed {seed}: {text} of {key} came after {last}");
                    last.clone_from(&text);
                    known.push(text);
                }
            }
        }
        assert_eq!(done.values().map(Vec::len).sum::<usize>(), 60, "seed {seed}");
    }
}

#[tokio::test]
async fn what_is_put_back_comes_before_later_records_of_its_key() {
    let cloud = cloud();
    let reader = Reader::naming(&cloud, "bad");
    let keys = ["parallelizationFactor: 2", "batchSize: 2", "deadLetterQueue: dlq", "maxRetries: 1"];
    deploy(&cloud, "count", &keys, &reader).await;
    put(&cloud, &[("a", "bad")]);
    // Some of these share the batch of the bad one, and their second records wait for that batch.
    for text in ["1", "2"] {
        for key in ["b", "c", "d", "e", "f", "g"] {
            put(&cloud, &[(key, text)]);
        }
    }
    cloud.settle().await;
    let seen = reader.seen();
    assert!(seen[0].keys().len() == 2 && seen[0].keys()[0] == "a", "{seen:?}");
    let mut newest: BTreeMap<&str, String> = BTreeMap::new();
    for batch in &seen {
        for (key, text) in batch.keys().into_iter().zip(batch.texts()) {
            let last = newest.insert(key, text.clone()).unwrap_or_default();
            assert!(text >= last, "{text} of {key} came after {last}");
        }
    }
    assert_eq!(newest.values().filter(|text| *text == "2").count(), 6);
}
