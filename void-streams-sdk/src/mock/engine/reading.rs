//! Reading records from a place on.

use std::time::Duration;

use void_core::Timestamp;

use super::{
    Engine, Problem,
    errors::Code,
    limits::{MAX_GET_BYTES, MAX_GET_RECORDS},
    log::Entry,
    shard::{Shard, shard_id, shard_number},
    stream::Stream,
};
use crate::types::{ChildShard, EncryptionType, Record, SequenceNumber};

/// A place in a shard from which it is read: stays right whatever is put or trimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(pub(super) u64);

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The records, in their order.
    pub records: Vec<Record>,
    /// Where to go on.
    pub next: Cursor,
    /// The number after which to go on: the last record's, or where nothing was read, the one before the place.
    pub continuation: SequenceNumber,
    /// Whether the shard is closed and read to its end.
    pub ended: bool,
    /// The shards that go on where this one ended, at its end.
    pub children: Vec<ChildShard>,
    /// How far the place is behind: nothing where no more can be read now.
    pub behind: Duration,
}

impl Engine {
    /// Reads up to `limit` records, or 10 MiB, of a shard from a place on.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn read(
        &self,
        now: Timestamp,
        name: &str,
        shard: &str,
        cursor: Cursor,
        limit: usize,
    ) -> Result<Read, Problem> {
        let (stream, shard) = self.shard(name, shard)?;
        Ok(stream.read(now, shard, cursor, limit, MAX_GET_BYTES))
    }

    /// The shards of a stream, those that are closed too, as they are described.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn describe_shards(&self, name: &str) -> Result<Vec<crate::types::Shard>, Problem> {
        Ok(self.stream(name)?.shards.iter().map(Shard::describe).collect())
    }

    /// All records of a stream that are kept, in the order in which they came.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn all_records(&self, now: Timestamp, name: &str) -> Result<Vec<Record>, Problem> {
        let stream = self.stream(name)?;
        let first_kept = stream.first_kept(now);
        let mut records: Vec<_> = stream.shards.iter().flat_map(|shard| shard.kept(first_kept)).collect();
        records.sort_by_key(|(_, _, entry)| {
            // Turns go around: those of one millisecond are near each other.
            (entry.arrived_at(), entry.turn().wrapping_sub(stream.last_turn.wrapping_add(1)))
        });
        Ok(records.into_iter().map(|(shard, place, entry)| shard.record(place, entry)).collect())
    }

    /// A shard of a stream that can be read.
    pub(super) fn shard(&self, name: &str, shard: &str) -> Result<(&Stream, &Shard), Problem> {
        let account_id = &self.settings.account_id;
        let number =
            shard_number(shard).filter(|number| i32::try_from(*number).is_ok()).ok_or_else(|| {
                let message =
                    format!("Could not find shard {shard} in stream {name} under account {account_id}.");
                Problem::new(Code::ResourceNotFound, message)
            })?;
        let no_shard = || no_shard(&shard_id(number), name, account_id);
        let stream = self.usable(name).map_err(|_no_stream| no_shard())?;
        Ok((stream, stream.shards.get(number).ok_or_else(no_shard)?))
    }
}

impl Stream {
    pub(super) fn read(&self, now: Timestamp, shard: &Shard, from: Cursor, most: usize, room: usize) -> Read {
        let mut place = from.0.max(shard.horizon(self.first_kept(now)));
        let mut records = Vec::new();
        let (mut bytes, mut newest) = (0, None);
        while let Some(entry) = shard.log.get(place) {
            bytes += entry.size();
            // The first record is read whatever its size.
            let full = records.len() >= most.min(MAX_GET_RECORDS) || bytes > room;
            if full && (!records.is_empty() || most == 0) {
                break;
            }
            newest = Some(entry.arrived_at());
            records.push(shard.record(place, entry));
            place += 1;
        }
        let continuation = records.last().map_or_else(
            || shard.sequence(place, now).before().number(),
            |last| last.sequence_number.clone(),
        );
        let ended = !shard.is_open() && place >= shard.log.next();
        let children = if ended { self.children(shard) } else { Vec::new() };
        let behind = match (shard.log.get(place), shard.closed_at) {
            // There is more, so it is not zero.
            (Some(entry), _) => now.since(newest.unwrap_or(entry.arrived_at())).max(Duration::from_millis(1)),
            (None, Some(closed_at)) => now.since(closed_at),
            (None, None) => Duration::ZERO,
        };
        Read { records, next: Cursor(place), continuation, ended, children, behind }
    }

    fn children(&self, shard: &Shard) -> Vec<ChildShard> {
        shard.children.iter().filter_map(|number| self.shard(*number)).map(Shard::as_child).collect()
    }
}

impl Shard {
    /// The place of the oldest record that is kept.
    pub(super) fn horizon(&self, first_kept: Timestamp) -> u64 {
        self.log.place_at(first_kept)
    }

    fn kept(&self, first_kept: Timestamp) -> impl Iterator<Item = (&Self, u64, &Entry)> {
        let places = self.horizon(first_kept)..self.log.next();
        places.filter_map(move |place| self.log.get(place).map(|entry| (self, place, entry)))
    }

    fn record(&self, place: u64, entry: &Entry) -> Record {
        Record {
            sequence_number: self.sequence(place, entry.arrived_at()).number(),
            approximate_arrival_timestamp: entry.arrived_at(),
            data: entry.data(),
            partition_key: entry.partition_key().to_owned(),
            encryption_type: entry.is_encrypted().then_some(EncryptionType::Kms),
        }
    }
}

pub(super) fn no_shard(shard: &str, name: &str, account_id: &str) -> Problem {
    let message = format!("Shard {shard} in stream {name} under account {account_id} does not exist");
    Problem::new(Code::ResourceNotFound, message)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use void_core::{Random, Timestamp};

    use super::{Engine, Read};
    use crate::{
        mock::engine::{NewRecord, Settings, shard_id},
        types::{HashKey, HashKeyRange, StartingPosition},
    };

    const START: Timestamp = Timestamp::from_secs(1_700_000_000);

    /// A stream of one shard that has a record.
    fn engine() -> Engine {
        let mut engine = Engine::new(Settings {
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            random: Random::from_seed(7),
            transition: Duration::ZERO,
            enforce_throughput: false,
        });
        engine.create_stream_now(START, "orders", 1).unwrap();
        put(&mut engine, START);
        engine
    }

    fn put(engine: &mut Engine, now: Timestamp) {
        let record = NewRecord { partition_key: Some("k".to_owned()), ..NewRecord::default() };
        engine.put(now, "orders", &record, None).unwrap();
    }

    /// Closes a shard and opens its two children.
    fn split(engine: &mut Engine, now: Timestamp, number: u32) {
        let stream = engine.stream_mut("orders").unwrap();
        let range = stream.shard(number).unwrap().range;
        let (HashKey(low), HashKey(high)) = (range.starting_hash_key, range.ending_hash_key);
        let middle = low + (high - low) / 2;
        stream.close_shard(now, number);
        for (low, high) in [(low, middle), (middle + 1, high)] {
            let range = HashKeyRange { starting_hash_key: HashKey(low), ending_hash_key: HashKey(high) };
            stream.open_shard(now, range, &[number]);
        }
    }

    fn read(engine: &Engine, now: Timestamp, shard: usize, position: &StartingPosition) -> Read {
        let cursor = engine.locate(now, "orders", &shard_id(shard), position).unwrap();
        engine.read(now, "orders", &shard_id(shard), cursor, 10).unwrap()
    }

    #[test]
    fn a_closed_shard_ends_and_names_its_children() {
        let mut engine = engine();
        let closed_at = START + Duration::from_secs(5);
        split(&mut engine, closed_at, 0);
        let now = closed_at + Duration::from_secs(2);
        let all = read(&engine, now, 0, &StartingPosition::trim_horizon());
        assert_eq!(all.records.len(), 1);
        assert!(all.ended);
        let children: Vec<_> = all.children.iter().map(|child| child.shard_id.as_str()).collect();
        assert_eq!(children, ["shardId-000000000001", "shardId-000000000002"]);
        assert_eq!(all.children[0].parent_shards, ["shardId-000000000000"]);
        assert_eq!(all.behind, Duration::from_secs(2), "since it was closed");
        assert!(read(&engine, now, 0, &StartingPosition::latest()).ended);
        let child = read(&engine, now, 1, &StartingPosition::trim_horizon());
        assert!(!child.ended && child.children.is_empty());
    }

    #[test]
    fn a_closed_shards_ending_number_is_a_place_in_it() {
        let mut engine = engine();
        split(&mut engine, START, 0);
        let shards = engine.describe_shards("orders").unwrap();
        let end = shards[0].sequence_number_range.ending_sequence_number.clone().unwrap();
        for position in
            [StartingPosition::at_sequence_number(end.clone()), StartingPosition::after_sequence_number(end)]
        {
            let read = read(&engine, START, 0, &position);
            assert!(read.records.is_empty() && read.ended);
        }
    }

    #[test]
    fn numbers_grow_from_parent_to_child_however_fast_shards_are_split() {
        let mut engine = engine();
        // The first child of each: 1, 3, 5, …
        for parent in [0].into_iter().chain((1..40).step_by(2)) {
            let child = engine.describe_shards("orders").unwrap().len();
            split(&mut engine, START, u32::try_from(parent).unwrap());
            let shards = engine.describe_shards("orders").unwrap();
            let end = shards[parent].sequence_number_range.ending_sequence_number.clone().unwrap();
            for child in [child, child + 1] {
                assert!(end < shards[child].sequence_number_range.starting_sequence_number);
            }
        }
        // In the same second the numbers say a later one, and can be put after all the same.
        let record = NewRecord { partition_key: Some("k".to_owned()), ..NewRecord::default() };
        let first = engine.put(START, "orders", &record, None).unwrap();
        let second = engine.put(START, "orders", &record, Some(&first.sequence_number)).unwrap();
        assert!(second.sequence_number > first.sequence_number);
        assert!(first.sequence_number > engine.all_records(START, "orders").unwrap()[0].sequence_number);
    }

    #[test]
    fn a_record_larger_than_a_page_is_read_by_itself() {
        let mut engine = engine();
        engine.stream_mut("orders").unwrap().max_record_kib = 20_480;
        let large = NewRecord {
            data: vec![0; 11 << 20].into(),
            partition_key: Some("k".to_owned()),
            ..NewRecord::default()
        };
        engine.put(START, "orders", &large, None).unwrap();
        put(&mut engine, START);
        let mut position = StartingPosition::trim_horizon();
        for count in [1, 1, 1, 0] {
            let page = read(&engine, START, 0, &position);
            assert_eq!(page.records.len(), count);
            position = StartingPosition::after_sequence_number(page.continuation);
        }
    }

    #[test]
    fn retention_that_is_raised_brings_nothing_back() {
        let mut engine = engine();
        let day = Duration::from_secs(86_400);
        let now = START + day;
        let stream = engine.stream_mut("orders").unwrap();
        stream.set_retention(now, 2 * day);
        assert!(engine.all_records(now, "orders").unwrap().is_empty());
        put(&mut engine, now);
        assert_eq!(engine.all_records(now + day, "orders").unwrap().len(), 1);
        assert!(engine.all_records(now + 2 * day, "orders").unwrap().is_empty());
        engine.stream_mut("orders").unwrap().set_retention(now, day);
        assert!(engine.all_records(now + day, "orders").unwrap().is_empty());
    }
}
