//! [`UserRecord`]: a record as it was before it was aggregated.

use std::fmt;

use super::message::{AggregatedMessage, parse};
use crate::types::{HashKey, HashKeyRange, Record};

/// A record as whoever wrote it put it: one of an aggregated record, or a record of the stream by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRecord {
    /// The record: with its own data and partition key, and with the sequence number and times of the record of the
    /// stream that it came in.
    pub record: Record,
    /// Its place among those that share the sequence number, from 0 on.
    pub sub_sequence_number: u64,
    /// Its explicit hash key, where it was aggregated and has one. That of other records is not known.
    pub explicit_hash_key: Option<HashKey>,
    /// Whether it came in an aggregated record.
    pub is_aggregated: bool,
}

impl UserRecord {
    /// A record of the stream by itself.
    #[must_use]
    pub const fn plain(record: Record) -> Self {
        Self { record, sub_sequence_number: 0, explicit_hash_key: None, is_aggregated: false }
    }

    /// Whether it belongs into a shard with these hash keys. What was not aggregated does: the service itself chose.
    #[must_use]
    pub fn belongs_to(&self, range: HashKeyRange) -> bool {
        !self.is_aggregated
            || range.contains(
                self.explicit_hash_key
                    .unwrap_or_else(|| HashKey::of_partition_key(&self.record.partition_key)),
            )
    }
}

/// Takes an aggregated record apart; any other record is itself, as one user record.
#[must_use]
pub fn decode(record: Record) -> UserRecords {
    match parse(&record.data) {
        Some(message) => UserRecords(Inner::Aggregated { record, message, at: 0, next: 0 }),
        None => UserRecords(Inner::Plain(Some(record))),
    }
}

/// Takes a record apart as [`decode`] does, and leaves out what does not belong into the shard that it was read from,
/// whose hash keys are `range`.
///
/// It came there because the stream was resharded while it was aggregated, and its writer puts it again, where it
/// belongs: so it is not read twice. Sub-sequence numbers stay as they are. The KCL leaves out the whole aggregated
/// record then, with those that do belong, and today's KPL puts only those again that do not: leaving out
/// no more than these never loses any, but gives some twice where the writer put all of them again, as the
/// [`Producer`](crate::Producer) does for the KCL's sake.
pub fn decode_in_range(record: Record, range: HashKeyRange) -> impl Iterator<Item = UserRecord> + Send {
    decode(record).filter(move |record| record.belongs_to(range))
}

/// The user records of a record, in their order: what [`decode`] gives. They are made one at a time.
#[derive(Clone)]
pub struct UserRecords(Inner);

#[derive(Clone)]
enum Inner {
    Plain(Option<Record>),
    Aggregated { record: Record, message: AggregatedMessage, at: usize, next: u64 },
}

impl UserRecords {
    /// Whether the record is an aggregated one.
    #[must_use]
    pub const fn is_aggregated(&self) -> bool {
        matches!(self.0, Inner::Aggregated { .. })
    }
}

impl Iterator for UserRecords {
    type Item = UserRecord;

    fn next(&mut self) -> Option<UserRecord> {
        match &mut self.0 {
            Inner::Plain(record) => record.take().map(UserRecord::plain),
            Inner::Aggregated { record, message, at, next } => {
                let (entry, end) = message.entry_at(*at)?;
                let sub_sequence_number = *next;
                (*at, *next) = (end, *next + 1);
                Some(UserRecord {
                    record: Record {
                        sequence_number: record.sequence_number.clone(),
                        approximate_arrival_timestamp: record.approximate_arrival_timestamp,
                        data: entry.data,
                        partition_key: entry.partition_key.to_owned(),
                        encryption_type: record.encryption_type.clone(),
                    },
                    sub_sequence_number,
                    explicit_hash_key: entry.explicit_hash_key,
                    is_aggregated: true,
                })
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match &self.0 {
            Inner::Plain(record) => usize::from(record.is_some()),
            Inner::Aggregated { message, next, .. } => {
                message.len().saturating_sub(usize::try_from(*next).unwrap_or(usize::MAX))
            }
        };
        (left, Some(left))
    }
}

impl ExactSizeIterator for UserRecords {}

impl fmt::Debug for UserRecords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UserRecords")
            .field("is_aggregated", &self.is_aggregated())
            .field("left", &self.len())
            .finish_non_exhaustive()
    }
}
