//! [`Stream`]: a stream as plain data.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use void_core::Timestamp;

use super::shard::Shard;

/// In what state a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is being made.
    Creating,
    /// It is there.
    Active,
    /// It is being changed.
    Updating,
    /// It is being deleted.
    Deleting,
}

/// Who looks after a stream's capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The caller.
    Provisioned,
    /// The service.
    OnDemand,
}

/// A stream.
#[derive(Debug)]
pub(super) struct Stream {
    /// Tells it from another one that had its name: counted up in the engine.
    pub(super) id: u64,
    pub(super) name: Arc<str>,
    pub(super) created_at: Timestamp,
    pub(super) status: Status,
    /// When it is active again, or gone.
    pub(super) settles_at: Option<Timestamp>,
    pub(super) mode: Mode,
    pub(super) retention: Duration,
    pub(super) max_record_kib: u32,
    pub(super) tags: BTreeMap<String, String>,
    /// The KMS key.
    pub(super) encrypted_with: Option<String>,
    pub(super) monitoring: BTreeSet<String>,
    /// All that ever were and are still kept, in the order of their numbers; a shard's number is its place and never changes.
    pub(super) shards: Vec<Shard>,
}

impl Stream {
    /// The open shards, in the order of their numbers.
    pub(super) fn open_shards(&self) -> impl Iterator<Item = (usize, &Shard)> {
        self.shards.iter().enumerate().filter(|(_, shard)| shard.is_open())
    }

    /// Whether records can be put and read.
    pub(super) const fn is_usable(&self) -> bool {
        matches!(self.status, Status::Active | Status::Updating)
    }
}
