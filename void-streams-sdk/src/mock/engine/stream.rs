//! [`Stream`]: a stream as plain data.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use void_core::Timestamp;

use super::{Code, Problem, consumers::Consumers, shard::Shard};

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

impl Status {
    /// As on the wire: `ACTIVE`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }
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
    /// Those with enhanced fan-out.
    pub(super) consumers: Consumers,
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

    /// Refuses what needs a stream whose records can be put and read.
    pub(super) fn must_be_usable(&self, account_id: &str) -> Result<(), Problem> {
        if self.is_usable() { Ok(()) } else { Err(self.not_active(account_id)) }
    }

    /// The problem of a stream that is being made, changed or deleted.
    pub(super) fn not_active(&self, account_id: &str) -> Problem {
        let (name, status) = (&self.name, self.status.as_str());
        let message =
            format!("Stream {name} under account {account_id} not ACTIVE, instead in state {status}");
        Problem::new(Code::ResourceInUse, message)
    }
}
