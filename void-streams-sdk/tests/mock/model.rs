//! A stream against a model that is too simple to be wrong: a list of records a shard, looked through from end to end.

use std::time::Duration;

use proptest::prelude::*;
use void_core::{Random, Timestamp};
use void_streams_sdk::{
    mock::engine::{Code, Engine, NewRecord, Settings, shard_id},
    types::{HashKey, Record, SequenceNumber, StartingPosition},
};

const SHARDS: u32 = 3;
const RETENTION: Duration = Duration::from_secs(86_400);
const ITERATOR_LIFETIME: Duration = Duration::from_secs(300);

#[derive(Clone, Debug)]
enum Step {
    /// Keys of the records.
    Put(Vec<u8>),
    Look {
        shard: u32,
        from: From,
        limit: usize,
    },
    /// Reads on with an iterator that was given out.
    Follow {
        iterator: usize,
        limit: usize,
    },
    Pass(u64),
}

#[derive(Clone, Debug)]
enum From {
    Horizon,
    Latest,
    /// So many milliseconds ago.
    Time(u64),
    At(usize),
    After(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let from = prop_oneof![
        Just(From::Horizon),
        Just(From::Latest),
        prop_oneof![0..10_000_u64, 0..100_000_000_u64].prop_map(From::Time),
        (0..64_usize).prop_map(From::At),
        (0..64_usize).prop_map(From::After),
    ];
    let edges = prop::sample::select(vec![86_399_999, 86_400_000, 300_000, 300_001]);
    let limit = prop_oneof![1..5_usize, Just(10_000)];
    prop_oneof![
        4 => prop::collection::vec(0..12_u8, 1..6).prop_map(Step::Put),
        3 => (0..SHARDS, from, limit.clone()).prop_map(|(shard, from, limit)| Step::Look { shard, from, limit }),
        4 => (0..64_usize, limit).prop_map(|(iterator, limit)| Step::Follow { iterator, limit }),
        3 => prop_oneof![4 => 0..20_000_u64, 2 => 0..400_000_u64, 1 => 0..50_000_000_u64, 1 => edges].prop_map(Step::Pass),
    ]
}

/// A record as the model knows it.
#[derive(Clone, Debug)]
struct Known {
    key: u8,
    data: String,
    number: SequenceNumber,
    arrived_at: Timestamp,
}

struct Held {
    token: String,
    shard: u32,
    place: usize,
    made_at: Timestamp,
}

struct Both {
    engine: Engine,
    now: Timestamp,
    shards: Vec<Vec<Known>>,
    iterators: Vec<Held>,
    puts: usize,
}

impl Both {
    fn new() -> Self {
        let mut engine = Engine::new(Settings {
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            random: Random::from_seed(7),
            transition: Duration::ZERO,
            enforce_throughput: false,
        });
        let now = Timestamp::from_secs(1_700_000_000);
        engine.create_stream_now(now, "orders", SHARDS).unwrap();
        let shards = vec![Vec::new(); SHARDS as usize];
        Self { engine, now, shards, iterators: Vec::new(), puts: 0 }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Put(keys) => self.put(&keys),
            Step::Look { shard, from, limit } => self.look(shard, &from, limit),
            Step::Follow { iterator, limit } if !self.iterators.is_empty() => {
                let held = self.iterators.swap_remove(iterator % self.iterators.len());
                self.follow(held, limit);
            }
            Step::Follow { .. } => {}
            Step::Pass(millis) => self.now = self.now + Duration::from_millis(millis),
        }
        self.check_all();
    }

    fn put(&mut self, keys: &[u8]) {
        let ranges: Vec<_> =
            self.engine.describe_shards("orders").unwrap().iter().map(|shard| shard.hash_key_range).collect();
        let records: Vec<_> =
            (self.puts..).zip(keys).map(|(count, key)| (*key, format!("data {count}"))).collect();
        self.puts += keys.len();
        let new = records.iter().map(|(key, data)| NewRecord {
            data: data.clone().into(),
            partition_key: Some(key.to_string()),
            ..NewRecord::default()
        });
        let places = self.engine.put_all(self.now, "orders", &new.collect::<Vec<_>>()).unwrap();
        for ((key, data), place) in records.into_iter().zip(places) {
            let place = place.unwrap();
            let hash = HashKey::of_partition_key(&key.to_string());
            let shard = ranges.iter().position(|range| range.contains(hash)).unwrap();
            assert_eq!(place.shard_id, shard_id(shard).as_str());
            let known = Known { key, data, number: place.sequence_number, arrived_at: self.now };
            assert!(self.shards[shard].last().is_none_or(|last| last.number < known.number));
            self.shards[shard].push(known);
        }
    }

    fn is_kept(&self, known: &Known) -> bool {
        known.arrived_at + RETENTION > self.now
    }

    fn look(&mut self, shard: u32, from: &From, limit: usize) {
        let records = &self.shards[shard as usize];
        let first_kept = records.iter().take_while(|known| !self.is_kept(known)).count();
        let known = |place: &usize| records.get(place % records.len().max(1));
        let (position, place) = match from {
            From::Horizon => (StartingPosition::trim_horizon(), first_kept),
            From::Latest => (StartingPosition::latest(), records.len()),
            From::Time(ago) => {
                let time = self.now - Duration::from_millis(*ago);
                let before = records.iter().take_while(|known| known.arrived_at < time).count();
                (StartingPosition::at_timestamp(time), before.max(first_kept))
            }
            From::At(place) => match known(place) {
                Some(known) => {
                    (StartingPosition::at_sequence_number(known.number.clone()), place % records.len())
                }
                None => return,
            },
            From::After(place) => match known(place) {
                Some(known) => {
                    (StartingPosition::after_sequence_number(known.number.clone()), place % records.len() + 1)
                }
                None => return,
            },
        };
        let id = shard_id(shard as usize);
        let cursor = self.engine.locate(self.now, "orders", &id, &position).unwrap();
        let token = self.engine.iterator(self.now, "orders", &id, cursor).unwrap();
        let held = || Held { token: token.clone(), shard, place, made_at: self.now };
        let (again, now) = (held(), held());
        self.iterators.push(again);
        self.follow(now, limit);
    }

    fn follow(&mut self, held: Held, limit: usize) {
        let opened = self.engine.open_iterator(self.now, &held.token);
        if held.made_at + ITERATOR_LIFETIME < self.now {
            assert_eq!(opened.unwrap_err().code(), Code::ExpiredIterator);
            return;
        }
        let (name, shard, cursor) = opened.unwrap();
        let read = self.engine.read(self.now, &name, &shard, cursor, limit).unwrap();

        let records = &self.shards[held.shard as usize];
        let expected: Vec<_> = records
            .iter()
            .enumerate()
            .skip(held.place)
            .filter(|(_, known)| self.is_kept(known))
            .take(limit)
            .collect();
        assert_eq!(read.records.len(), expected.len());
        read.records.iter().zip(&expected).for_each(|(record, (_, known))| check(record, known));
        let place = expected.last().map_or(held.place, |(place, _)| place + 1);
        let rest = records.iter().skip(place).find(|known| self.is_kept(known));
        let behind = match (rest, expected.last()) {
            (None, _) => Duration::ZERO,
            (Some(next), None) => self.now.since(next.arrived_at).max(Duration::from_millis(1)),
            (Some(_), Some((_, last))) => self.now.since(last.arrived_at).max(Duration::from_millis(1)),
        };
        assert_eq!(read.behind, behind);
        assert!(!read.ended && read.children.is_empty());
        if let Some((_, last)) = expected.last() {
            assert_eq!(read.continuation, last.number);
        }
        // Going on after its number is going on with its iterator.
        let after = StartingPosition::after_sequence_number(read.continuation.clone());
        let after = self.engine.locate(self.now, &name, &shard, &after).unwrap();
        let again = self.engine.read(self.now, &name, &shard, after, limit).unwrap();
        assert_eq!(
            again.records,
            self.engine.read(self.now, &name, &shard, read.next, limit).unwrap().records
        );

        let token = self.engine.iterator(self.now, &name, &shard, read.next).unwrap();
        self.iterators.push(Held { token, shard: held.shard, place, made_at: self.now });
    }

    fn check_all(&self) {
        let mut kept: Vec<&Known> =
            self.shards.iter().flatten().filter(|known| self.is_kept(known)).collect();
        kept.sort_by_key(|known| known.data["data ".len()..].parse::<usize>().unwrap());
        let records = self.engine.all_records(self.now, "orders").unwrap();
        assert_eq!(records.len(), kept.len());
        records.iter().zip(kept).for_each(|(record, known)| check(record, known));
    }
}

fn check(record: &Record, known: &Known) {
    assert_eq!(record.text(), Some(&*known.data));
    assert_eq!(record.partition_key, known.key.to_string());
    assert_eq!(record.sequence_number, known.number);
    assert_eq!(record.approximate_arrival_timestamp, known.arrived_at);
}

proptest! {
    #[test]
    fn a_stream_is_what_the_model_says(steps in prop::collection::vec(step(), 1..60)) {
        let mut both = Both::new();
        for step in steps {
            both.take(step);
        }
    }
}
