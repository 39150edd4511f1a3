//! [`Checkpoint`] and [`Progress`]: how far a shard is done.

use std::{cmp::Ordering, fmt};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::UserRecord;
use crate::types::{SequenceNumber, StartingPosition};

/// The last record of a shard that is done, and with it all that came before.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checkpoint {
    /// The record of the stream.
    pub sequence_number: SequenceNumber,
    /// The last user record of it that is done, where it is an aggregated one. `None`: all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_sequence_number: Option<u64>,
}

impl Checkpoint {
    /// All of a record.
    pub fn record(sequence_number: impl Into<SequenceNumber>) -> Self {
        Self { sequence_number: sequence_number.into(), sub_sequence_number: None }
    }

    /// A record up to one of its user records, this one included.
    pub fn user_record(sequence_number: impl Into<SequenceNumber>, sub_sequence_number: u64) -> Self {
        Self { sequence_number: sequence_number.into(), sub_sequence_number: Some(sub_sequence_number) }
    }

    /// Where `record` is done.
    #[must_use]
    pub fn after(record: &UserRecord) -> Self {
        Self {
            sequence_number: record.record.sequence_number.clone(),
            sub_sequence_number: record.is_aggregated.then_some(record.sub_sequence_number),
        }
    }

    /// Whether `record` is done, or was before.
    #[must_use]
    pub fn covers(&self, record: &UserRecord) -> bool {
        *self >= Self::after(record)
    }

    fn place(&self) -> (&SequenceNumber, u64) {
        (&self.sequence_number, self.sub_sequence_number.unwrap_or(u64::MAX))
    }
}

impl Ord for Checkpoint {
    /// A whole record is further than any of its user records.
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for Checkpoint {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sub_sequence_number {
            None => self.sequence_number.fmt(formatter),
            Some(sub) => write!(formatter, "{}/{sub}", self.sequence_number),
        }
    }
}

impl fmt::Debug for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// How far a shard is done: where whoever reads it next begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Progress {
    /// Not begun: at the oldest record that is still kept.
    TrimHorizon,
    /// Not begun: with what is put once somebody reads the shard.
    Latest,
    /// Not begun: at the first record that came at a time or later, in milliseconds since the Unix epoch.
    AtTimestamp(#[serde(with = "milliseconds")] Timestamp),
    /// After a record.
    After(Checkpoint),
    /// All of the shard, which was split or merged: its children are next.
    ShardEnd,
}

impl Progress {
    /// Whether a record of the shard is done, or the shard was read to its end.
    #[must_use]
    pub const fn is_past_start(&self) -> bool {
        matches!(self, Self::After(_) | Self::ShardEnd)
    }

    /// The last record that is done.
    #[must_use]
    pub const fn checkpoint(&self) -> Option<&Checkpoint> {
        match self {
            Self::After(checkpoint) => Some(checkpoint),
            _ => None,
        }
    }

    /// Where reading begins. A record of which only a part is done is read again; its first user records are left out.
    pub(super) fn position(&self) -> StartingPosition {
        match self {
            Self::TrimHorizon | Self::ShardEnd => StartingPosition::trim_horizon(),
            Self::Latest => StartingPosition::latest(),
            Self::AtTimestamp(time) => StartingPosition::at_timestamp(*time),
            Self::After(Checkpoint { sequence_number, sub_sequence_number: None }) => {
                StartingPosition::after_sequence_number(sequence_number)
            }
            Self::After(Checkpoint { sequence_number, sub_sequence_number: Some(_) }) => {
                StartingPosition::at_sequence_number(sequence_number)
            }
        }
    }
}

/// A moment as milliseconds since the Unix epoch.
mod milliseconds {
    use serde::{Deserialize, Deserializer, Serializer};
    use void_core::Timestamp;

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(time.as_millis())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        u64::deserialize(deserializer).map(Timestamp::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use void_core::Timestamp;

    use super::{Checkpoint, Progress};

    #[test]
    fn are_ordered_as_numbers_and_a_whole_record_is_further_than_its_parts() {
        let order = [
            Checkpoint::record("9"),
            Checkpoint::user_record("10", 0),
            Checkpoint::user_record("10", 7),
            Checkpoint::record("10"),
        ];
        assert!(order.is_sorted());
        assert_eq!(format!("{:?} {}", order[2], order[3]), "10/7 10");
    }

    #[test]
    fn have_a_stable_json_form() {
        for (progress, json) in [
            (Progress::TrimHorizon, r#""TRIM_HORIZON""#),
            (Progress::Latest, r#""LATEST""#),
            (Progress::ShardEnd, r#""SHARD_END""#),
            (
                Progress::AtTimestamp(Timestamp::from_millis(1_700_000_000_001)),
                r#"{"AT_TIMESTAMP":1700000000001}"#,
            ),
            (Progress::After(Checkpoint::record("7")), r#"{"AFTER":{"sequenceNumber":"7"}}"#),
            (
                Progress::After(Checkpoint::user_record("7", 2)),
                r#"{"AFTER":{"sequenceNumber":"7","subSequenceNumber":2}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&progress).unwrap(), json);
            assert_eq!(serde_json::from_str::<Progress>(json).unwrap(), progress);
        }
    }
}
