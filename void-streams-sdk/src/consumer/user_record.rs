//! Taking records apart into user records.

use crate::types::{HashKey, HashKeyRange, Record};

/// A record as whoever wrote it put it: one of an aggregated record, or a record of the stream by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRecord {
    /// The record.
    pub record: Record,
    /// Its place among those that share the sequence number, from 0 on.
    pub sub_sequence_number: u64,
    /// Its explicit hash key.
    pub explicit_hash_key: Option<HashKey>,
    /// Whether it came in an aggregated record.
    pub is_aggregated: bool,
}

pub(super) fn decode_in_range(record: Record, _range: HashKeyRange) -> impl Iterator<Item = UserRecord> {
    std::iter::once(UserRecord {
        record,
        sub_sequence_number: 0,
        explicit_hash_key: None,
        is_aggregated: false,
    })
}
