//! [`ConsumerStats`] and [`Monitor`]: what a consumer has done, and how far it is behind.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::types::{SequenceNumber, ShardId};

/// What a consumer has done since it was started, and the shards that it reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsumerStats {
    /// User records that were read, each time counted.
    pub records: u64,
    /// User records that are done.
    pub done: u64,
    /// Batches that were given to the handler, each time counted.
    pub batches: u64,
    /// Of those, the ones that the handler failed at, in whole or in part.
    pub failed: u64,
    /// Of those, the ones at which the handler panicked.
    pub panicked: u64,
    /// User records that went to the dead-letter sink.
    pub dead_lettered: u64,
    /// Leases that were taken.
    pub taken: u64,
    /// Leases that were handed over or released.
    pub handed_over: u64,
    /// Leases that were lost: not renewed in time, or taken by somebody else.
    pub lost: u64,
    /// Shards that were read to their end.
    pub finished: u64,
    /// The shards that the consumer reads at the moment.
    pub shards: BTreeMap<ShardId, ShardStats>,
}

/// A shard that a consumer reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShardStats {
    /// How far the last read was behind the shard's newest record (`MillisBehindLatest`). `None` before the first read.
    pub behind_latest: Option<Duration>,
    /// The last record that was read.
    pub last_sequence_number: Option<SequenceNumber>,
    /// User records that were read.
    pub records: u64,
    /// User records that were read and are not done.
    pub open: usize,
}

impl ConsumerStats {
    /// How many leases the consumer has.
    #[must_use]
    pub fn leases(&self) -> usize {
        self.shards.len()
    }

    /// How far the shard that is furthest behind is behind its newest record. `None` where that is not known of all yet,
    /// or there are none.
    #[must_use]
    pub fn behind_latest(&self) -> Option<Duration> {
        let each: Option<Vec<Duration>> = self.shards.values().map(|shard| shard.behind_latest).collect();
        each?.into_iter().max()
    }
}

/// A look at a running consumer. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Monitor(Arc<Mutex<ConsumerStats>>);

impl Monitor {
    /// What the consumer has done by now.
    #[must_use]
    pub fn stats(&self) -> ConsumerStats {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut ConsumerStats)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn change_shard(&self, shard_id: &ShardId, change: impl FnOnce(&mut ShardStats)) {
        self.change(|stats| change(stats.shards.entry(shard_id.clone()).or_default()));
    }
}
