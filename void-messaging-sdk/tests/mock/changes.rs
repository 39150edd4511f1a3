//! What operations change leads to the same engine again, from a log and from a snapshot.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use proptest::prelude::*;
use void_core::{ChangeLog, MemoryChangeLog, Random, Timestamp};
use void_messaging_sdk::mock::{
    FilterPattern, MockMessaging, RedriveTo, SavedMessaging, SubscriptionOptions,
    engine::{
        Change, DeadLetter, DeadLetterCause, DeliveryState, Engine, Look, LookDelivery, Receive, Saved,
        Settings, SnapshotCursor,
    },
};

use crate::support::{World, draft};

const QUEUES: [&str; 5] = ["plain", "dead", "ordered.fifo", "dead.fifo", "fickle"];

#[derive(Clone, Debug)]
enum Step {
    Send { queue: usize, delay: u64, group: Option<u8>, token: Option<u8> },
    Receive { queue: usize, max: usize, visibility: u64 },
    Delete(usize),
    Hide(usize, u64),
    Subscribe(usize, u8, bool),
    Unsubscribe(usize, u8),
    ReceiveFor(usize, u8),
    Bury(usize, u8),
    Redrive(usize),
    Move(usize, Option<u32>),
    Set(usize, u64),
    Tag(usize, u8),
    Clear(usize),
    Purge(usize),
    Fickle,
    Reset,
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let queue = || 0..QUEUES.len();
    let option = proptest::option::of(0..3_u8);
    let token = proptest::option::weighted(0.3, 0..6_u8);
    prop_oneof![
        12 => (queue(), prop_oneof![3 => Just(0), 1 => 1..30_u64], option, token)
            .prop_map(|(queue, delay, group, token)| Step::Send { queue, delay, group, token }),
        10 => (queue(), 1..=10_usize, 0..40_u64)
            .prop_map(|(queue, max, visibility)| Step::Receive { queue, max, visibility }),
        6 => (0..64_usize).prop_map(Step::Delete),
        2 => (0..64_usize, 0..60_u64).prop_map(|(handle, seconds)| Step::Hide(handle, seconds)),
        1 => (queue(), 0..3_u8, any::<bool>()).prop_map(|(queue, name, all)| Step::Subscribe(queue, name, all)),
        1 => (queue(), 0..3_u8).prop_map(|(queue, name)| Step::Unsubscribe(queue, name)),
        4 => (queue(), 0..3_u8).prop_map(|(queue, name)| Step::ReceiveFor(queue, name)),
        2 => (queue(), 0..3_u8).prop_map(|(queue, name)| Step::Bury(queue, name)),
        1 => queue().prop_map(Step::Redrive),
        1 => (queue(), proptest::option::of(1..3_u32)).prop_map(|(queue, rate)| Step::Move(queue, rate)),
        1 => (queue(), 60..600_u64).prop_map(|(queue, retention)| Step::Set(queue, retention)),
        1 => (queue(), 0..3_u8).prop_map(|(queue, key)| Step::Tag(queue, key)),
        1 => queue().prop_map(Step::Clear),
        1 => queue().prop_map(Step::Purge),
        2 => Just(Step::Fickle),
        1 => prop_oneof![9 => Just(Step::Pass(0)), 1 => Just(Step::Reset)],
        6 => prop_oneof![4 => 0..20_000_u64, 1 => 0..400_000_u64].prop_map(Step::Pass),
    ]
}

/// An engine, what was received of it, and all that changed.
struct Logged {
    world: World,
    handles: Vec<(&'static str, String)>,
    subscriptions: BTreeMap<(usize, u8), u32>,
    log: Vec<Change>,
}

impl Logged {
    fn new() -> Self {
        let mut world = World::new();
        world.engine.log_changes();
        let mut logged = Self { world, handles: Vec::new(), subscriptions: BTreeMap::new(), log: Vec::new() };
        logged.make_queues();
        logged.log.extend(logged.world.engine.take_changes());
        logged
    }

    fn make_queues(&mut self) {
        let redrive = |name: &str| {
            format!(
                r#"{{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:{name}","maxReceiveCount":2}}"#
            )
        };
        self.world.queue("dead", &[("DelaySeconds", "3")]);
        self.world.queue("dead.fifo", &[]);
        self.world.queue("plain", &[("RedrivePolicy", &redrive("dead"))]);
        let fifo = [("RedrivePolicy", &*redrive("dead.fifo")), ("ContentBasedDeduplication", "true")];
        self.world.queue("ordered.fifo", &fifo);
    }

    /// Starts anew from the log, which goes on with what the restored engine changes.
    fn restart(&mut self) {
        self.world.engine = restored_with(Random::from_seed(8), self.log.clone());
        self.world.engine.log_changes();
    }

    /// Carries a step out; what is refused changes nothing.
    fn step(&mut self, step: &Step, nth: usize) {
        let now = self.world.now;
        let engine = &mut self.world.engine;
        match *step {
            Step::Send { queue, delay, group, token } => {
                let name = QUEUES[queue];
                let mut message = draft(&format!("message {nth}"));
                message.group = group.map(|group| format!("group-{group}"));
                if name.ends_with(".fifo") {
                    message.group.get_or_insert_with(|| "all".to_owned());
                    let token = token.map_or_else(|| format!("once-{nth}"), |token| format!("token-{token}"));
                    message.deduplication_id = Some(token);
                } else if delay > 0 {
                    message.delay = Some(Duration::from_secs(delay));
                }
                drop(engine.send(now, name, message));
            }
            Step::Receive { queue, max, visibility } => {
                let visibility = Some(Duration::from_secs(visibility));
                let received =
                    engine.receive(now, QUEUES[queue], &Receive { max, visibility, attempt: None });
                let received = received.unwrap_or_default().into_iter();
                self.handles.extend(received.map(|received| (QUEUES[queue], received.handle)));
            }
            Step::Delete(which) => {
                if let Some((queue, handle)) = self.handles.get(which % self.handles.len().max(1)) {
                    drop(engine.delete(now, queue, handle));
                }
            }
            Step::Hide(which, seconds) => {
                if let Some((queue, handle)) = self.handles.get(which % self.handles.len().max(1)) {
                    drop(engine.change_visibility(now, queue, handle, Duration::from_secs(seconds)));
                }
            }
            Step::Subscribe(queue, name, all) => {
                let filter = (!all).then(|| FilterPattern::new(r#"{"body":[{"suffix":"7"}]}"#).unwrap());
                let options =
                    SubscriptionOptions { filter, max_receive_count: Some(2), ..Default::default() };
                if let Ok(number) = engine.subscribe(now, QUEUES[queue], &format!("{name}"), options) {
                    self.subscriptions.insert((queue, name), number);
                }
            }
            Step::Unsubscribe(queue, name) => {
                if let Some(number) = self.subscriptions.remove(&(queue, name)) {
                    engine.unsubscribe(now, number);
                }
            }
            Step::ReceiveFor(queue, name) => {
                if let Some(number) = self.subscriptions.get(&(queue, name)) {
                    drop(engine.receive_for(now, *number, 3));
                }
            }
            Step::Bury(queue, name) => {
                let Some(number) = self.subscriptions.get(&(queue, name)) else { return };
                for received in engine.receive_for(now, *number, 1).unwrap_or_default() {
                    let cause = DeadLetterCause { error: "no".to_owned(), ..Default::default() };
                    engine.dead_letter_for(now, *number, &received.handle, cause).unwrap();
                }
            }
            Step::Redrive(queue) => {
                let looks = engine.look(now, QUEUES[queue]).unwrap_or_default();
                if let Some(Look { message, .. }) = looks.first() {
                    drop(engine.redrive(now, QUEUES[queue], message.id, None, &RedriveTo::Source, None));
                }
            }
            Step::Move(queue, rate) => {
                let arn = engine.arn(QUEUES[queue]);
                drop(engine.start_move(now, &arn, None, rate));
            }
            Step::Set(queue, retention) => {
                let given = [("MessageRetentionPeriod".to_owned(), retention.to_string())].into();
                drop(engine.set_attributes(now, QUEUES[queue], &given));
            }
            Step::Tag(queue, key) => {
                let tags = [(format!("{key}"), format!("{nth}"))].into();
                drop(engine.tag(QUEUES[queue], &tags));
                drop(engine.untag(QUEUES[queue], &["0".to_owned()]));
            }
            Step::Clear(queue) => drop(engine.clear(now, QUEUES[queue])),
            Step::Purge(queue) => drop(engine.purge(now, QUEUES[queue])),
            Step::Fickle => {
                if engine.delete_queue(now, "fickle").is_err() {
                    drop(self.world.try_queue("fickle", &[]));
                }
            }
            Step::Reset => {
                engine.reset();
                self.make_queues();
            }
            Step::Pass(millis) => {
                self.world.now = now + Duration::from_millis(millis);
                engine.pass(self.world.now);
            }
        }
        self.log.extend(self.world.engine.take_changes());
    }
}

fn restored(changes: impl IntoIterator<Item = Change>) -> Engine {
    restored_with(World::settings().random, changes)
}

/// One that goes on has to draw other ids than the one before it did.
fn restored_with(random: Random, changes: impl IntoIterator<Item = Change>) -> Engine {
    let mut saved = Saved::default();
    for change in changes {
        saved.apply(change);
    }
    Engine::restore(Settings { random, ..World::settings() }, saved)
}

fn whole_snapshot(engine: &Engine) -> Vec<Change> {
    let mut cursor = SnapshotCursor::default();
    std::iter::from_fn(|| engine.snapshot(&mut cursor, 2)).flatten().collect()
}

type Delivered = (Option<Arc<str>>, Option<Timestamp>, u32, Option<DeadLetter>);

/// A delivery, visible where it is in flight.
fn delivered(delivery: LookDelivery) -> Delivered {
    let until = match delivery.state {
        DeliveryState::Delayed { until } => Some(until),
        DeliveryState::Visible | DeliveryState::InFlight { .. } => None,
    };
    (delivery.subscription, until, delivery.receive_count, delivery.dead_letter)
}

/// All that can be seen of an engine, with what is in flight made visible.
fn seen(engine: &mut Engine, now: Timestamp) -> String {
    engine.pass(now);
    let mut seen = String::new();
    let mut add = |what: &dyn std::fmt::Debug| seen.push_str(&format!("{what:?}\n"));
    add(&engine.stored());
    for name in engine.queues("", None, usize::MAX).names {
        let mut attributes = engine.attributes(now, &name, &["All".to_owned()]).unwrap();
        attributes.retain(|name, _| !name.starts_with("ApproximateNumber"));
        let mut looks: Vec<_> = engine.look(now, &name).unwrap();
        looks.sort_by_key(|look| (look.message.sent_at, look.message.id));
        let moves = engine.arn(&name);
        add(&(&name, attributes, engine.tags(&name), engine.subscription_names(&name)));
        add(&engine.moves(now, &moves, 10));
        for Look { message, deliveries } in looks {
            let mut deliveries: Vec<_> = deliveries.into_iter().map(delivered).collect();
            deliveries.sort_by_key(|delivery| format!("{delivery:?}"));
            add(&(
                message.id,
                message.body(),
                message.sent_at,
                message.sequence(),
                message.group(),
                deliveries,
            ));
        }
    }
    seen
}

/// Receives all that is in the FIFO queues, once everything is visible: in which order.
fn order(engine: &mut Engine, now: Timestamp) -> Vec<String> {
    let mut order = Vec::new();
    for name in ["ordered.fifo", "dead.fifo"] {
        loop {
            let asked = Receive { max: 10, visibility: Some(Duration::from_secs(43_200)), attempt: None };
            let received = engine.receive(now, name, &asked).unwrap();
            if received.is_empty() {
                break;
            }
            for received in received {
                order.push(format!("{} {}", received.message.body(), received.receive_count));
                engine.delete(now, name, &received.handle).unwrap();
            }
        }
    }
    order
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
                snapshot.extend(logged.world.engine.snapshot(&mut cursor, 1).into_iter().flatten());
            }
        }
        if begin >= steps.len() {
            begun = logged.log.len();
        }
        snapshot.extend(std::iter::from_fn(|| logged.world.engine.snapshot(&mut cursor, 2)).flatten());
        snapshot.extend(logged.log[begun..].iter().cloned());

        let Logged { world, log, handles, .. } = &mut logged;
        let now = world.now;
        let expected = seen(&mut world.engine, now);
        let whole = whole_snapshot(&world.engine);
        let mut others = [restored(log.clone()), restored(whole), restored(snapshot)];
        for other in &mut others {
            let seen = seen(other, now);
            let differing = expected.lines().zip(seen.lines()).find(|(one, other)| one != other);
            prop_assert_eq!(differing, None);
            prop_assert_eq!(expected.len(), seen.len());
        }
        // A handle from before is known: the message is deleted, unless it was received again.
        if let Some((queue, handle)) = handles.last() {
            let deleted = world.engine.delete(now, queue, handle).map(|message| message.map(|message| message.id));
            let fifo = queue.ends_with(".fifo");
            for other in others.iter_mut().filter(|_| !fifo && world.engine.has_queue(queue)) {
                let other = other.delete(now, queue, handle).map(|message| message.map(|message| message.id));
                prop_assert_eq!(&deleted, &other);
            }
        }
        // Deduplication goes on as it was.
        for token in 0..6 {
            let mut message = draft("again");
            message.group = Some("all".to_owned());
            message.deduplication_id = Some(format!("token-{token}"));
            let known = world.engine.send(now, "ordered.fifo", message.clone()).unwrap();
            for other in &mut others {
                let sent = other.send(now, "ordered.fifo", message.clone()).unwrap();
                prop_assert_eq!(known.message.is_none(), sent.message.is_none());
                prop_assert_eq!(known.sequence, sent.sequence);
            }
        }
    }

    #[test]
    fn a_fifo_queue_keeps_its_order_over_starts(
        steps in proptest::collection::vec(step(), 1..120),
        restart in 0..100_usize,
    ) {
        let mut logged = Logged::new();
        for (nth, step) in steps.iter().enumerate() {
            if nth == restart {
                logged.restart();
            }
            if !matches!(step, Step::Subscribe(..)) {
                logged.step(step, nth);
            }
        }
        let Logged { world, log, .. } = &mut logged;
        let arn = |name| format!("arn:aws:sqs:us-east-1:000000000000:{name}");
        for name in ["dead", "dead.fifo"] {
            for task in world.engine.moves(world.now, &arn(name), 10).unwrap() {
                drop(world.engine.cancel_move(world.now, &task.handle));
            }
        }
        log.extend(world.engine.take_changes());
        let mut others = [restored(log.clone()), restored(whole_snapshot(&world.engine))];
        // What is in flight becomes visible, and nothing expires.
        let now = world.now + Duration::from_secs(59);
        let expected = order(&mut world.engine, now);
        for other in &mut others {
            prop_assert_eq!(&expected, &order(other, now));
        }
    }
}

fn saved(records: impl IntoIterator<Item = Vec<u8>>) -> SavedMessaging {
    let mut saved = SavedMessaging::new();
    for record in records {
        saved.apply(&record).unwrap();
    }
    saved
}

#[tokio::test]
async fn records_and_a_snapshot_bring_a_backend_back() {
    let log = Arc::new(MemoryChangeLog::default());
    let mock = MockMessaging::builder().change_log(Arc::clone(&log) as Arc<dyn ChangeLog>).build();
    let queue = mock.create_queue("orders");
    let client = mock.client();
    for order in 0..3 {
        client.send_message(queue.url(), format!("order {order}")).message_attribute("n", "é").await.unwrap();
    }
    let received = client.receive_message(queue.url()).await.unwrap().messages.remove(0);
    let records = log.records();
    for records in [records, mock.snapshot().collect()] {
        let again = MockMessaging::builder().saved(saved(records)).build();
        let messages = again.queue("orders").messages();
        let bodies: Vec<&str> = messages.iter().map(|message| message.body()).collect();
        assert_eq!(bodies, ["order 0", "order 1", "order 2"]);
        assert_eq!(messages[2].attribute("n"), Some("é"));
        assert_eq!((again.queue("orders").counts().visible, messages[0].receive_count()), (3, 1));
        // Its receipt handle is good for it still.
        again.client().delete_message(queue.url(), received.receipt_handle.clone()).await.unwrap();
        assert_eq!(again.queue("orders").messages().len(), 2);
    }
}

#[tokio::test]
async fn what_does_not_last_is_not_acknowledged() {
    let log = Arc::new(MemoryChangeLog::default());
    let mock = MockMessaging::builder().change_log(Arc::clone(&log) as Arc<dyn ChangeLog>).build();
    let queue = mock.create_queue("orders");
    log.fill();
    let client = mock.client();
    let error = client.send_message(queue.url(), "hello").await.unwrap_err();
    assert!(error.to_string().contains("the disk is full"), "{error}");
    // A receive changes nothing that must last.
    assert_eq!(client.receive_message(queue.url()).await.unwrap().messages.len(), 1);
}

#[test]
fn a_record_of_another_version_or_cut_off_is_refused() {
    let mock = MockMessaging::new();
    mock.create_queue("orders").send("hello");
    let records: Vec<Vec<u8>> = mock.snapshot().collect();
    let refused = |record: &[u8]| SavedMessaging::new().apply(record).unwrap_err();
    assert_eq!(refused(&[]), "the record is empty");
    assert_eq!(refused(&[9, 1]), "the record has version 9, this program reads version 1");
    let cut = &records[0][..records[0].len() - 1];
    assert!(refused(cut).starts_with("the record has a change that can't be read"));
}
