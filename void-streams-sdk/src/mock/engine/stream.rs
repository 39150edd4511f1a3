//! [`Stream`]: a stream as plain data.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{
    Code, Problem,
    consumers::Consumers,
    faults::Faults,
    log::Log,
    recent::Recent,
    ring::Ring,
    shard::{Shard, number_to_index},
    throughput::Throughput,
    transitions::Change,
};
use crate::types::{HashKey, HashKeyRange, MetricsName, StreamMode, StreamModeDetails, StreamStatus};

/// In what state a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl From<Status> for StreamStatus {
    fn from(status: Status) -> Self {
        status.as_str().into()
    }
}

/// Who looks after a stream's capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// The caller.
    Provisioned,
    /// The service.
    OnDemand,
}

impl From<Mode> for StreamModeDetails {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Provisioned => StreamMode::Provisioned.into(),
            Mode::OnDemand => StreamMode::OnDemand.into(),
        }
    }
}

/// What decides on a record's shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Distribution {
    /// Its partition key or explicit hash key.
    ByKey,
    /// The service, which spreads records evenly.
    Even,
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
    /// What becomes of it when it is active again.
    pub(super) change: Option<Change>,
    pub(super) mode: Mode,
    pub(super) retention: Duration,
    pub(super) max_record_kib: u32,
    /// The write throughput at once, in MiB a second.
    pub(super) warm_mib: Option<u32>,
    pub(super) distribution: Distribution,
    pub(super) tags: BTreeMap<String, String>,
    /// Who else may use it and its consumers: JSON, by their ARNs.
    pub(super) policies: BTreeMap<String, String>,
    pub(super) mode_changes: Recent,
    pub(super) encryption_starts: Recent,
    pub(super) encryption_stops: Recent,
    /// The KMS key.
    pub(super) encrypted_with: Option<String>,
    pub(super) monitoring: BTreeSet<MetricsName>,
    /// Those with enhanced fan-out.
    pub(super) consumers: Consumers,
    /// All that ever were and are still kept, in the order of their numbers; a shard's number is its place and never changes.
    pub(super) shards: Vec<Shard>,
    /// When UpdateShardCount was called.
    pub(super) scalings: Recent,
    /// The open shards by their hash keys.
    pub(super) ring: Ring,
    /// Records that came before are gone, even where the retention would have them: they went before it was raised.
    pub(super) kept_since: Timestamp,
    /// Counts the records, around and around.
    pub(super) last_turn: u32,
    /// Puts that a test lets fail.
    pub(super) faults: Faults,
}

impl Stream {
    /// Opens a shard for `range`, which no open shard has, and gives its number. It comes from `parents`, of which there are
    /// none to two, the first one being the parent and the second one the adjacent parent; they are closed before.
    pub(super) fn open_shard(&mut self, now: Timestamp, range: HashKeyRange, parents: &[u32]) -> u32 {
        let number = u32::try_from(self.shards.len()).expect("an account has far fewer shards");
        let mut opened_second = now.as_secs();
        for parent in parents {
            let parent = &mut self.shards[number_to_index(*parent)];
            parent.children.push(number);
            opened_second = opened_second.max(parent.opened_second + 1);
        }
        self.ring.open(range.starting_hash_key, number);
        self.shards.push(Shard {
            number,
            parent: parents.first().copied(),
            adjacent_parent: parents.get(1).copied(),
            children: Vec::new(),
            range,
            opened_at: now,
            closed_at: None,
            opened_second,
            log: Log::default(),
            throughput: Throughput::default(),
            expiry: None,
        });
        number
    }

    /// Closes an open shard: it gets no more records, and has an ending sequence number from now on.
    pub(super) fn close_shard(&mut self, now: Timestamp, number: u32) {
        let shard = &mut self.shards[number_to_index(number)];
        shard.closed_at = Some(now);
        self.ring.close(shard.range.starting_hash_key);
    }

    /// The number of the open shard that gets `key`.
    pub(super) fn shard_for(&self, key: HashKey) -> Option<u32> {
        self.ring.find(key)
    }

    /// The shard with a number.
    pub(super) fn shard(&self, number: u32) -> Option<&Shard> {
        self.shards.get(number_to_index(number))
    }

    /// The earliest arrival of a record that is still kept.
    pub(super) fn first_kept(&self, now: Timestamp) -> Timestamp {
        // A record that is as old as the retention is gone.
        let retention = u64::try_from(self.retention.as_millis()).unwrap_or(u64::MAX);
        let oldest = now.as_millis().checked_sub(retention).map_or(0, |oldest| oldest + 1);
        self.kept_since.max(Timestamp::from_millis(oldest))
    }

    /// Changes how long records are kept. What is gone does not come back.
    pub(super) fn set_retention(&mut self, now: Timestamp, retention: Duration) {
        self.kept_since = self.first_kept(now);
        self.retention = retention;
    }

    pub(super) fn open_shard_count(&self) -> u32 {
        u32::try_from(self.ring.shards().len()).unwrap_or(u32::MAX)
    }

    pub(super) const fn retention_hours(&self) -> u32 {
        // At most 8,760.
        (self.retention.as_secs() / 3600) as u32
    }

    /// Whether its shards are told: not before it is made, nor once it is being deleted.
    pub(super) const fn shows_shards(&self) -> bool {
        self.is_usable()
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
