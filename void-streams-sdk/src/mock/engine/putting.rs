//! Putting records.

use bytes::Bytes;
use void_core::Timestamp;

use super::{
    Around, Code, Engine, Problem,
    faults::Fault,
    limits::{MAX_PARTITION_KEY_CHARACTERS, MAX_PUT_BYTES},
    log::Draft,
    sequence::Sequence,
    shard::{Shard, number_to_index, shard_id},
    stream::{Distribution, Stream},
    throttling::exceeded,
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
    /// `ResourceNotFound`, `InvalidArgument`, `ProvisionedThroughputExceeded`, `InternalFailure` where it was asked for.
    pub fn put(
        &mut self,
        now: Timestamp,
        name: &str,
        record: &NewRecord,
        higher_than: Option<&SequenceNumber>,
    ) -> Result<Place, Problem> {
        let shard = self.check_put(now, name, record, higher_than)?;
        let (stream, mut around) = self.stream_and_rest(name)?;
        stream.take(now, shard, record, &mut around)
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
        let stream = self.usable(name)?;
        let shard = stream.route(record, 0).map_err(|why| why.told_of(stream, "partitionKey"))?;
        // A shard's numbers can be ahead of the time: its second is later than its parents'.
        let latest =
            |shard: u32| stream.shard(shard).map_or(0, |shard| shard.opened_second).max(now.as_secs());
        let is_past = |number: &SequenceNumber| {
            Sequence::parse(number.as_str()).is_some_and(|sequence| sequence.second <= latest(sequence.shard))
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
    /// `ResourceNotFound`, `InvalidArgument`; of a record `ProvisionedThroughputExceeded`, `InternalFailure`.
    pub fn put_all(
        &mut self,
        now: Timestamp,
        name: &str,
        records: &[NewRecord],
    ) -> Result<Vec<Result<Place, Problem>>, Problem> {
        let shards = self.check_put_all(name, records)?;
        let (stream, mut around) = self.stream_and_rest(name)?;
        let put = |(record, shard)| stream.take(now, shard, record, &mut around);
        Ok(records.iter().zip(shards).map(put).collect())
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
        let told =
            |why: Unfit, turn| why.told_of(stream, &format!("records.{}.member.partitionKey", turn + 1));
        let numbered = (0_u32..).zip(records);
        numbered.map(|(turn, record)| stream.route(record, turn).map_err(|why| told(why, turn))).collect()
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

/// Why a record can't be put.
enum Unfit {
    TooLarge(usize),
    NoKey,
    LongKey,
}

impl Unfit {
    /// The problem; `at` is where the partition key is in the request.
    fn told_of(self, stream: &Stream, at: &str) -> Problem {
        match self {
            Self::TooLarge(size) => Problem::argument(format!(
                "The record has {size} bytes with its partition key, and the stream {} takes {} KiB at most.",
                stream.name, stream.max_record_kib
            )),
            Self::NoKey => Problem::new(
                Code::Validation,
                format!(
                    "1 validation error detected: Value null at '{at}' failed to satisfy constraint: Member must not be null"
                ),
            ),
            Self::LongKey => Problem::argument(format!(
                "A partition key has 1 to {MAX_PARTITION_KEY_CHARACTERS} characters."
            )),
        }
    }
}

impl Stream {
    /// The number of the shard that gets the record, which is `ahead` after the next one.
    fn route(&self, record: &NewRecord, ahead: u32) -> Result<u32, Unfit> {
        if record.size() > number_to_index(self.max_record_kib) * 1024 {
            return Err(Unfit::TooLarge(record.size()));
        }
        if record.key().len() > MAX_PARTITION_KEY_CHARACTERS
            && record.key().chars().count() > MAX_PARTITION_KEY_CHARACTERS
        {
            return Err(Unfit::LongKey);
        }
        let key = match self.distribution {
            Distribution::Even => spread(self.last_turn.wrapping_add(ahead)),
            Distribution::ByKey if record.key().is_empty() => return Err(Unfit::NoKey),
            Distribution::ByKey => {
                record.explicit_hash_key.unwrap_or_else(|| HashKey::of_partition_key(record.key()))
            }
        };
        Ok(self.shard_for(key).expect("the open shards cover the ring"))
    }

    /// Stores a record, unless its shard's throughput is used up, or it is to fail.
    fn take(
        &mut self,
        now: Timestamp,
        shard: u32,
        record: &NewRecord,
        around: &mut Around<'_>,
    ) -> Result<Place, Problem> {
        let throughput = &mut self.shards[number_to_index(shard)].throughput;
        let fault = self.faults.take(record.key());
        if fault == Some(Fault::Internal) {
            return Err(Problem::internal());
        }
        if fault.is_some() || (!throughput.put(now, record.size()) && around.settings.enforce_throughput) {
            return Err(exceeded(&shard_id(number_to_index(shard)), &self.name, &around.settings.account_id));
        }
        let (place, stored) = self.store(now, shard, record);
        around.changes.put(self.id, &self.shards[number_to_index(shard)], place);
        self.expect_expiry(shard, around.schedule);
        Ok(stored)
    }

    fn store(&mut self, now: Timestamp, shard: u32, record: &NewRecord) -> (u64, Place) {
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
        let stored = Place {
            shard_id: shard.id(),
            sequence_number: shard.sequence_at(place).number(),
            encryption_type: draft.encrypted.then_some(EncryptionType::Kms),
        };
        (place, stored)
    }
}

impl Shard {
    /// The sequence number of a record that is there.
    fn sequence_at(&self, place: u64) -> Sequence {
        let entry = self.log.get(place).expect("the record is there");
        self.sequence(place, entry.arrived_at())
    }
}

/// The place on the ring of a record that the service spreads: neighbours are far from each other, and together they are even.
fn spread(turn: u32) -> HashKey {
    // 2^128 divided by the golden ratio.
    const STEP: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
    HashKey(u128::from(turn).wrapping_mul(STEP))
}
