//! [`Unit`]: what becomes one record of the stream.

use super::{lane::LaneKey, record::Waiting};
use crate::{
    aggregation::Aggregator,
    operations::PutRecordsRequestEntry,
    types::{HashKey, ShardId},
};

/// One record of the stream, and the records that it is made of.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) lane: LaneKey,
    /// One, or those that are aggregated.
    pub(super) members: Vec<Waiting>,
    pub(super) entry: PutRecordsRequestEntry,
    /// The shard that it should be in, where that is known.
    pub(super) predicted: Option<ShardId>,
}

impl Unit {
    /// A record by itself.
    pub(super) fn plain(lane: LaneKey, record: Waiting) -> Self {
        let entry = PutRecordsRequestEntry {
            data: Some(record.data.clone()),
            partition_key: Some(record.partition_key.to_string()),
            explicit_hash_key: record.explicit_hash_key,
        };
        Self { lane, members: vec![record], entry, predicted: None }
    }

    /// The records that were put into `aggregator`.
    pub(super) fn aggregated(lane: LaneKey, members: Vec<Waiting>, aggregator: Aggregator) -> Self {
        let entry = aggregator.into_entry().expect("there is a record at least");
        Self { lane, members, entry, predicted: None }
    }

    /// The most records that a batch may have that it is in.
    pub(super) fn batch_limit(&self) -> usize {
        self.members.iter().map(|record| record.batch_limit).min().unwrap_or(usize::MAX)
    }

    /// Where it was put.
    pub(super) fn hash_key(&self) -> Option<HashKey> {
        self.members.first().map(Waiting::hash_key)
    }

    /// Whether it lies rightly wherever it is: all of it belongs to one place, which the service knows.
    pub(super) fn is_of_one_hash_key(&self) -> bool {
        let mut places = self.members.iter().map(Waiting::hash_key);
        let first = places.next();
        places.all(|place| Some(place) == first)
    }
}
