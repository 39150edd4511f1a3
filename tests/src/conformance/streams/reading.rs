//! The consumer: everything once, parents before children, shards shared by workers.

use std::{collections::BTreeMap, time::Duration};

use tokio::sync::{mpsc, oneshot};
use void_core::time;
use void_streams_sdk::{
    StartingPosition,
    consumer::{Batch, Consumer, InMemoryCheckpointStore, UserRecord},
};

use super::{CaseResult, Target, target::FIRST};

/// How long two workers may take to share the shards.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long all that is there may take to be read: a server that never ends a shard keeps a reader waiting for ever.
const READING: Duration = Duration::from_secs(10);

/// What is there is read from its beginning, once; the next worker of the application goes on from there.
pub async fn everything_is_read_once(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(3).await?);
    let store = InMemoryCheckpointStore::new();
    let worker = || consumer(&target, &name).store(store.clone());
    client.put_records(&*name, target.entries(300)?).await?;
    let read = until_idle(&target, worker()).await?;
    assert_eq!((read.len(), by_key(&read).len()), (300, 300));
    assert_eq!(until_idle(&target, worker()).await?, []);
    target.put(&name, "later", 5).await?;
    let read = worker().take(5).await?;
    assert_eq!(by_key(&read), BTreeMap::from([("later".to_owned(), numbers(0..5))]));
    let stats = worker().run_until_idle(|_batch: Batch| async {}).await?;
    assert_eq!((stats.records, stats.taken), (0, 3));
    Ok(())
}

/// Another application reads it all again.
pub async fn applications_read_independently(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    let store = InMemoryCheckpointStore::new();
    target.put(&name, "key", 10).await?;
    for application in ["one", "another"] {
        let consumer = settings(target.client().consumer(&*name, application)).store(store.clone());
        assert_eq!(by_key(&consumer.take(10).await?)["key"], numbers(0..10));
    }
    Ok(())
}

/// A worker that began before a split reads the parent to its end and then the children.
pub async fn parents_are_read_before_their_children(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let store = InMemoryCheckpointStore::new();
    let worker = || consumer(&target, &name).store(store.clone());
    put_keys(&target, &name, 0..5).await?;
    let mut read = worker().take(3 * KEYS.len()).await?;
    client.split_shard(&*name, FIRST, 1 << 127).await?;
    target.settle(&name).await?;
    put_keys(&target, &name, 5..10).await?;
    read.extend(until_idle(&target, worker()).await?);
    let expected = KEYS.iter().map(|key| ((*key).to_owned(), numbers(0..10)));
    assert_eq!(by_key(&read), expected.collect());
    // Each child's first number is above all of the parent's.
    let last_of_parent = target.read(&name, FIRST, StartingPosition::trim_horizon(), 5 * KEYS.len()).await?;
    let last_of_parent = &last_of_parent[5 * KEYS.len() - 1].sequence_number;
    let place = read.iter().position(|read| read.record.sequence_number == *last_of_parent);
    assert_eq!(place, Some(5 * KEYS.len() - 1), "all of the parent comes first");
    Ok(())
}

/// Two workers come to read two of four shards each, and handle every record once.
pub async fn workers_share_the_shards(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(4).await?);
    let store = InMemoryCheckpointStore::new();
    let (handled, mut handling) = mpsc::unbounded_channel();
    let workers = ["one", "two"].map(|id| {
        let consumer = consumer(&target, &name).store(store.clone()).worker_id(id);
        let (monitor, handled) = (consumer.monitor(), handled.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let handler = move |batch: Batch| {
            for record in &batch {
                handled.send((id, record.record.partition_key.clone())).expect("the case waits for all");
            }
            async {}
        };
        let running =
            tokio::spawn(async move { consumer.run(handler, async move { drop(stopped.await) }).await });
        (monitor, stop, running)
    });
    let clock = client.config().clock();
    let started = clock.now();
    let (mut seen, mut round) = (BTreeMap::<String, Vec<&str>>::new(), 0_u32);
    // Each round is read by whoever has the shards then: nothing is lost and nothing twice while they change hands.
    loop {
        let is_shared = workers.iter().all(|(monitor, ..)| monitor.stats().leases() == 2);
        let entries = (0..40).map(|n| {
            void_streams_sdk::operations::PutRecordsRequestEntry::new(format!("key-{n}-{round}"), "data")
        });
        client.put_records(&*name, entries.collect::<Result<Vec<_>, _>>()?).await?;
        round += 1;
        while seen.len() < 40 * round as usize {
            let (worker, key) = handling.recv().await.expect("the workers run");
            seen.entry(key).or_default().push(worker);
        }
        if is_shared {
            break;
        }
        assert!(clock.now().since(started) < PATIENCE, "{:?}", workers.each_ref().map(|(m, ..)| m.stats()));
    }
    for (monitor, stop, running) in workers {
        let _running = stop.send(());
        let stats = running.await.expect("no handler panics")?;
        assert_eq!((stats.lost, stats.failed), (0, 0), "{stats:?} {:?}", monitor.stats());
    }
    drop(handled);
    while let Some((worker, key)) = handling.recv().await {
        seen.entry(key).or_default().push(worker);
    }
    assert_eq!(seen.values().filter(|workers| workers.len() != 1).count(), 0, "{seen:?}");
    for id in ["one", "two"] {
        assert!(seen.values().any(|workers| workers[..] == [id]), "{id} handled none");
    }
    Ok(())
}

const KEYS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

async fn put_keys(
    target: &Target,
    name: &str,
    numbers: std::ops::Range<u32>,
) -> Result<(), void_streams_sdk::Error> {
    for number in numbers {
        for key in KEYS {
            target.client().put_record(name, key, number.to_string()).await?;
        }
    }
    Ok(())
}

fn numbers(numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers.map(|number| number.to_string()).collect()
}

/// A consumer of the stream that loses no time.
pub(super) fn consumer(target: &Target, name: &str) -> Consumer {
    settings(target.client().consumer(name, "conformance"))
}

fn settings(consumer: Consumer) -> Consumer {
    consumer
        .idle(Duration::from_millis(50))
        .lease_duration(Duration::from_secs(2))
        .sync_interval(Duration::from_secs(1))
        .checkpoint_interval(Duration::ZERO)
}

/// Reads all that is there.
///
/// # Panics
///
/// When that takes more than ten seconds.
pub(super) async fn until_idle(
    target: &Target,
    consumer: Consumer,
) -> Result<Vec<UserRecord>, void_streams_sdk::Error> {
    let clock = target.client().config().clock();
    time::timeout(&**clock, READING, consumer.until_idle()).await.expect("the reader comes to an end")
}

/// The text of each key's records, in the order in which they were read.
pub(super) fn by_key(records: &[UserRecord]) -> BTreeMap<String, Vec<String>> {
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for UserRecord { record, .. } in records {
        let text = record.text().expect("text was put").to_owned();
        keys.entry(record.partition_key.clone()).or_default().push(text);
    }
    keys
}
