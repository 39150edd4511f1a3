//! Putting records.

use bytes::Bytes;
use void_core::Timestamp;

use super::{
    Engine, Problem,
    limits::{MAX_PARTITION_KEY_CHARACTERS, MAX_PUT_BYTES},
    log::Draft,
    sequence::Sequence,
    shard::{Shard, number_to_index, shard_id},
    stream::Stream,
    throttling::Rules,
};
use crate::types::{EncryptionType, HashKey, SequenceNumber, ShardId};

/// A put drops so many records that have expired, so that the log shrinks faster than it grows.
const TRIMMED_AT_ONCE: usize = 16;

/// A record to be put.
#[derive(Clone, Debug, Default)]
pub struct NewRecord {
    /// The data.
    pub data: Bytes,
    /// What decides on the shard.
    pub partition_key: Option<String>,
    /// The place on the ring, in place of the partition key's.
    pub explicit_hash_key: Option<HashKey>,
}

/// Where a record was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The shard.
    pub shard_id: ShardId,
    /// Its place in the shard.
    pub sequence_number: SequenceNumber,
    /// How it is encrypted at rest.
    pub encryption_type: Option<EncryptionType>,
}

impl Engine {
    /// Puts a record.
    ///
    /// `higher_than` is the number of a record that its own is to be higher than: that of any earlier record of its key is
    /// lower by itself.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `ProvisionedThroughputExceeded`.
    pub fn put(
        &mut self,
        now: Timestamp,
        name: &str,
        record: &NewRecord,
        higher_than: Option<&SequenceNumber>,
    ) -> Result<Place, Problem> {
        let shard = self.check_put(now, name, record, higher_than)?;
        let rules = self.rules();
        self.stream_mut(name)?.take(now, shard, record, &rules)
    }

    /// Checks whether [`put`](Self::put) would succeed, and gives the shard.
    ///
    /// # Errors
    ///
    /// As `put`.
    pub fn check_put(
        &self,
        now: Timestamp,
        name: &str,
        record: &NewRecord,
        higher_than: Option<&SequenceNumber>,
    ) -> Result<u32, Problem> {
        let shard = self.usable(name)?.route(record)?;
        let is_past = |number: &SequenceNumber| {
            Sequence::parse(number.as_str()).is_some_and(|sequence| sequence.second <= now.as_secs())
        };
        match higher_than.filter(|number| !is_past(number)) {
            Some(number) => Err(Problem::argument(format!(
                "ExclusiveMinimumSequenceNumber {number} used in PutRecord on stream {name} under account {} is invalid.",
                self.settings.account_id
            ))),
            None => Ok(shard),
        }
    }

    /// Puts records: all of them are well-formed, or none is put. Of those that are, some may be throttled.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`; of a record `ProvisionedThroughputExceeded`.
    pub fn put_all(
        &mut self,
        now: Timestamp,
        name: &str,
        records: &[NewRecord],
    ) -> Result<Vec<Result<Place, Problem>>, Problem> {
        let shards = self.check_put_all(name, records)?;
        let rules = self.rules();
        let stream = self.stream_mut(name)?;
        Ok(records
            .iter()
            .zip(shards)
            .map(|(record, shard)| stream.take(now, shard, record, &rules))
            .collect())
    }

    /// Checks whether [`put_all`](Self::put_all) would succeed, and gives the shards.
    ///
    /// # Errors
    ///
    /// As `put_all`.
    pub fn check_put_all(&self, name: &str, records: &[NewRecord]) -> Result<Vec<u32>, Problem> {
        let stream = self.usable(name)?;
        if records.iter().map(NewRecord::size).sum::<usize>() > MAX_PUT_BYTES {
            return Err(Problem::argument(format!("Records size exceeds {} MB limit", MAX_PUT_BYTES >> 20)));
        }
        records.iter().map(|record| stream.route(record)).collect()
    }

    /// The stream, where records can be put into it and read.
    pub(super) fn usable(&self, name: &str) -> Result<&Stream, Problem> {
        let stream = self.stream(name)?;
        if stream.is_usable() { Ok(stream) } else { Err(Problem::no_stream(name, &self.settings.account_id)) }
    }
}

impl NewRecord {
    /// The bytes that count: the data and the partition key.
    fn size(&self) -> usize {
        self.data.len() + self.key().len()
    }

    fn key(&self) -> &str {
        self.partition_key.as_deref().unwrap_or_default()
    }
}

impl Stream {
    /// The number of the shard that gets the record.
    fn route(&self, record: &NewRecord) -> Result<u32, Problem> {
        let limit = number_to_index(self.max_record_kib) * 1024;
        if record.size() > limit {
            return Err(Problem::argument(format!(
                "The record has {} bytes with its partition key, and the stream {} takes {limit} at most.",
                record.size(),
                self.name
            )));
        }
        if record.key().is_empty() || record.key().chars().count() > MAX_PARTITION_KEY_CHARACTERS {
            return Err(Problem::argument(format!(
                "A partition key has 1 to {MAX_PARTITION_KEY_CHARACTERS} characters."
            )));
        }
        let key = record.explicit_hash_key.unwrap_or_else(|| HashKey::of_partition_key(record.key()));
        Ok(self.shard_for(key).expect("the open shards cover the ring"))
    }

    /// Stores a record, unless its shard's throughput is used up.
    fn take(
        &mut self,
        now: Timestamp,
        shard: u32,
        record: &NewRecord,
        rules: &Rules,
    ) -> Result<Place, Problem> {
        let throughput = &mut self.shards[number_to_index(shard)].throughput;
        let is_to_fail = self.faults.take(record.key());
        if is_to_fail || (!throughput.put(now, record.size()) && rules.enforce) {
            return Err(rules.exceeded(&shard_id(number_to_index(shard)), &self.name));
        }
        Ok(self.store(now, shard, record))
    }

    fn store(&mut self, now: Timestamp, shard: u32, record: &NewRecord) -> Place {
        let first_kept = self.first_kept(now);
        self.last_turn = self.last_turn.wrapping_add(1);
        let draft = Draft {
            partition_key: record.key(),
            data: &record.data,
            arrived_at: now,
            turn: self.last_turn,
            encrypted: self.encrypted_with.is_some(),
        };
        let shard = &mut self.shards[number_to_index(shard)];
        shard.log.trim(first_kept, TRIMMED_AT_ONCE);
        let place = shard.log.push(&draft);
        Place {
            shard_id: shard.id(),
            sequence_number: shard.sequence_at(place).number(),
            encryption_type: draft.encrypted.then_some(EncryptionType::Kms),
        }
    }
}

impl Shard {
    /// The sequence number of a record that is there.
    fn sequence_at(&self, place: u64) -> Sequence {
        let entry = self.log.get(place).expect("the record is there");
        self.sequence(place, entry.arrived_at())
    }
}
