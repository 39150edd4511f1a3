//! [`Change`]: what an operation changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use void_core::{Timestamp, change_log};

use super::super::{
    Commitment,
    recent::Recent,
    stream::{Distribution, Mode, Status},
    transitions,
};
use crate::types::HashKeyRange;

/// What an operation changed. New kinds come last: a log names them by their place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Change {
    /// There is nothing any more.
    Reset,
    /// Iterators prove with a key of this seed.
    Tokens(u64),
    /// Ids up to this one were given to streams.
    Numbered(u64),
    /// The account is so from now on.
    Account(Commitment),
    /// A stream is so from now on, besides its records.
    Stream(Box<StreamState>),
    /// A stream is gone.
    StreamGone(String),
    /// A record was put.
    Put(Record),
    /// A shard had as many records by then, kept or not.
    Reached {
        /// The stream's id.
        stream: u64,
        /// The shard's number.
        shard: u32,
        /// The place of the next record.
        next: u64,
    },
}

/// A stream, besides its records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StreamState {
    /// Its id: a stream of the same name later has another.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// How long it keeps records, in milliseconds.
    pub retention_millis: u64,
    /// No record is kept that is older.
    pub kept_since: Timestamp,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its policies and its consumers', by their ARNs.
    pub policies: BTreeMap<String, String>,
    /// The key that it is encrypted with.
    pub encrypted_with: Option<String>,
    /// Which metrics are told of each shard.
    pub monitoring: Vec<String>,
    /// Its consumers.
    pub consumers: Vec<ConsumerState>,
    /// When the last consumer that is gone was made, in seconds.
    pub last_consumer_gone: u64,
    /// Its shards, by their numbers.
    pub shards: Vec<ShardState>,
    pub(super) status: Status,
    pub(super) settles_at: Option<Timestamp>,
    pub(super) change: Option<transitions::Change>,
    pub(super) mode: Mode,
    pub(super) max_record_kib: u32,
    pub(super) warm_mib: Option<u32>,
    pub(super) distribution: Distribution,
    pub(super) recent: [Recent; 4],
    pub(super) last_turn: u32,
}

/// A consumer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConsumerState {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is ready.
    pub ready_at: Timestamp,
    /// When it is gone, where it was deregistered.
    pub gone_at: Option<Timestamp>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// A shard, besides its records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShardState {
    /// Its parents' numbers.
    pub parents: Vec<u32>,
    /// Its children's numbers.
    pub children: Vec<u32>,
    /// Its hash keys.
    pub range: HashKeyRange,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The second that its sequence numbers begin with.
    pub opened_second: u64,
    /// The place of its oldest record, or of its next one.
    pub first: u64,
}

/// A record in its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The stream's id.
    pub stream: u64,
    /// The shard's number.
    pub shard: u32,
    /// The place in the shard.
    pub place: u64,
    /// When it arrived.
    pub arrived_at: Timestamp,
    /// Its turn among the stream's records.
    pub turn: u32,
    /// Whether it was put while the stream was encrypted.
    pub encrypted: bool,
    /// The partition key.
    pub partition_key: String,
    /// What it says.
    #[serde(with = "change_log::blob")]
    pub data: Vec<u8>,
}
