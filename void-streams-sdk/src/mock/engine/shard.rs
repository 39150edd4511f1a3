//! [`Shard`]: a shard as plain data.

use void_core::Timestamp;

use super::{log::Log, sequence::Sequence, throughput::Throughput};
use crate::types::{self, ChildShard, HashKeyRange, SequenceNumber, SequenceNumberRange, ShardId};

/// A shard.
#[derive(Debug)]
pub(super) struct Shard {
    /// Its place in the stream's list.
    pub(super) number: u32,
    /// The numbers of the shards that it comes from.
    pub(super) parent: Option<u32>,
    pub(super) adjacent_parent: Option<u32>,
    /// The numbers of the shards that go on where it ended.
    pub(super) children: Vec<u32>,
    pub(super) range: HashKeyRange,
    pub(super) opened_at: Timestamp,
    /// When it was split or merged.
    pub(super) closed_at: Option<Timestamp>,
    /// The second in its sequence numbers: later than those of its parents, so that its numbers are higher.
    pub(super) opened_second: u64,
    pub(super) log: Log,
    pub(super) throughput: Throughput,
    /// When records of it are to be dropped next.
    pub(super) expiry: Option<Timestamp>,
}

impl Shard {
    pub(super) const fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    /// Its id: `shardId-000000000007`.
    pub(super) fn id(&self) -> ShardId {
        shard_id(number_to_index(self.number)).into()
    }

    /// The sequence number of the record at a place that came at a time.
    pub(super) fn sequence(&self, place: u64, arrived_at: Timestamp) -> Sequence {
        let second = arrived_at.as_secs().max(self.opened_second);
        Sequence { opened: self.opened_second, shard: self.number, index: place + 1, second }
    }

    /// Before its first record.
    pub(super) fn starting_number(&self) -> SequenceNumber {
        Sequence::start(self.opened_second, self.number).number()
    }

    /// After its last record, once it is closed.
    pub(super) fn ending_number(&self) -> Option<SequenceNumber> {
        let end = |closed_at| Sequence::end(self.opened_second, self.number, closed_at).number();
        self.closed_at.map(end)
    }

    /// As ListShards and DescribeStream tell it.
    pub(super) fn describe(&self) -> types::Shard {
        let id = |number: u32| ShardId::from(shard_id(number_to_index(number)));
        types::Shard {
            shard_id: self.id(),
            parent_shard_id: self.parent.map(id),
            adjacent_parent_shard_id: self.adjacent_parent.map(id),
            hash_key_range: self.range,
            sequence_number_range: SequenceNumberRange {
                starting_sequence_number: self.starting_number(),
                ending_sequence_number: self.ending_number(),
            },
        }
    }

    /// As GetRecords tells it at the end of a parent.
    pub(super) fn as_child(&self) -> ChildShard {
        let parents = [self.parent, self.adjacent_parent].into_iter().flatten();
        ChildShard {
            shard_id: self.id(),
            parent_shards: parents.map(|number| shard_id(number_to_index(number)).into()).collect(),
            hash_key_range: self.range,
        }
    }
}

pub(super) fn number_to_index(number: u32) -> usize {
    usize::try_from(number).expect("a word has 32 bits at least")
}

/// The id of the shard with a number: `shardId-000000000007`.
#[must_use]
pub fn shard_id(number: usize) -> String {
    format!("shardId-{number:012}")
}

/// The number in a shard's id.
#[must_use]
pub fn shard_number(id: &str) -> Option<usize> {
    let digits = id.strip_prefix("shardId-").unwrap_or(id);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
