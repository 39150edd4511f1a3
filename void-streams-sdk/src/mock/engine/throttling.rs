//! Whether throughput is limited, and what was throttled or would have been.

use void_core::Timestamp;

use super::{
    Engine, Problem, Read,
    errors::Code,
    shard::{Shard, shard_number},
};
use crate::types::{ShardId, StreamName};

/// In which direction a shard's throughput was used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Records were put.
    Put,
    /// Records were read.
    Get,
}

/// What was throttled of a shard, or would have been if throughput were enforced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttled {
    /// The stream.
    pub stream: StreamName,
    /// The shard.
    pub shard_id: ShardId,
    /// In which direction.
    pub direction: Direction,
    /// How many: of puts the records, of reads the calls.
    pub count: u64,
}

/// A shard's throughput is used up.
pub(super) fn exceeded(shard_id: &str, stream: &str, account_id: &str) -> Problem {
    let message =
        format!("Rate exceeded for shard {shard_id} in stream {stream} under account {account_id}.");
    Problem::new(Code::ProvisionedThroughputExceeded, message)
}

impl Read {
    /// How many bytes of the limits the records take: their data and their partition keys.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.records.iter().map(|record| record.data.len() + record.partition_key.len()).sum()
    }
}

impl Engine {
    /// Counts a read of a shard by GetRecords.
    ///
    /// # Errors
    ///
    /// `ProvisionedThroughputExceeded` where throughput is limited and used up.
    pub fn begin_get(&mut self, now: Timestamp, name: &str, shard: &str) -> Result<(), Problem> {
        let passes = self.known_shard_mut(name, shard).is_none_or(|shard| shard.throughput.get(now));
        if passes || !self.settings.enforce_throughput {
            return Ok(());
        }
        Err(exceeded(shard, name, &self.settings.account_id))
    }

    /// Counts what the read gave.
    pub fn end_get(&mut self, name: &str, shard: &str, bytes: usize) {
        if let Some(shard) = self.known_shard_mut(name, shard) {
            shard.throughput.got(bytes);
        }
    }

    /// What was throttled, or would have been, of the streams that there are: by stream, shard and direction.
    #[must_use]
    pub fn throttled(&self) -> Vec<Throttled> {
        let shards =
            self.streams.values().flat_map(|stream| stream.shards.iter().map(|shard| (&*stream.name, shard)));
        shards
            .flat_map(|(stream, shard)| {
                let counts = [
                    (Direction::Put, shard.throughput.throttled_puts),
                    (Direction::Get, shard.throughput.throttled_gets),
                ];
                counts.into_iter().filter(|(_, count)| *count > 0).map(move |(direction, count)| Throttled {
                    stream: stream.into(),
                    shard_id: shard.id(),
                    direction,
                    count,
                })
            })
            .collect()
    }

    fn known_shard_mut(&mut self, name: &str, shard: &str) -> Option<&mut Shard> {
        let number = shard_number(shard)?;
        self.streams.get_mut(name)?.shards.get_mut(number)
    }
}
