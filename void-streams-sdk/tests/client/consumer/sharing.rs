//! Several workers: how they share shards, take over, and hand over.

use std::{
    collections::BTreeMap,
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::task::JoinHandle;
use void_core::{Random, Timestamp};
use void_streams_sdk::{
    Error,
    consumer::{Batch, ConsumerStats, Monitor, Progress},
    types::HashKey,
};

use super::{SECOND, STREAM, Scene, flaky::Flaky, numbered, text, texts};

/// A worker that runs until it is aborted.
fn worker(scene: &Scene, id: &str) -> (JoinHandle<Result<ConsumerStats, Error>>, Monitor) {
    let consumer = scene.mock.client().consumer(STREAM, "billing").store(scene.store.clone()).worker_id(id);
    let (monitor, noted) = (consumer.monitor(), scene.clone());
    let handler = move |batch: Batch| {
        noted.note(batch.records());
        std::future::ready(())
    };
    (tokio::spawn(consumer.run(handler, pending())), monitor)
}

fn owners(scene: &Scene) -> BTreeMap<String, usize> {
    let mut owners = BTreeMap::new();
    for lease in scene.leases() {
        *owners.entry(lease.owner.unwrap_or_default()).or_default() += 1;
    }
    owners
}

#[tokio::test(start_paused = true)]
async fn workers_share_shards_evenly_and_hand_over_without_a_record_twice() {
    let scene = Scene::new(6);
    let (first, _) = worker(&scene, "one");
    scene.sleep(SECOND).await;
    assert_eq!(owners(&scene), BTreeMap::from([("one".to_owned(), 6)]));
    let putting = {
        let scene = scene.clone();
        tokio::spawn(async move {
            for number in 0..100 {
                for key in 0..10 {
                    scene.put(&format!("key{key}"), number..number + 1);
                }
                scene.sleep(SECOND).await;
            }
        })
    };
    let (second, _) = worker(&scene, "two");
    let (third, _) = worker(&scene, "three");
    scene.sleep(60 * SECOND).await;
    assert_eq!(owners(&scene).into_values().collect::<Vec<_>>(), [2, 2, 2]);
    putting.await.unwrap();
    scene.sleep(10 * SECOND).await;
    let handled = scene.handled();
    assert_eq!(handled.len(), 1000, "each once");
    for key in 0..10 {
        let key = format!("key{key}");
        let of_key: Vec<_> =
            handled.iter().filter(|text| text.starts_with(&format!("{key}-"))).cloned().collect();
        assert_eq!(of_key, numbered(&key, 0..100));
    }
    [first, second, third].iter().for_each(JoinHandle::abort);
}

#[tokio::test(start_paused = true)]
async fn a_lease_whose_worker_is_gone_is_taken_when_its_time_is_over() {
    let scene = Scene::new(1);
    let (dies, _) = worker(&scene, "dies");
    scene.sleep(SECOND).await;
    let (_lives, monitor) = worker(&scene, "lives");
    scene.sleep(20 * SECOND).await;
    dies.abort();
    scene.sleep(9 * SECOND - 4 * SECOND).await;
    assert_eq!(scene.lease(0).owner.as_deref(), Some("dies"), "not yet");
    scene.sleep(10 * SECOND).await;
    assert_eq!((scene.lease(0).owner.as_deref(), monitor.stats().leases()), (Some("lives"), 1));
    scene.put("a", 0..1);
    scene.sleep(5 * SECOND).await;
    assert_eq!(scene.handled(), ["a-0"]);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_comes_back_under_its_name_goes_on_at_once() {
    let scene = Scene::new(2);
    let (dies, _) = worker(&scene, "one");
    // Not at the moment of a read.
    scene.sleep(20 * SECOND + SECOND / 2).await;
    dies.abort();
    scene.put("a", 0..1);
    let (_again, _) = worker(&scene, "one");
    scene.sleep(2 * SECOND).await;
    assert_eq!(scene.handled(), ["a-0"]);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_cannot_renew_stops_before_another_begins() {
    let scene = Scene::new(1);
    scene.put("a", 0..1);
    let store = Flaky::new(scene.store.clone(), Random::from_seed(1), 0);
    let ticks: Arc<Mutex<Vec<(&str, Timestamp)>>> = Arc::default();
    let ticking = |id: &'static str| {
        let (ticks, scene) = (Arc::clone(&ticks), scene.clone());
        move |_batch: Batch| {
            let (ticks, scene) = (Arc::clone(&ticks), scene.clone());
            async move {
                loop {
                    ticks.lock().unwrap().push((id, scene.clock.now()));
                    scene.sleep(Duration::from_millis(100)).await;
                }
            }
        }
    };
    // A handler that answers nothing can't be a closure of a loop alone.
    let answering = |id| {
        let tick = ticking(id);
        move |batch| {
            let tick = tick(batch);
            async move {
                let () = tick.await;
            }
        }
    };
    let cut_off = scene.consumer().store(store.clone()).worker_id("cut off");
    let monitor = cut_off.monitor();
    let _first = tokio::spawn(cut_off.run(answering("cut off"), pending()));
    scene.sleep(30 * SECOND).await;
    let _second = tokio::spawn(scene.consumer().worker_id("next").run(answering("next"), pending()));
    scene.sleep(10 * SECOND).await;
    store.cut_off();
    scene.sleep(30 * SECOND).await;

    let ticks = ticks.lock().unwrap();
    let last = ticks.iter().filter(|(id, _)| *id == "cut off").map(|(_, at)| *at).max().unwrap();
    let first = ticks.iter().filter(|(id, _)| *id == "next").map(|(_, at)| *at).min().unwrap();
    assert!(first.since(last) >= Duration::from_millis(500), "{last:?} {first:?}");
    assert!(first.since(last) < 8 * SECOND, "{last:?} {first:?}");
    assert_eq!(monitor.stats().lost, 1);
}

#[tokio::test(start_paused = true)]
async fn a_child_is_read_when_both_parents_are_read_to_their_end() {
    let scene = Scene::new(2);
    // One record in each parent.
    let [low, high] = [0, u128::MAX].map(HashKey);
    scene.client.put_record(STREAM, "key", "low").explicit_hash_key(low).await.unwrap();
    scene.client.put_record(STREAM, "key", "high").explicit_hash_key(high).await.unwrap();
    let shards = scene.stream.shards();
    scene.client.merge_shards(STREAM, &shards[0].shard_id, &shards[1].shard_id).await.unwrap();
    scene.client.put_record(STREAM, "key", "child").await.unwrap();

    let mut deliveries = scene.consumer().stream();
    let first = deliveries.next().await.unwrap().unwrap();
    let second = deliveries.next().await.unwrap().unwrap();
    assert_ne!(text(first.record()), "child");
    assert_ne!(text(second.record()), "child");
    first.done();
    let waited = tokio::select! {
        _ = deliveries.next() => false,
        () = scene.sleep(100 * SECOND) => true,
    };
    assert!(waited, "one parent is not done");
    second.done();
    let child = deliveries.next().await.unwrap().unwrap();
    assert_eq!(text(child.record()), "child");
    assert_eq!(scene.leases().iter().filter(|lease| lease.progress == Progress::ShardEnd).count(), 2);
    child.done();
    scene.sleep(200 * SECOND).await;
    assert_eq!(scene.leases().len(), 1, "the parents' leases are of no use any more");
    deliveries.close().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_was_trimmed_away_does_not_keep_its_children_waiting() {
    let scene = Scene::new(1);
    scene.put("a", 0..3);
    assert_eq!(scene.consumer().take(1).await.unwrap().len(), 1);
    let shard = scene.stream.shards().remove(0);
    scene.client.split_shard(STREAM, &shard.shard_id, HashKey(u128::MAX / 2)).await.unwrap();
    scene.sleep(49 * 3600 * SECOND).await;
    scene.put("a", 3..5);
    assert_eq!(texts(&scene.consumer().until_idle().await.unwrap()), numbered("a", 3..5));
}

#[tokio::test(start_paused = true)]
async fn the_latest_of_a_worker_that_begins_later_leaves_no_gap() {
    let scene = Scene::new(1);
    let latest = void_streams_sdk::consumer::InitialPosition::Latest;
    assert!(scene.consumer().initial_position(latest).until_idle().await.unwrap().is_empty());
    scene.sleep(SECOND).await;
    scene.put("a", 0..2);
    let shard = scene.stream.shards().remove(0);
    scene.client.split_shard(STREAM, &shard.shard_id, HashKey(u128::MAX / 2)).await.unwrap();
    scene.put("a", 2..4);
    // Nothing is checkpointed yet: this one makes leases of the open shards too.
    let records = scene.consumer().initial_position(latest).until_idle().await.unwrap();
    assert_eq!(texts(&records), numbered("a", 0..4));
}
