//! [`InMemoryCheckpointStore`]: leases in this process.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;

use super::{CheckpointStore, LeaseGroup, StoredLease, Version, Written};
use crate::{consumer::Lease, error::Error, types::ShardId};

/// Leases in this process: for tests, and for an application of one process that begins anew at each start.
///
/// Cheap to clone; clones are one store, which the workers of one process share.
///
/// ```
/// use void_streams_sdk::consumer::{CheckpointStore, InMemoryCheckpointStore, Lease, LeaseGroup, Progress, Written};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), void_streams_sdk::Error> {
/// let store = InMemoryCheckpointStore::new();
/// let group = LeaseGroup::new("billing", "orders");
/// let lease = Lease::new("shardId-000000000000".into(), Progress::TrimHorizon, Vec::new());
///
/// let Written::Stored(version) = store.create(&group, &lease).await? else { unreachable!("there was none") };
/// assert_eq!(store.create(&group, &lease).await?, Written::Conflict);
/// assert!(store.delete(&group, &lease.shard_id, &version).await?);
/// assert!(store.leases("billing", "orders").is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct InMemoryCheckpointStore {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    leases: BTreeMap<(LeaseGroup, ShardId), (Lease, u64)>,
    last_version: u64,
}

impl InMemoryCheckpointStore {
    /// A store with no leases.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The leases of an application that reads a stream, in the order of their shards' ids.
    #[must_use]
    pub fn leases(&self, application: &str, stream: &str) -> Vec<Lease> {
        let group = LeaseGroup::new(application, stream);
        self.lock().of(&group).map(|(_, (lease, _))| lease.clone()).collect()
    }

    /// The lease of a shard.
    #[must_use]
    pub fn lease(&self, application: &str, stream: &str, shard_id: &str) -> Option<Lease> {
        let key = (LeaseGroup::new(application, stream), shard_id.into());
        self.lock().leases.get(&key).map(|(lease, _)| lease.clone())
    }

    /// How many writes there were that took effect.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.lock().last_version
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn of<'a>(
        &'a self,
        group: &'a LeaseGroup,
    ) -> impl Iterator<Item = (&'a (LeaseGroup, ShardId), &'a (Lease, u64))> {
        let first = (group.clone(), ShardId::default());
        self.leases.range(first..).take_while(move |((of, _), _)| of == group)
    }

    fn put(&mut self, group: &LeaseGroup, lease: &Lease) -> Written {
        self.last_version += 1;
        self.leases.insert((group.clone(), lease.shard_id.clone()), (lease.clone(), self.last_version));
        Written::Stored(version(self.last_version))
    }

    fn is_current(&self, group: &LeaseGroup, shard_id: &ShardId, seen: &Version) -> bool {
        let stored = self.leases.get(&(group.clone(), shard_id.clone()));
        stored.is_some_and(|(_, current)| version(*current) == *seen)
    }
}

fn version(number: u64) -> Version {
    number.to_string().into()
}

#[async_trait]
impl CheckpointStore for InMemoryCheckpointStore {
    async fn list(&self, group: &LeaseGroup) -> Result<Vec<StoredLease>, Error> {
        let stored =
            |(lease, number): &(Lease, u64)| StoredLease { lease: lease.clone(), version: version(*number) };
        Ok(self.lock().of(group).map(|(_, entry)| stored(entry)).collect())
    }

    async fn create(&self, group: &LeaseGroup, lease: &Lease) -> Result<Written, Error> {
        let mut state = self.lock();
        if state.leases.contains_key(&(group.clone(), lease.shard_id.clone())) {
            return Ok(Written::Conflict);
        }
        Ok(state.put(group, lease))
    }

    async fn replace(&self, group: &LeaseGroup, lease: &Lease, version: &Version) -> Result<Written, Error> {
        let mut state = self.lock();
        if !state.is_current(group, &lease.shard_id, version) {
            return Ok(Written::Conflict);
        }
        Ok(state.put(group, lease))
    }

    async fn delete(&self, group: &LeaseGroup, shard_id: &ShardId, version: &Version) -> Result<bool, Error> {
        let mut state = self.lock();
        let is_current = state.is_current(group, shard_id, version);
        if is_current {
            state.leases.remove(&(group.clone(), shard_id.clone()));
        }
        Ok(is_current)
    }
}

#[cfg(test)]
mod tests {
    use super::{CheckpointStore, InMemoryCheckpointStore, LeaseGroup, Written};
    use crate::consumer::{Lease, Progress};

    #[tokio::test]
    async fn of_two_that_saw_the_same_one_succeeds() {
        let store = InMemoryCheckpointStore::new();
        let group = LeaseGroup::new("a", "s");
        let lease = Lease::new("shardId-000000000000".into(), Progress::TrimHorizon, Vec::new());
        let Written::Stored(seen) = store.create(&group, &lease).await.unwrap() else {
            panic!("there was none")
        };

        let first = store.replace(&group, &lease.taken_by("w1"), &seen).await.unwrap();
        assert!(matches!(first, Written::Stored(_)));
        assert_eq!(
            store.clone().replace(&group, &lease.taken_by("w2"), &seen).await.unwrap(),
            Written::Conflict
        );
        assert!(!store.delete(&group, &lease.shard_id, &seen).await.unwrap());
        assert!(store.lease("a", "s", "shardId-000000000000").unwrap().is_owned_by("w1"));
        assert_eq!(store.writes(), 2);
    }

    #[tokio::test]
    async fn groups_are_apart() {
        let store = InMemoryCheckpointStore::new();
        let lease = Lease::new("shardId-000000000000".into(), Progress::TrimHorizon, Vec::new());
        for (application, stream) in [("a", "s"), ("a", "t"), ("b", "s")] {
            let stored = store.create(&LeaseGroup::new(application, stream), &lease).await.unwrap();
            assert!(matches!(stored, Written::Stored(_)));
        }
        assert_eq!(store.list(&LeaseGroup::new("a", "s")).await.unwrap().len(), 1);
        assert!(store.leases("c", "s").is_empty());
    }
}
