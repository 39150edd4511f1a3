//! Streams: client and mock in one process, and the engine alone.

use std::time::Duration;

use criterion::{Criterion, Throughput};
use void_core::{Random, Timestamp};
use void_streams_sdk::{
    Producer, StartingPosition, VoidStreamsClient,
    mock::{
        MockStreams,
        engine::{Engine, NewRecord, Settings, shard_id},
    },
    types::ShardIterator,
};

use crate::{BODY, current_thread};

const STREAM: &str = "orders";
const SHARDS: u32 = 4;
/// How many records are read at a time.
const PAGE: usize = 100;
/// How many records a producer puts before it is closed.
const BATCH: u64 = 10_000;

/// A client, and the place that it reads from.
#[derive(Debug)]
pub struct Client {
    client: VoidStreamsClient,
    iterator: ShardIterator,
}

impl Client {
    /// Makes one, and puts the records that it reads.
    #[must_use]
    pub fn new() -> Self {
        let mock = MockStreams::new();
        let client = mock.client();
        let iterator = current_thread().block_on(async {
            mock.create_stream("full", 1);
            for _ in 0..PAGE {
                client.put_record("full", "customer-7", BODY).await.expect("it is put");
            }
            let start = StartingPosition::trim_horizon();
            let given = client.get_shard_iterator("full", shard_id(0), start).await;
            given.expect("there is a place").shard_iterator
        });
        mock.create_stream(STREAM, SHARDS);
        Self { client, iterator }
    }

    /// One call: PutRecord.
    pub async fn put(&self) {
        self.client.put_record(STREAM, "customer-7", BODY).await.expect("it is put");
    }

    /// One call: GetRecords, of 100 records.
    pub async fn get(&self) {
        let page = self.client.get_records(&self.iterator).await.expect("it is answered");
        assert_eq!(page.records.len(), PAGE);
    }
}

/// Puts `records` of a thousand keys through a producer, one by one or aggregated, and waits until all have their place.
pub async fn produce(client: &VoidStreamsClient, records: u64, aggregates: bool) {
    let builder = Producer::builder(client, STREAM);
    let producer = if aggregates { builder.aggregate() } else { builder }.start();
    let mut deliveries = Vec::new();
    for number in 0..records {
        let key = format!("customer-{}", number % 1000);
        deliveries.push(producer.put(key, BODY).await.expect("it is taken"));
    }
    producer.flush().await;
    for delivery in deliveries {
        delivery.await.expect("it is put");
    }
    producer.close().await;
}

/// A client of a mock with the stream that [`produce`] puts into.
#[must_use]
pub fn client() -> VoidStreamsClient {
    let mock = MockStreams::new();
    mock.create_stream(STREAM, SHARDS);
    mock.client()
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

/// An engine with one stream of 4 shards, to which a thousand records a millisecond came.
#[derive(Debug)]
pub struct Stream {
    engine: Engine,
    record: NewRecord,
    records: u64,
    random: Random,
}

const START: Timestamp = Timestamp::from_secs(1_700_000_000);

impl Stream {
    /// Makes one that holds `records`.
    #[must_use]
    pub fn holding(records: u64) -> Self {
        let mut engine = Engine::new(Settings {
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            random: Random::from_seed(1),
            transition: Duration::ZERO,
            enforce_throughput: false,
        });
        engine.create_stream_now(START, STREAM, SHARDS).expect("a stream can be made");
        let record = NewRecord {
            data: "a small record".into(),
            partition_key: Some("customer-7".to_owned()),
            explicit_hash_key: None,
        };
        let mut stream = Self { engine, record, records: 0, random: Random::from_seed(2) };
        (0..records).for_each(|_| stream.put());
        stream
    }

    fn now(&self) -> Timestamp {
        START + Duration::from_millis(self.records / 1000)
    }

    /// Puts a record, of another key each time.
    pub fn put(&mut self) {
        self.records += 1;
        let key = self.record.partition_key.as_mut().expect("it has a key");
        key.clear();
        key.push_str("customer-");
        key.push_str(self.records.to_string().as_str());
        self.engine.put(self.now(), STREAM, &self.record, None).expect("it is put");
    }

    /// Finds the place of a time in a shard, and gives an iterator.
    pub fn iterator(&self) -> String {
        let (now, shard) = (self.now(), shard_id(1));
        let time = START + Duration::from_millis(self.random.next_u64() % (self.records / 1000).max(1));
        let cursor = self.engine.locate(now, STREAM, &shard, &StartingPosition::at_timestamp(time));
        self.engine.iterator(now, STREAM, &shard, cursor.expect("there is a place")).expect("it is given")
    }

    /// Reads 100 records from an iterator on.
    pub fn get(&self, iterator: &str) {
        let (name, shard, cursor) =
            self.engine.open_iterator(self.now(), iterator).expect("it was given here");
        let read = self.engine.read(self.now(), &name, &shard, cursor, PAGE).expect("it is read");
        assert!(read.records.len() <= PAGE);
    }
}

/// PutRecord and GetRecords through client and mock; the engine's part of them with so many records there.
pub fn benches(criterion: &mut Criterion) {
    calls(criterion);
    let mut group = criterion.benchmark_group("stream engine");
    group.sample_size(20);
    for (name, records) in [("10^4", 10_000), ("10^6", 1_000_000), ("10^7", 10_000_000)] {
        let mut stream = None;
        group.throughput(Throughput::Elements(1));
        // Made within, so that a bench that is not asked for fills no memory.
        group.bench_function(format!("put at {name}"), |bencher| {
            let stream = stream.get_or_insert_with(|| Stream::holding(records));
            bencher.iter(|| stream.put());
        });
        group.bench_function(format!("iterator by time at {name}"), |bencher| {
            let stream = stream.get_or_insert_with(|| Stream::holding(records));
            bencher.iter(|| stream.iterator());
        });
        group.throughput(Throughput::Elements(PAGE as u64));
        group.bench_function(format!("get 100 at {name}"), |bencher| {
            let stream = stream.get_or_insert_with(|| Stream::holding(records));
            let iterator = stream.iterator();
            bencher.iter(|| stream.get(&iterator));
        });
    }
    group.finish();
}

fn calls(criterion: &mut Criterion) {
    let runtime = current_thread();
    let client = Client::new();
    let mut group = criterion.benchmark_group("streams, client and mock");
    group.throughput(Throughput::Elements(1));
    group.bench_function("put", |bencher| bencher.iter(|| runtime.block_on(client.put())));
    group.throughput(Throughput::Elements(PAGE as u64));
    group.bench_function("get 100", |bencher| bencher.iter(|| runtime.block_on(client.get())));
    group.throughput(Throughput::Elements(BATCH)).sample_size(20);
    for (name, aggregates) in [("produce", false), ("produce, aggregated", true)] {
        let client = self::client();
        group.bench_function(name, |bencher| {
            bencher.iter(|| runtime.block_on(produce(&client, BATCH, aggregates)));
        });
    }
    group.finish();
}
