//! A store that fails now and then: before a write, after it, or without an answer.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use void_core::Random;
use void_streams_sdk::{
    Error, ShardId,
    consumer::{CheckpointStore, InMemoryCheckpointStore, Lease, LeaseGroup, StoredLease, Version, Written},
};

/// A store that fails now and then, and one that can be cut off.
#[derive(Clone, Debug)]
pub(crate) struct Flaky {
    inner: InMemoryCheckpointStore,
    random: Random,
    /// Of a hundred calls.
    percent: u64,
    is_cut_off: Arc<AtomicBool>,
}

impl Flaky {
    pub(crate) fn new(inner: InMemoryCheckpointStore, random: Random, percent: u64) -> Self {
        Self { inner, random, percent, is_cut_off: Arc::default() }
    }

    /// From now on nothing gets through.
    pub(crate) fn cut_off(&self) {
        self.is_cut_off.store(true, Ordering::SeqCst);
    }

    async fn through<T>(&self, call: impl Future<Output = Result<T, Error>> + Send) -> Result<T, Error> {
        let refused = || Error::checkpoint_store("on purpose", None);
        if self.is_cut_off.load(Ordering::SeqCst) {
            return Err(refused());
        }
        if self.random.below(100) >= self.percent {
            return call.await;
        }
        match self.random.below(4) {
            0 | 1 => Err(refused()),
            2 => call.await.and_then(|_| Err(refused())),
            _ => pending().await,
        }
    }
}

#[async_trait]
impl CheckpointStore for Flaky {
    async fn list(&self, group: &LeaseGroup) -> Result<Vec<StoredLease>, Error> {
        self.through(self.inner.list(group)).await
    }

    async fn create(&self, group: &LeaseGroup, lease: &Lease) -> Result<Written, Error> {
        self.through(self.inner.create(group, lease)).await
    }

    async fn replace(&self, group: &LeaseGroup, lease: &Lease, version: &Version) -> Result<Written, Error> {
        self.through(self.inner.replace(group, lease, version)).await
    }

    async fn delete(&self, group: &LeaseGroup, shard_id: &ShardId, version: &Version) -> Result<bool, Error> {
        self.through(self.inner.delete(group, shard_id, version)).await
    }
}
