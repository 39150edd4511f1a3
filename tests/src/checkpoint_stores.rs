//! What a `CheckpointStore` promises, as cases that run on every store.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::{pending, ready},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::task::{JoinHandle, JoinSet};
use void_streams_sdk::{
    ShardId,
    consumer::{Batch, CheckpointStore, Lease, LeaseGroup, Progress, Version, Written},
    mock::MockStreams,
};

const ANSWERS: &str = "the store answers";

/// How many write at once.
const WRITERS: usize = 8;

fn lease(shard: usize) -> Lease {
    Lease::new(ShardId::from(format!("shardId-{shard:012}")), Progress::TrimHorizon, Vec::new())
}

/// The lease as one of many writers has it: no two have the same.
fn owned(shard: usize, owner: usize) -> Lease {
    let mut lease = lease(shard);
    lease.owner = Some(format!("worker-{owner}"));
    lease
}

fn stored(written: Written) -> Version {
    match written {
        Written::Stored(version) => version,
        Written::Conflict => panic!("a conflict where nobody else writes"),
    }
}

/// One lease: created once, replaced and deleted by whoever saw its latest version.
///
/// # Panics
///
/// Where the store does not keep what it promises, as with the other cases.
pub async fn only_who_saw_the_latest_version_writes(store: impl CheckpointStore) {
    let group = LeaseGroup::new("billing", "orders");
    let first = stored(store.create(&group, &lease(0)).await.expect(ANSWERS));
    assert_eq!(store.create(&group, &owned(0, 1)).await.expect(ANSWERS), Written::Conflict);

    let second = stored(store.replace(&group, &owned(0, 1), &first).await.expect(ANSWERS));
    assert_ne!(first, second);
    assert_eq!(store.replace(&group, &owned(0, 2), &first).await.expect(ANSWERS), Written::Conflict);
    let listed = store.list(&group).await.expect(ANSWERS);
    assert_eq!((listed.len(), &listed[0].lease, &listed[0].version), (1, &owned(0, 1), &second));

    assert!(!store.delete(&group, &lease(0).shard_id, &first).await.expect(ANSWERS));
    assert!(store.delete(&group, &lease(0).shard_id, &second).await.expect(ANSWERS));
    assert!(!store.delete(&group, &lease(0).shard_id, &second).await.expect(ANSWERS), "it is gone");
    assert_eq!(
        store.replace(&group, &owned(0, 3), &second).await.expect(ANSWERS),
        Written::Conflict,
        "it is gone"
    );
    assert!(store.list(&group).await.expect(ANSWERS).is_empty());
}

/// Groups: each sees its own leases, whatever is in the names.
///
/// # Panics
///
/// See above.
pub async fn groups_are_apart(store: impl CheckpointStore) {
    let names = [("a", "s"), ("a", "s/t"), ("a/s", "t"), ("a", "s.t"), ("ä b+c%2F", "s"), ("..", "s")];
    for (number, (application, stream)) in names.into_iter().enumerate() {
        let group = LeaseGroup::new(application, stream);
        for shard in 0..=number {
            stored(store.create(&group, &lease(shard)).await.expect(ANSWERS));
        }
    }
    for (number, (application, stream)) in names.into_iter().enumerate() {
        let listed = store.list(&LeaseGroup::new(application, stream)).await.expect(ANSWERS);
        let shards: BTreeSet<_> =
            listed.into_iter().map(|stored| stored.lease.shard_id.as_str().to_owned()).collect();
        assert_eq!(shards.len(), number + 1, "{application} {stream}");
    }
}

/// Many leases: a listing has them all.
///
/// # Panics
///
/// See above.
pub async fn all_leases_are_listed(store: impl CheckpointStore) {
    let group = LeaseGroup::new("billing", "orders");
    for shard in 0..1_100 {
        stored(store.create(&group, &lease(shard)).await.expect(ANSWERS));
    }
    assert_eq!(store.list(&group).await.expect(ANSWERS).len(), 1_100, "more than a page of a bucket");
}

/// Writers at once: of all that saw the same, exactly one creates, replaces, and deletes; over and over.
///
/// # Panics
///
/// See above.
pub async fn of_many_writers_exactly_one_wins(store: impl CheckpointStore + Clone) {
    let group = LeaseGroup::new("billing", "orders");
    for round in 0..20 {
        let created = at_once(|writer| {
            let (store, group) = (store.clone(), group.clone());
            async move { store.create(&group, &owned(round, writer)).await.expect(ANSWERS) }
        })
        .await;
        let seen = the_winner(created);

        let replaced = at_once(|writer| {
            let (store, group, seen) = (store.clone(), group.clone(), seen.clone());
            async move { store.replace(&group, &owned(round, WRITERS + writer), &seen).await.expect(ANSWERS) }
        })
        .await;
        let seen = the_winner(replaced);
        let listed = store.list(&group).await.expect(ANSWERS);
        assert_eq!((listed.len(), &listed[0].version), (1, &seen), "what is there is the winner's");

        let deleted = at_once(|_| {
            let (store, group, seen) = (store.clone(), group.clone(), seen.clone());
            async move { store.delete(&group, &lease(round).shard_id, &seen).await.expect(ANSWERS) }
        })
        .await;
        assert_eq!(deleted.into_iter().filter(|deleted| *deleted).count(), 1);
    }
}

/// Workers on one store, under paused time: they share the shards evenly and hand over without a record twice; when one
/// dies the other takes its shards and goes on where it was, and no record is lost.
///
/// # Panics
///
/// See above.
pub async fn workers_share_a_stream_and_take_over(store: impl CheckpointStore + Clone) {
    let mock = MockStreams::new();
    let stream = mock.create_stream("orders", 4);
    let handled: Arc<Mutex<BTreeMap<String, u32>>> = Arc::default();
    let worker = |id: &str| {
        let consumer = mock.client().consumer("orders", "billing").store(store.clone()).worker_id(id);
        let noted = Arc::clone(&handled);
        let handler = move |batch: Batch| {
            for record in batch.records() {
                let text = record.record.text().expect("text was put").to_owned();
                *noted.lock().expect("nobody panics with it").entry(text).or_default() += 1;
            }
            ready(())
        };
        tokio::spawn(consumer.run(handler, pending()))
    };
    let put = |count: u32, named: &'static str| {
        for number in 0..count {
            stream.put(format!("customer-{number}"), format!("{named}-{number}"));
        }
    };
    let client = mock.client();
    let sleep = |time: Duration| {
        let clock = Arc::clone(client.config().clock());
        async move { clock.sleep_until(clock.now() + time).await }
    };
    let group = LeaseGroup::new("billing", "orders");
    let owners = async || {
        let mut owners = BTreeMap::new();
        for stored in store.list(&group).await.expect(ANSWERS) {
            *owners.entry(stored.lease.owner.unwrap_or_default()).or_insert(0) += 1;
        }
        owners
    };

    let (one, two) = (worker("one"), worker("two"));
    put(100, "early");
    sleep(Duration::from_secs(60)).await;
    put(100, "shared");
    sleep(Duration::from_secs(10)).await;
    assert_eq!(owners().await, BTreeMap::from([("one".to_owned(), 2), ("two".to_owned(), 2)]));
    assert_eq!(counts(&handled), [1; 200], "each once, over the handing over too");

    one.abort();
    put(100, "late");
    sleep(Duration::from_secs(120)).await;
    assert_eq!(owners().await, BTreeMap::from([("two".to_owned(), 4)]));
    let counts = counts(&handled);
    assert_eq!(counts.len(), 300, "none is lost");
    JoinHandle::abort(&two);
}

fn counts(handled: &Mutex<BTreeMap<String, u32>>) -> Vec<u32> {
    handled.lock().expect("nobody panics with it").values().copied().collect()
}

async fn at_once<F, T>(write: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        writers.spawn(write(writer));
    }
    writers.join_all().await
}

fn the_winner(written: Vec<Written>) -> Version {
    let mut won: Vec<Version> = written
        .into_iter()
        .filter_map(|written| match written {
            Written::Stored(version) => Some(version),
            Written::Conflict => None,
        })
        .collect();
    assert_eq!(won.len(), 1, "exactly one wins");
    won.remove(0)
}
