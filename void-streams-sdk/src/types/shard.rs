//! [`Shard`], and where reading of one starts.

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{HashKeyRange, SequenceNumber, ShardFilterType, ShardId, ShardIteratorType};
use crate::wire;

/// A part of a stream: its records are in order, and it gets those whose hash key is in its range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shard {
    /// Its id.
    pub shard_id: ShardId,
    /// The shard that it was split from or merged of; absent for the first shards of a stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_shard_id: Option<ShardId>,
    /// The other shard that it was merged of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjacent_parent_shard_id: Option<ShardId>,
    /// The hash keys that it gets.
    pub hash_key_range: HashKeyRange,
    /// Its first sequence number, and its last one once it is closed.
    pub sequence_number_range: SequenceNumberRange,
}

impl Shard {
    /// Whether it takes records: it was neither split nor merged.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.sequence_number_range.ending_sequence_number.is_none()
    }

    /// The shards that it comes from: none, one, or two.
    pub fn parents(&self) -> impl Iterator<Item = &ShardId> {
        [&self.parent_shard_id, &self.adjacent_parent_shard_id].into_iter().flatten()
    }
}

/// The sequence numbers of a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SequenceNumberRange {
    /// From which on they are.
    pub starting_sequence_number: SequenceNumber,
    /// Up to which they are, once the shard is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending_sequence_number: Option<SequenceNumber>,
}

/// A shard that goes on where one ended that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChildShard {
    /// Its id.
    pub shard_id: ShardId,
    /// The shards that it comes from.
    pub parent_shards: Vec<ShardId>,
    /// The hash keys that it gets.
    pub hash_key_range: HashKeyRange,
}

/// Where reading of a shard starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartingPosition {
    /// What kind of place it is.
    #[serde(rename = "Type")]
    pub kind: ShardIteratorType,
    /// The record, for `AT_SEQUENCE_NUMBER` and `AFTER_SEQUENCE_NUMBER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<SequenceNumber>,
    /// The time, for `AT_TIMESTAMP`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub timestamp: Option<Timestamp>,
}

impl StartingPosition {
    /// At the oldest record that is still kept.
    #[must_use]
    pub const fn trim_horizon() -> Self {
        Self::of(ShardIteratorType::TrimHorizon)
    }

    /// With what is put from now on.
    #[must_use]
    pub const fn latest() -> Self {
        Self::of(ShardIteratorType::Latest)
    }

    /// At the first record that came at `time` or later. Milliseconds count.
    #[must_use]
    pub const fn at_timestamp(time: Timestamp) -> Self {
        Self { kind: ShardIteratorType::AtTimestamp, sequence_number: None, timestamp: Some(time) }
    }

    /// At the record with this sequence number.
    pub fn at_sequence_number(number: impl Into<SequenceNumber>) -> Self {
        Self { sequence_number: Some(number.into()), ..Self::of(ShardIteratorType::AtSequenceNumber) }
    }

    /// After the record with this sequence number.
    pub fn after_sequence_number(number: impl Into<SequenceNumber>) -> Self {
        Self { sequence_number: Some(number.into()), ..Self::of(ShardIteratorType::AfterSequenceNumber) }
    }

    const fn of(kind: ShardIteratorType) -> Self {
        Self { kind, sequence_number: None, timestamp: None }
    }
}

/// Which shards are listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ShardFilter {
    /// What kind of filter it is.
    #[serde(rename = "Type")]
    pub kind: ShardFilterType,
    /// The shard, for `AFTER_SHARD_ID`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_id: Option<ShardId>,
    /// The time, for `AT_TIMESTAMP` and `FROM_TIMESTAMP`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub timestamp: Option<Timestamp>,
}

impl ShardFilter {
    /// The shards after the one with this id, in the order of ids.
    pub fn after_shard_id(shard: impl Into<ShardId>) -> Self {
        Self { shard_id: Some(shard.into()), ..Self::of(ShardFilterType::AfterShardId) }
    }

    /// Those that were open at the oldest moment that is still kept.
    #[must_use]
    pub const fn at_trim_horizon() -> Self {
        Self::of(ShardFilterType::AtTrimHorizon)
    }

    /// Those of which records may still be kept: all.
    #[must_use]
    pub const fn from_trim_horizon() -> Self {
        Self::of(ShardFilterType::FromTrimHorizon)
    }

    /// Those that are open now.
    #[must_use]
    pub const fn at_latest() -> Self {
        Self::of(ShardFilterType::AtLatest)
    }

    /// Those that were open at `time`. Milliseconds count.
    #[must_use]
    pub const fn at_timestamp(time: Timestamp) -> Self {
        Self { kind: ShardFilterType::AtTimestamp, shard_id: None, timestamp: Some(time) }
    }

    /// Those that were open at `time`, and all later ones. Milliseconds count.
    #[must_use]
    pub const fn from_timestamp(time: Timestamp) -> Self {
        Self { kind: ShardFilterType::FromTimestamp, shard_id: None, timestamp: Some(time) }
    }

    const fn of(kind: ShardFilterType) -> Self {
        Self { kind, shard_id: None, timestamp: None }
    }
}
