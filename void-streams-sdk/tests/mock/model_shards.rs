//! Random puts, splits, merges, scalings and time against what must hold whatever happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use proptest::prelude::*;
use void_core::{Random, Timestamp};
use void_streams_sdk::{
    Record, SequenceNumber, ShardId, StartingPosition,
    mock::engine::{Code, Cursor, Engine, NewRecord, Problem, Settings, ShardsAsked},
    types::{HashKey, HashKeyRange, Shard, ShardFilter},
};

const STREAM: &str = "orders";
const RETENTION: Duration = Duration::from_secs(86_400);

#[derive(Clone, Debug)]
enum Step {
    /// Puts a record with one of few keys.
    Put(u8),
    /// Puts a record at a place on the ring.
    PutAt(u128),
    /// Puts a batch.
    PutAll(Vec<u8>),
    /// Splits the open shard that has a place, there.
    Split(u128),
    /// Merges the open shard that has a place with the next one.
    Merge(u128),
    /// Gives the stream another number of shards, in percent of those that it has.
    Scale(u32),
    Pass(Duration),
    /// Lets the reader read a page of so many records of each of its shards.
    Read(usize),
}

fn steps(longest_pass: u64) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => any::<u8>().prop_map(|key| Step::Put(key % 12)),
        2 => any::<u128>().prop_map(Step::PutAt),
        2 => prop::collection::vec(0..12_u8, 1..20).prop_map(Step::PutAll),
        3 => any::<u128>().prop_map(Step::Split),
        3 => any::<u128>().prop_map(Step::Merge),
        1 => (50..=200_u32).prop_map(Step::Scale),
        3 => (0..longest_pass).prop_map(|millis| Step::Pass(Duration::from_millis(millis))),
        2 => (1..5_usize).prop_map(Step::Read),
    ];
    prop::collection::vec(step, 1..120)
}

/// A record that was put.
#[derive(Clone, Debug)]
struct Put {
    key: String,
    number: u64,
    at: Timestamp,
    sequence: SequenceNumber,
}

struct Model {
    engine: Engine,
    now: Timestamp,
    puts: Vec<Put>,
    reader: Reader,
}

impl Model {
    fn new(transition: Duration) -> Self {
        let mut engine = Engine::new(Settings {
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            random: Random::from_seed(7),
            transition,
            enforce_throughput: false,
        });
        let now = Timestamp::from_secs(1_700_000_000);
        engine.create_stream_now(now, STREAM, 3).unwrap();
        let reader = Reader::start(&engine, now);
        Self { engine, now, puts: Vec::new(), reader }
    }

    fn take(&mut self, step: &Step) {
        self.engine.pass(self.now);
        match step {
            Step::Put(key) => self.put(&[(format!("key-{key}"), None)]),
            Step::PutAt(place) => self.put(&[(place.to_string(), Some(HashKey(*place)))]),
            Step::PutAll(keys) => {
                let records: Vec<_> = keys.iter().map(|key| (format!("key-{key}"), None)).collect();
                self.put(&records);
            }
            Step::Split(place) => {
                let (shard, _) = self.open_and_next(*place);
                let (id, key) = (shard.shard_id, HashKey(*place));
                refused(self.engine.split_shard(self.now, STREAM, id.as_str(), key));
            }
            Step::Merge(place) => {
                if let (shard, Some(next)) = self.open_and_next(*place) {
                    let (shard, next) = (shard.shard_id, next.shard_id);
                    refused(self.engine.merge_shards(self.now, STREAM, shard.as_str(), next.as_str()));
                }
            }
            Step::Scale(percent) => {
                let target = (self.open().len() as u32 * percent).div_ceil(100).min(40);
                refused(self.engine.update_shard_count(self.now, STREAM, target).map(drop));
            }
            Step::Pass(duration) => {
                self.now = self.now + *duration;
                self.engine.pass(self.now);
            }
            Step::Read(limit) => self.reader.read(&self.engine, self.now, *limit),
        }
        self.check_ring();
    }

    fn put(&mut self, records: &[(String, Option<HashKey>)]) {
        let open = self.open();
        let first = self.puts.len() as u64;
        let drafts: Vec<NewRecord> = (first..)
            .zip(records)
            .map(|(number, (key, explicit_hash_key))| NewRecord {
                data: number.to_string().into(),
                partition_key: Some(key.clone()),
                explicit_hash_key: *explicit_hash_key,
            })
            .collect();
        let places = self.engine.put_all(self.now, STREAM, &drafts).unwrap();
        for ((number, (key, explicit)), place) in (first..).zip(records).zip(places) {
            let place = place.unwrap();
            let hash = explicit.unwrap_or_else(|| HashKey::of_partition_key(key));
            let homes: Vec<_> = open.iter().filter(|shard| shard.hash_key_range.contains(hash)).collect();
            assert_eq!(homes.len(), 1);
            assert_eq!(place.shard_id, homes[0].shard_id, "a record is in the open shard of its place");
            let range = &homes[0].sequence_number_range;
            assert!(place.sequence_number > range.starting_sequence_number);
            self.puts.push(Put { key: key.clone(), number, at: self.now, sequence: place.sequence_number });
        }
    }

    fn list(&self, filter: ShardFilter) -> Vec<Shard> {
        let asked = ShardsAsked { filter: Some(&filter), ..ShardsAsked::default() };
        self.engine.list_shards(self.now, STREAM, asked, None).unwrap().shards
    }

    /// The open shards, in the order of their places.
    fn open(&self) -> Vec<Shard> {
        let mut shards = self.list(ShardFilter::at_latest());
        shards.sort_by_key(|shard| shard.hash_key_range.starting_hash_key);
        shards
    }

    fn open_and_next(&self, place: u128) -> (Shard, Option<Shard>) {
        let mut shards = self.open().into_iter();
        let shard = shards.find(|shard| shard.hash_key_range.contains(HashKey(place))).unwrap();
        (shard, shards.next())
    }

    fn check_ring(&self) {
        let open = self.open();
        assert_eq!(open[0].hash_key_range.starting_hash_key, HashKey(0));
        assert_eq!(open[open.len() - 1].hash_key_range.ending_hash_key, HashKey::MAX);
        for pair in open.windows(2) {
            let HashKeyRange { ending_hash_key, .. } = pair[0].hash_key_range;
            assert_eq!(ending_hash_key.0.checked_add(1), Some(pair[1].hash_key_range.starting_hash_key.0));
        }
    }

    /// What all shards tell of their sequence numbers.
    fn check_numbers(&self) {
        let all = self.list(ShardFilter::from_trim_horizon());
        let by_id: BTreeMap<_, _> = all.iter().map(|shard| (&shard.shard_id, shard)).collect();
        for shard in &all {
            let start = &shard.sequence_number_range.starting_sequence_number;
            for parent in shard.parents().filter_map(|id| by_id.get(id)) {
                let end = parent.sequence_number_range.ending_sequence_number.as_ref();
                assert!(end.is_some_and(|end| end < start), "{} {}", parent.shard_id, shard.shard_id);
            }
        }
    }

    /// Checks what was read of the records that were put since `since`.
    fn check_read(&self, read: &[Record], since: Option<Timestamp>) {
        let mut numbers: Vec<u64> = read.iter().map(number).collect();
        let mut last: BTreeMap<&str, (u64, &SequenceNumber)> = BTreeMap::new();
        for record in read {
            let this = (number(record), &record.sequence_number);
            if let Some(before) = last.insert(&record.partition_key, this) {
                assert!(before.0 < this.0, "{}: {} before {}", record.partition_key, before.0, this.0);
                assert!(before.1 < this.1, "numbers grow over the tree of shards");
            }
            assert_eq!(self.puts[usize::try_from(this.0).unwrap()].sequence, record.sequence_number);
            assert_eq!(self.puts[usize::try_from(this.0).unwrap()].key, record.partition_key);
        }
        numbers.sort_unstable();
        let kept = self.puts.iter().filter(|put| since.is_none_or(|since| put.at >= since));
        assert_eq!(numbers, kept.map(|put| put.number).collect::<Vec<_>>(), "each record exactly once");
    }
}

fn number(record: &Record) -> u64 {
    record.text().unwrap().parse().unwrap()
}

/// That an attempt failed for a reason that there may be.
fn refused(result: Result<(), Problem>) {
    if let Err(problem) = result {
        let codes = [Code::InvalidArgument, Code::LimitExceeded, Code::ResourceInUse];
        assert!(codes.contains(&problem.code()), "{problem}");
    }
}

/// Reads parents before children, and finds children where parents end.
#[derive(Default)]
struct Reader {
    at: BTreeMap<ShardId, Cursor>,
    ended: BTreeSet<ShardId>,
    /// The shards that are waited for: no longer listed ones are not.
    seen: Vec<Record>,
}

impl Reader {
    fn start(engine: &Engine, now: Timestamp) -> Self {
        let filter = ShardFilter::at_trim_horizon();
        let asked = ShardsAsked { filter: Some(&filter), ..ShardsAsked::default() };
        let mut reader = Self::default();
        for shard in engine.list_shards(now, STREAM, asked, None).unwrap().shards {
            reader.ended.extend(shard.parents().cloned());
            reader.begin(engine, now, shard.shard_id);
        }
        reader
    }

    fn begin(&mut self, engine: &Engine, now: Timestamp, shard: ShardId) {
        let start = StartingPosition::trim_horizon();
        let cursor = engine.locate(now, STREAM, shard.as_str(), &start).unwrap();
        self.at.insert(shard, cursor);
    }

    fn read(&mut self, engine: &Engine, now: Timestamp, limit: usize) {
        for (shard, cursor) in self.at.clone() {
            let read = engine.read(now, STREAM, shard.as_str(), cursor, limit).unwrap();
            let at_end = read.ended && read.records.is_empty();
            self.seen.extend(read.records);
            if !at_end {
                self.at.insert(shard, read.next);
                continue;
            }
            self.at.remove(&shard);
            self.ended.insert(shard);
            for child in read.children {
                if child.parent_shards.iter().all(|parent| self.ended.contains(parent)) {
                    self.begin(engine, now, child.shard_id);
                }
            }
        }
    }

    fn read_all(&mut self, engine: &Engine, now: Timestamp) {
        loop {
            let before = (self.seen.len(), self.ended.len());
            self.read(engine, now, 7);
            if before == (self.seen.len(), self.ended.len()) {
                return;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_reader_sees_every_record_once_and_in_order(
        steps in steps(400_000), transition in prop_oneof![Just(0_u64), Just(60_000)],
    ) {
        // At most 120 steps of 400 s: nothing expires.
        let mut model = Model::new(Duration::from_millis(transition));
        for step in &steps {
            model.take(step);
        }
        model.check_numbers();
        let mut reader = std::mem::take(&mut model.reader);
        reader.read_all(&model.engine, model.now);
        model.check_read(&reader.seen, None);
    }

    #[test]
    fn a_full_read_sees_every_record_that_is_kept(
        steps in steps(14_000_000), transition in prop_oneof![Just(0_u64), Just(3_600_000)],
    ) {
        let mut model = Model::new(Duration::from_millis(transition));
        for step in steps.iter().filter(|step| !matches!(step, Step::Read(_))) {
            model.take(step);
            model.check_numbers();
        }
        let mut reader = Reader::start(&model.engine, model.now);
        reader.read_all(&model.engine, model.now);
        let since = model.now - RETENTION + Duration::from_millis(1);
        model.check_read(&reader.seen, Some(since));
    }
}
