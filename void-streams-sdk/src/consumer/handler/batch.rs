//! [`Batch`]: the records that a handler gets at a time.

use std::{fmt, ops::Range, sync::Arc};

use super::super::{UserRecord, worker::Numbered};
use crate::types::ShardId;

/// Records of one shard, in order. Cheap to clone.
#[derive(Clone)]
pub struct Batch {
    pub(super) shard_id: ShardId,
    pub(super) all: Arc<[UserRecord]>,
    pub(super) range: Range<usize>,
    pub(super) attempt: u32,
}

impl Batch {
    /// The shard.
    #[must_use]
    pub const fn shard_id(&self) -> &ShardId {
        &self.shard_id
    }

    /// The records: at least one.
    #[must_use]
    pub fn records(&self) -> &[UserRecord] {
        &self.all[self.range.clone()]
    }

    /// Which attempt at these records this is, from 1 on; splitting a batch does not count.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }
}

impl<'batch> IntoIterator for &'batch Batch {
    type Item = &'batch UserRecord;
    type IntoIter = std::slice::Iter<'batch, UserRecord>;

    fn into_iter(self) -> Self::IntoIter {
        self.records().iter()
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batch")
            .field("shard_id", &self.shard_id)
            .field("records", &self.range.len())
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// Records that are handled together, or what is left of them: its parts share the records.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) all: Arc<[UserRecord]>,
    /// Of each record.
    pub(super) numbers: Arc<[u64]>,
    pub(super) range: Range<usize>,
    /// How often the handler has failed at it.
    pub(super) failures: u32,
}

impl Piece {
    pub(super) fn new(records: impl IntoIterator<Item = Numbered>) -> Self {
        let (numbers, all): (Vec<u64>, Vec<UserRecord>) =
            records.into_iter().map(|Numbered { number, record }| (number, record)).unzip();
        Self { range: 0..all.len(), all: all.into(), numbers: numbers.into(), failures: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.range.len()
    }

    pub(super) fn records(&self) -> &[UserRecord] {
        &self.all[self.range.clone()]
    }

    pub(super) fn first_number(&self) -> u64 {
        self.numbers[self.range.start]
    }

    /// The first `count` of it, and the rest.
    pub(super) fn split_at(&self, count: usize) -> (Self, Self) {
        let middle = self.range.start + count.min(self.len());
        let part = |range| Self { range, ..self.clone() };
        (part(self.range.start..middle), part(middle..self.range.end))
    }

    pub(super) fn batch(&self, shard_id: &ShardId) -> Batch {
        let (all, range) = (Arc::clone(&self.all), self.range.clone());
        Batch { shard_id: shard_id.clone(), all, range, attempt: self.failures + 1 }
    }
}
