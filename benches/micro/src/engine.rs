//! The engine alone: an operation's cost stays level, however much the queue holds.

use std::collections::BTreeMap;

use criterion::{Criterion, Throughput};
use void_core::{Random, Timestamp};
use void_messaging_sdk::mock::engine::{Draft, Engine, Receive, Settings, limits};

const QUEUE: &str = "orders";

/// An engine with one queue, and the time that it is there.
#[derive(Debug)]
pub struct Queue {
    engine: Engine,
    now: u64,
}

impl Queue {
    /// Makes one that holds `messages`, a tenth of them delayed.
    #[must_use]
    pub fn holding(messages: u64) -> Self {
        let settings = Settings {
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            random: Random::from_seed(1),
            unreliable: None,
            max_in_flight: limits::MAX_IN_FLIGHT,
            recreate_wait: false,
        };
        let mut engine = Engine::new(settings);
        let now = Timestamp::from_secs(1_700_000_000);
        engine.create_queue(now, QUEUE, &BTreeMap::new(), &BTreeMap::new()).expect("a queue can be made");
        let mut queue = Self { engine, now: now.as_millis() };
        for number in 0..messages {
            let delay = (number % 10 == 0).then(|| std::time::Duration::from_secs(900));
            queue.send(delay);
        }
        queue
    }

    fn send(&mut self, delay: Option<std::time::Duration>) {
        let draft = Draft { body: "a small message".to_owned(), delay, ..Draft::default() };
        self.engine.send(Timestamp::from_millis(self.now), QUEUE, draft).expect("it is sent");
    }

    /// Sends a message, receives the oldest and deletes it; a millisecond passes every thousand times.
    pub fn cycle(&mut self, count: u64) {
        self.now += u64::from(count.is_multiple_of(1000));
        self.send(None);
        let now = Timestamp::from_millis(self.now);
        let received = self.engine.receive(now, QUEUE, &Receive::default()).expect("it is answered");
        let handle = &received.first().expect("there is a message").handle;
        self.engine.delete(now, QUEUE, handle).expect("it is deleted");
    }
}

/// `send + receive + delete` with so many messages there.
pub fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine");
    group.throughput(Throughput::Elements(3)).sample_size(20);
    for (name, messages) in [("10^3", 1_000), ("10^5", 100_000), ("10^7", 10_000_000)] {
        let mut queue = None;
        group.bench_function(format!("send, receive, delete at {name}"), |bencher| {
            // Made here, so that a bench that is not asked for fills no memory.
            let queue = queue.get_or_insert_with(|| Queue::holding(messages));
            let mut count = 0;
            bencher.iter(|| {
                count += 1;
                queue.cycle(count);
            });
        });
    }
    group.finish();
}
