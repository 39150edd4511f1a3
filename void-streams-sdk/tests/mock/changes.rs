//! What operations change leads to the same engine again, from a log and from a snapshot.

use std::{fmt::Write, sync::Arc, time::Duration};

use proptest::prelude::*;
use void_core::{ChangeLog, MemoryChangeLog, Random, Timestamp};
use void_streams_sdk::{
    mock::{
        MockStreams, SavedStreams,
        engine::{
            Change, ConsumerDeletion, ConsumerNamed, Engine, Mode, NewRecord, NewStream, Retention, Saved,
            Settings, SnapshotCursor, shard_id,
        },
    },
    types::{HashKey, MetricsName, StartingPosition},
};

const STREAMS: [&str; 2] = ["orders", "fickle"];

#[derive(Clone, Debug)]
enum Step {
    Make(usize, u32),
    Delete(usize),
    Put(usize, u8),
    PutAll(usize, u8),
    Split(usize, u8),
    Merge(usize, u8),
    Scale(usize, u32),
    Keep(usize, bool),
    Mode(usize, bool),
    Encrypt(usize, bool),
    Monitor(usize),
    Tag(usize, u8),
    Policy(usize),
    Register(usize, u8),
    Deregister(usize, u8),
    Commit(bool),
    Reset,
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let stream = || 0..STREAMS.len();
    prop_oneof![
        4 => (stream(), 1..4_u32).prop_map(|(stream, shards)| Step::Make(stream, shards)),
        1 => stream().prop_map(Step::Delete),
        12 => (stream(), any::<u8>()).prop_map(|(stream, key)| Step::Put(stream, key)),
        4 => (stream(), any::<u8>()).prop_map(|(stream, key)| Step::PutAll(stream, key)),
        3 => (stream(), 0..8_u8).prop_map(|(stream, shard)| Step::Split(stream, shard)),
        2 => (stream(), 0..8_u8).prop_map(|(stream, shard)| Step::Merge(stream, shard)),
        2 => (stream(), 1..6_u32).prop_map(|(stream, target)| Step::Scale(stream, target)),
        2 => (stream(), any::<bool>()).prop_map(|(stream, longer)| Step::Keep(stream, longer)),
        1 => (stream(), any::<bool>()).prop_map(|(stream, on_demand)| Step::Mode(stream, on_demand)),
        1 => (stream(), any::<bool>()).prop_map(|(stream, start)| Step::Encrypt(stream, start)),
        1 => stream().prop_map(Step::Monitor),
        1 => (stream(), any::<u8>()).prop_map(|(stream, tag)| Step::Tag(stream, tag)),
        1 => stream().prop_map(Step::Policy),
        2 => (stream(), 0..3_u8).prop_map(|(stream, name)| Step::Register(stream, name)),
        1 => (stream(), 0..3_u8).prop_map(|(stream, name)| Step::Deregister(stream, name)),
        1 => any::<bool>().prop_map(Step::Commit),
        1 => prop_oneof![9 => Just(Step::Pass(0)), 1 => Just(Step::Reset)],
        12 => prop_oneof![8 => 0..3_000_u64, 1 => 0..200_000_000_u64].prop_map(Step::Pass),
    ]
}

fn settings(seed: u64) -> Settings {
    Settings {
        region: "us-east-1".to_owned(),
        account_id: "000000000000".to_owned(),
        random: Random::from_seed(seed),
        transition: Duration::from_secs(1),
        enforce_throughput: false,
    }
}

/// An engine and all that changed.
struct Logged {
    engine: Engine,
    now: Timestamp,
    log: Vec<Change>,
}

impl Logged {
    fn new() -> Self {
        let mut engine = Engine::new(settings(7));
        engine.log_changes();
        Self { engine, now: Timestamp::from_secs(1_700_000_000), log: Vec::new() }
    }

    /// Starts anew from the log, which goes on with what the restored engine changes.
    fn restart(&mut self) {
        self.log.extend(self.engine.take_changes());
        self.engine = restored(8, self.log.clone());
        self.engine.log_changes();
    }

    /// Carries a step out; what is refused changes nothing.
    fn step(&mut self, step: &Step, nth: usize) {
        let (now, engine) = (self.now, &mut self.engine);
        let record = |key: u8, part: u8| NewRecord {
            data: format!("record {nth} {part}").into(),
            partition_key: Some(format!("{key} {part}")),
            explicit_hash_key: None,
        };
        let shard = |number: u8| shard_id(number.into());
        match *step {
            Step::Make(stream, shards) => {
                drop(engine.create_stream(now, NewStream::provisioned(STREAMS[stream], shards)));
            }
            Step::Delete(stream) => {
                drop(engine.delete_stream(now, STREAMS[stream], ConsumerDeletion::Enforce));
            }
            Step::Put(stream, key) => drop(engine.put(now, STREAMS[stream], &record(key, 0), None)),
            Step::PutAll(stream, key) => {
                let records: Vec<NewRecord> = (0..5).map(|part| record(key, part)).collect();
                drop(engine.put_all(now, STREAMS[stream], &records));
            }
            Step::Split(stream, number) => {
                let range = engine.describe_shards(STREAMS[stream]).unwrap_or_default();
                let Some(range) = range.get(usize::from(number)).map(|shard| shard.hash_key_range) else {
                    return;
                };
                let (start, end) = (range.starting_hash_key.0, range.ending_hash_key.0);
                let key = HashKey(start + (end - start) / 2);
                drop(engine.split_shard(now, STREAMS[stream], &shard(number), key));
            }
            Step::Merge(stream, number) => {
                drop(engine.merge_shards(now, STREAMS[stream], &shard(number), &shard(number + 1)));
            }
            Step::Scale(stream, target) => drop(engine.update_shard_count(now, STREAMS[stream], target)),
            Step::Keep(stream, longer) => {
                let (way, hours) = if longer { (Retention::Longer, 48) } else { (Retention::Shorter, 24) };
                drop(engine.change_retention(now, STREAMS[stream], way, hours));
            }
            Step::Mode(stream, on_demand) => {
                let mode = if on_demand { Mode::OnDemand } else { Mode::Provisioned };
                drop(engine.update_mode(now, STREAMS[stream], mode, None));
            }
            Step::Encrypt(stream, start) => drop(match start {
                true => engine.start_encryption(now, STREAMS[stream], "alias/key"),
                false => engine.stop_encryption(now, STREAMS[stream], "alias/key"),
            }),
            Step::Monitor(stream) => {
                let metrics = [MetricsName::All];
                let add = |known: &mut std::collections::BTreeSet<_>, more| {
                    known.extend::<std::collections::BTreeSet<_>>(more);
                };
                drop(engine.change_monitoring(now, STREAMS[stream], &metrics, add));
            }
            Step::Tag(stream, tag) => {
                drop(engine.tag(STREAMS[stream], [(format!("{}", tag % 4), format!("{tag}"))].into()));
            }
            Step::Policy(stream) => {
                let arn = engine.arn(STREAMS[stream]);
                drop(engine.put_policy(now, &arn, r#"{"Statement":[]}"#.to_owned()));
            }
            Step::Register(stream, name) => {
                let tags = [("made".to_owned(), format!("{nth}"))].into();
                drop(engine.register_consumer(now, STREAMS[stream], &format!("{name}"), tags));
            }
            Step::Deregister(stream, name) => {
                let (arn, name) = (engine.arn(STREAMS[stream]), format!("{name}"));
                let named = ConsumerNamed { stream_arn: Some(&arn), name: Some(&name), arn: None };
                drop(engine.deregister_consumer(now, named));
            }
            Step::Commit(enable) => {
                if enable {
                    engine.enable_commitment(now)
                } else {
                    engine.disable_commitment(now)
                };
            }
            Step::Reset => engine.reset(),
            Step::Pass(millis) => {
                self.now = now + Duration::from_millis(millis);
                engine.pass(self.now);
            }
        }
        self.log.extend(self.engine.take_changes());
    }
}

fn restored(seed: u64, changes: impl IntoIterator<Item = Change>) -> Engine {
    let mut saved = Saved::default();
    for change in changes {
        saved.apply(change);
    }
    Engine::restore(settings(seed), saved)
}

/// All that can be seen of an engine.
fn seen(engine: &mut Engine, now: Timestamp) -> String {
    engine.pass(now);
    let mut seen = format!("{:?}\n", engine.commitment());
    let mut add = |what: &dyn std::fmt::Debug| writeln!(seen, "{what:?}").unwrap();
    let names: Vec<String> = engine.stream_names().map(ToOwned::to_owned).collect();
    for name in names {
        let arn = engine.arn(&name);
        add(&engine.describe_stream_summary(now, &name));
        add(&engine.describe_shards(&name));
        add(&engine.tags(&name).cloned());
        add(&engine.policy(now, &arn));
        let consumers = engine.list_consumers(now, &name, None, None, None).map(|page| page.consumers);
        for consumer in consumers.unwrap_or_default() {
            add(&(&consumer, engine.consumer_tags(now, &consumer.arn)));
        }
        for record in engine.all_records(now, &name).unwrap() {
            add(&record);
        }
        for shard in engine.describe_shards(&name).unwrap() {
            let shard = shard.shard_id.as_str();
            let oldest = engine.locate(now, &name, shard, &StartingPosition::trim_horizon());
            let read = oldest.and_then(|oldest| engine.read(now, &name, shard, oldest, 3));
            add(&read.map(|read| (read.records, read.next, read.continuation, read.ended, read.children)));
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_log_and_a_snapshot_lead_to_the_same_engine(
        steps in proptest::collection::vec(step(), 1..120),
        begin in 0..100_usize,
        restart in 0..100_usize,
    ) {
        let mut logged = Logged::new();
        let (mut cursor, mut snapshot, mut begun) = (SnapshotCursor::default(), Vec::new(), 0);
        for (nth, step) in steps.iter().enumerate() {
            if nth == restart {
                logged.restart();
            }
            if nth == begin {
                begun = logged.log.len();
            }
            logged.step(step, nth);
            if nth >= begin {
                snapshot.extend(logged.engine.snapshot(&mut cursor, 1).into_iter().flatten());
            }
        }
        if begin >= steps.len() {
            begun = logged.log.len();
        }
        snapshot.extend(std::iter::from_fn(|| logged.engine.snapshot(&mut cursor, 2)).flatten());
        snapshot.extend(logged.log[begun..].iter().cloned());

        let Logged { engine, log, mut now } = logged;
        let mut whole = SnapshotCursor::default();
        let whole: Vec<Change> = std::iter::from_fn(|| engine.snapshot(&mut whole, 3)).flatten().collect();
        let mut engines = [engine, restored(9, log), restored(9, whole), restored(9, snapshot)];
        let iterators: Vec<_> = engines[0]
            .stream_names()
            .filter_map(|name| {
                let oldest = engines[0].locate(now, name, &shard_id(0), &StartingPosition::trim_horizon());
                engines[0].iterator(now, name, &shard_id(0), oldest.ok()?).ok()
            })
            .collect();
        // As it is; when transitions have ended; and with what is put then.
        for (pause, puts) in [(0, false), (1, false), (0, true)] {
            now = now + Duration::from_secs(pause);
            let [expected, others @ ..] = engines.each_mut().map(|engine| {
                for name in STREAMS.iter().filter(|_| puts) {
                    let record = NewRecord { data: "more".into(), partition_key: Some("k".to_owned()), ..Default::default() };
                    drop(engine.put(now, name, &record, None));
                }
                seen(engine, now)
            });
            for other in others {
                let differing = expected.lines().zip(other.lines()).find(|(one, other)| one != other);
                prop_assert_eq!(differing, None);
                prop_assert_eq!(expected.len(), other.len());
            }
        }
        for iterator in iterators {
            let opened = engines[0].open_iterator(now, &iterator);
            for other in &engines[1..] {
                prop_assert_eq!(&opened, &other.open_iterator(now, &iterator));
            }
        }
    }
}

#[tokio::test]
async fn records_and_a_snapshot_bring_a_backend_back() {
    let log = Arc::new(MemoryChangeLog::default());
    let mock = MockStreams::builder().change_log(Arc::clone(&log) as Arc<dyn ChangeLog>).build();
    let stream = mock.create_stream("orders", 2);
    for order in 0..5 {
        mock.client().put_record("orders", format!("key {order}"), format!("order {order}")).await.unwrap();
    }
    let records = log.records();
    for records in [records, mock.snapshot().collect()] {
        let mut saved = SavedStreams::new();
        for record in &records {
            saved.apply(record).unwrap();
        }
        let again = MockStreams::builder().saved(saved).build();
        assert_eq!(format!("{:?}", again.stream("orders").records()), format!("{:?}", stream.records()));
        assert_eq!(stream.records().len(), 5);
    }
}

#[tokio::test]
async fn what_does_not_last_is_not_acknowledged() {
    let log = Arc::new(MemoryChangeLog::default());
    let mock = MockStreams::builder().change_log(Arc::clone(&log) as Arc<dyn ChangeLog>).build();
    mock.create_stream("orders", 1);
    log.fill();
    let error = mock.client().put_record("orders", "key", "order").await.unwrap_err();
    assert!(error.to_string().contains("the disk is full"), "{error}");
}
