//! What operations change leads to the same engine again, from a log and from a snapshot.

use std::{
    fmt::{Debug, Write},
    ops::Range,
    sync::Arc,
    time::Duration,
};

use proptest::prelude::*;
use void_core::{Body, Random, Timestamp};
use void_storage_sdk::{
    VersionId,
    mock::{
        Blob, BodyStore, BodyWriter, Kept, MemoryBodies, StoredBody,
        engine::{
            Change, Completion, Engine, ListingAsked, NewUpload, Object, ObjectState, Saved, Settings,
            SnapshotCursor, StoredPart, VersionEntry, Versioning, WriteConditions, WriteKind,
        },
    },
    operations::CompletedPart,
    types::{
        ChecksumAlgorithm, ChecksumType, Checksums, CorsRule, LifecycleRule, NotificationConfiguration,
        NotificationDestination, NotificationRule,
    },
};

const BUCKETS: [&str; 2] = ["orders", "fickle"];
const KEYS: [&str; 3] = ["a", "a/b", "z"];

#[derive(Clone, Debug)]
enum Step {
    Make(usize),
    Delete(usize),
    Version(usize, bool),
    Put(usize, usize, u8),
    Copy(usize, usize, usize),
    Remove(usize, usize),
    RemoveVersion(usize, usize, u8),
    Tag(usize, usize, Option<u8>),
    Begin(usize, usize),
    Part(u8, u8),
    Complete(u8),
    Abort(u8),
    TagBucket(usize, u8),
    Policy(usize, bool),
    Cors(usize, bool),
    Notify(usize, u8),
    Expire(usize, u8),
    Reset,
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let bucket = || 0..BUCKETS.len();
    let key = || 0..KEYS.len();
    let any_u8 = any::<u8>;
    prop_oneof![
        4 => bucket().prop_map(Step::Make),
        1 => bucket().prop_map(Step::Delete),
        3 => (bucket(), any::<bool>()).prop_map(|(bucket, on)| Step::Version(bucket, on)),
        10 => (bucket(), key(), any_u8()).prop_map(|(bucket, key, size)| Step::Put(bucket, key, size)),
        2 => (bucket(), key(), key()).prop_map(|(bucket, from, to)| Step::Copy(bucket, from, to)),
        5 => (bucket(), key()).prop_map(|(bucket, key)| Step::Remove(bucket, key)),
        4 => (bucket(), key(), any_u8()).prop_map(|(bucket, key, nth)| Step::RemoveVersion(bucket, key, nth)),
        2 => (bucket(), key(), any::<Option<u8>>()).prop_map(|(bucket, key, tag)| Step::Tag(bucket, key, tag)),
        3 => (bucket(), key()).prop_map(|(bucket, key)| Step::Begin(bucket, key)),
        6 => (any_u8(), any_u8()).prop_map(|(nth, number)| Step::Part(nth, number)),
        2 => any_u8().prop_map(Step::Complete),
        1 => any_u8().prop_map(Step::Abort),
        1 => (bucket(), any_u8()).prop_map(|(bucket, tag)| Step::TagBucket(bucket, tag)),
        1 => (bucket(), any::<bool>()).prop_map(|(bucket, set)| Step::Policy(bucket, set)),
        1 => (bucket(), any::<bool>()).prop_map(|(bucket, set)| Step::Cors(bucket, set)),
        1 => (bucket(), any_u8()).prop_map(|(bucket, rule)| Step::Notify(bucket, rule)),
        2 => (bucket(), any_u8()).prop_map(|(bucket, days)| Step::Expire(bucket, days)),
        1 => prop_oneof![9 => Just(Step::Pass(0)), 1 => Just(Step::Reset)],
        6 => prop_oneof![5 => 0..3_000_u64, 2 => 0..200_000_000_u64].prop_map(Step::Pass),
    ]
}

fn settings(seed: u64) -> Settings {
    Settings {
        region: "us-east-1".to_owned(),
        account_id: "000000000000".to_owned(),
        minimum_part_size: 0,
        random: Random::from_seed(seed),
    }
}

/// Bytes that follow from their number: what has one is never in a record.
#[derive(Debug)]
struct Numbered(u64, u64);

impl Blob for Numbered {
    fn size(&self) -> u64 {
        self.1
    }

    fn read(&self, _range: Range<u64>) -> Body {
        Body::empty()
    }

    fn kept(&self, range: Range<u64>) -> Kept {
        if self.1 < 100 {
            return Kept::Here(
                vec![self.0.to_le_bytes()[0]; usize::try_from(range.end - range.start).unwrap()].into(),
            );
        }
        Kept::There(self.0)
    }
}

#[derive(Debug)]
struct NumberedBodies;

impl BodyStore for NumberedBodies {
    fn begin(&self) -> Box<dyn BodyWriter> {
        MemoryBodies.begin()
    }

    fn find(&self, number: u64, size: u64) -> Arc<dyn Blob> {
        Arc::new(Numbered(number, size))
    }
}

/// An engine and all that changed.
struct Logged {
    engine: Engine,
    now: Timestamp,
    log: Vec<Change>,
    uploads: Vec<(usize, usize, String, Vec<CompletedPart>)>,
}

impl Logged {
    fn new() -> Self {
        let mut engine = Engine::new(settings(7));
        engine.log_changes();
        Self { engine, now: Timestamp::from_secs(1_700_000_000), log: Vec::new(), uploads: Vec::new() }
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
        let any = WriteConditions::default();
        match *step {
            Step::Make(bucket) => drop(engine.create_bucket(now, BUCKETS[bucket])),
            Step::Delete(bucket) => drop(engine.delete_bucket(BUCKETS[bucket])),
            Step::Version(bucket, on) => {
                let versioning = if on { Versioning::Enabled } else { Versioning::Suspended };
                drop(engine.set_versioning(BUCKETS[bucket], versioning));
            }
            Step::Put(bucket, key, size) => {
                let object = object(body(nth, size), nth);
                drop(engine.put_object(now, BUCKETS[bucket], KEYS[key], object, &any, WriteKind::Put));
            }
            Step::Copy(bucket, from, to) => {
                let Ok(found) = engine.find_object(BUCKETS[bucket], KEYS[from], None) else { return };
                let object = Object::clone(&found.object);
                drop(engine.put_object(now, BUCKETS[bucket], KEYS[to], object, &any, WriteKind::Copy));
            }
            Step::Remove(bucket, key) => {
                drop(engine.delete_object(now, BUCKETS[bucket], KEYS[key], None, &any));
            }
            Step::RemoveVersion(bucket, key, which) => {
                let ids = versions(engine, BUCKETS[bucket], KEYS[key]);
                let Some(id) = ids.get(usize::from(which) % ids.len().max(1)) else { return };
                drop(engine.delete_object(now, BUCKETS[bucket], KEYS[key], Some(id), &any));
            }
            Step::Tag(bucket, key, tag) => {
                let tags = tag.map(|tag| vec![("name".to_owned(), format!("{tag}"))]);
                drop(engine.set_object_tags(now, BUCKETS[bucket], KEYS[key], None, tags));
            }
            Step::Begin(bucket, key) => {
                let new = NewUpload {
                    headers: Default::default(),
                    tags: vec![("nth".to_owned(), format!("{nth}"))],
                    algorithm: Some(ChecksumAlgorithm::Crc64Nvme),
                    checksum_type: ChecksumType::FullObject,
                    server_side_encryption: "AES256".to_owned(),
                };
                let Ok(id) = engine.create_upload(now, BUCKETS[bucket], KEYS[key], new) else { return };
                self.uploads.push((bucket, key, id.as_str().to_owned(), Vec::new()));
            }
            Step::Part(which, number) => {
                let which = usize::from(which) % self.uploads.len().max(1);
                let Some((bucket, key, id, parts)) = self.uploads.get_mut(which) else { return };
                let number = u32::from(number % 4) + 1;
                let part = part(nth, now);
                let e_tag = part.e_tag.clone();
                drop(engine.put_part(BUCKETS[*bucket], KEYS[*key], id, number, part));
                parts.retain(|known| known.part_number != number);
                parts.push(CompletedPart::new(number, e_tag));
                parts.sort_by_key(|part| part.part_number);
            }
            Step::Complete(which) => {
                let which = usize::from(which) % self.uploads.len().max(1);
                let Some((bucket, key, id, parts)) = self.uploads.get(which) else { return };
                drop(complete(engine, now, BUCKETS[*bucket], KEYS[*key], id, parts));
            }
            Step::Abort(which) => {
                let which = usize::from(which) % self.uploads.len().max(1);
                let Some((bucket, key, id, _)) = self.uploads.get(which) else { return };
                drop(engine.abort_upload(BUCKETS[*bucket], KEYS[*key], id));
            }
            Step::TagBucket(bucket, tag) => {
                let tags = (0..tag % 3).map(|nth| (format!("{nth}"), format!("{tag}"))).collect();
                drop(engine.set_bucket_tags(BUCKETS[bucket], tags));
            }
            Step::Policy(bucket, set) => {
                let policy =
                    r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
                drop(match set {
                    true => engine.set_policy(BUCKETS[bucket], policy.to_owned()),
                    false => engine.delete_policy(BUCKETS[bucket]),
                });
            }
            Step::Cors(bucket, set) => drop(match set {
                true => engine.set_cors(BUCKETS[bucket], vec![CorsRule::new(["*"], ["GET"])]),
                false => engine.delete_cors(BUCKETS[bucket]),
            }),
            Step::Notify(bucket, rule) => {
                let destination =
                    NotificationDestination::Queue(format!("arn:aws:sqs:us-east-1:000000000000:q{rule}"));
                let rules = [NotificationRule::new(destination, ["s3:ObjectCreated:*"])];
                let configuration = NotificationConfiguration::from(rules).with_event_bridge();
                drop(engine.set_notification_configuration(BUCKETS[bucket], configuration));
            }
            Step::Expire(bucket, days) => drop(match u32::from(days % 4) {
                0 => engine.delete_lifecycle(BUCKETS[bucket]),
                days => engine.set_lifecycle(now, BUCKETS[bucket], lifecycle(days)),
            }),
            Step::Reset => engine.reset(),
            Step::Pass(millis) => {
                self.now = now + Duration::from_millis(millis);
                engine.pass(self.now);
            }
        }
        drop(self.engine.take_notifications());
        self.log.extend(self.engine.take_changes());
    }
}

fn body(nth: usize, size: u8) -> StoredBody {
    StoredBody::of(Arc::new(Numbered(nth as u64, size.into())))
}

fn object(body: StoredBody, nth: usize) -> Object {
    Object {
        body,
        e_tag: format!("{nth}").into(),
        headers: Default::default(),
        checksums: Checksums::default(),
        tags: Vec::new(),
        parts: Vec::new(),
        server_side_encryption: "AES256".to_owned(),
    }
}

fn part(nth: usize, now: Timestamp) -> StoredPart {
    let mut checksums = Checksums::default();
    checksums.set(&ChecksumAlgorithm::Crc64Nvme, "AAAAAAAAAAA=");
    let e_tag = format!("part {nth}").into();
    StoredPart { body: body(nth, 120), md5: [nth.to_le_bytes()[0]; 16], e_tag, checksums, last_modified: now }
}

fn complete(
    engine: &mut Engine,
    now: Timestamp,
    bucket: &str,
    key: &str,
    id: &str,
    parts: &[CompletedPart],
) -> String {
    let (checksums, conditions) = (Checksums::default(), WriteConditions::default());
    let asked = Completion { parts, checksums: &checksums, object_size: None, conditions };
    format!(
        "{:?}",
        engine.complete_upload(now, bucket, key, id, &asked).map_err(|problem| problem.to_string())
    )
}

fn lifecycle(days: u32) -> Vec<LifecycleRule> {
    let rule = LifecycleRule::new("all").expire_after_days(days).abort_uploads_after_days(days);
    vec![rule.expire_noncurrent_after_days(days)]
}

fn versions(engine: &Engine, bucket: &str, key: &str) -> Vec<VersionId> {
    let asked = ListingAsked { limit: usize::MAX, ..ListingAsked::default() };
    let Ok(page) = engine.list_versions(bucket, &asked, None) else { return Vec::new() };
    let id = |entry: &VersionEntry| match entry {
        VersionEntry::Version { key: found, version_id, .. } if **found == *key => Some(version_id.clone()),
        _ => None,
    };
    page.entries.iter().filter_map(id).collect()
}

fn restored(seed: u64, changes: impl IntoIterator<Item = Change>) -> Engine {
    let mut saved = Saved::default();
    for change in changes {
        saved.apply(change);
    }
    Engine::restore(settings(seed), saved, &NumberedBodies)
}

/// All that can be seen of an engine; ids, which are random, of what was written before `end` only.
fn seen(engine: &mut Engine, now: Timestamp, end: Timestamp) -> String {
    engine.pass(now);
    let mut seen = String::new();
    let mut add = |what: &dyn Debug| writeln!(seen, "{what:?}").unwrap();
    let buckets: Vec<_> = engine.buckets().map(|(name, created)| (name.to_owned(), created)).collect();
    let text = |problem: void_storage_sdk::mock::Problem| problem.to_string();
    for (bucket, created) in buckets {
        add(&(&bucket, created, engine.versioning(&bucket).map_err(text)));
        add(&engine.notification_configuration(&bucket).map_err(text));
        add(&engine.bucket_tags(&bucket).map_err(text));
        add(&engine.policy(&bucket).map_err(text));
        add(&engine.cors(&bucket).map_err(text));
        add(&engine.lifecycle(&bucket).map_err(text));
        let asked = ListingAsked { limit: usize::MAX, ..ListingAsked::default() };
        for entry in engine.list_versions(&bucket, &asked, None).unwrap().entries {
            match entry {
                VersionEntry::Version { key, version_id, is_latest, last_modified, object } => {
                    let object = object.as_deref().map(ObjectState::from);
                    let version_id = (last_modified < end).then_some(version_id);
                    add(&(key, version_id, is_latest, last_modified, object));
                }
                VersionEntry::Prefix(prefix) => add(&prefix),
            }
        }
        for entry in engine.list_objects(&bucket, &asked).unwrap().entries {
            let found = engine.find_object(&bucket, entry.name(), None).unwrap();
            add(&(entry.name(), found.last_modified, found.expiration));
        }
        for upload in engine.list_uploads(&bucket, &asked, None).unwrap().entries {
            add(&upload);
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_log_and_a_snapshot_lead_to_the_same_engine(
        mut steps in proptest::collection::vec(step(), 1..120),
        begin in 0..100_usize,
        restart in 0..100_usize,
    ) {
        // What is due by the last step is done in all of them.
        steps.push(Step::Pass(0));
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

        let Logged { engine, log, mut now, uploads } = logged;
        let end = now;
        let mut whole = SnapshotCursor::default();
        let whole: Vec<Change> = std::iter::from_fn(|| engine.snapshot(&mut whole, 3)).flatten().collect();
        let mut engines = [engine, restored(8, log), restored(8, whole), restored(8, snapshot)];
        // As it is; days later; and once uploads are completed, or said again to be.
        for (pause, completes) in [(0, false), (200_000, false), (0, true)] {
            now = now + Duration::from_secs(pause);
            let [expected, others @ ..] = engines.each_mut().map(|engine| {
                let mut seen = seen(engine, now, end);
                for (bucket, key, id, parts) in uploads.iter().filter(|_| completes) {
                    let said = complete(engine, now, BUCKETS[*bucket], KEYS[*key], id, parts);
                    // New versions have ids of their own.
                    writeln!(seen, "{}", said.split("version_id").next().unwrap_or_default()).unwrap();
                }
                seen
            });
            for other in others {
                let differing = expected.lines().zip(other.lines()).find(|(one, other)| one != other);
                prop_assert_eq!(differing, None);
                prop_assert_eq!(expected.len(), other.len());
            }
        }
    }
}
