//! [`Ring`]: which open shard a hash key belongs to.

use std::collections::BTreeMap;

use crate::types::HashKey;

/// The open shards by the lowest hash key that they get. Together they cover the whole ring.
#[derive(Debug, Default)]
pub(super) struct Ring {
    by_start: BTreeMap<HashKey, u32>,
}

impl Ring {
    /// The number of the open shard that gets `key`. O(log n).
    pub(super) fn find(&self, key: HashKey) -> Option<u32> {
        self.by_start.range(..=key).next_back().map(|(_, shard)| *shard)
    }

    pub(super) fn open(&mut self, start: HashKey, shard: u32) {
        self.by_start.insert(start, shard);
    }

    pub(super) fn close(&mut self, start: HashKey) {
        self.by_start.remove(&start);
    }

    /// The numbers of the open shards, in the order of their ranges.
    pub(super) fn shards(&self) -> impl ExactSizeIterator<Item = u32> {
        self.by_start.values().copied()
    }
}
