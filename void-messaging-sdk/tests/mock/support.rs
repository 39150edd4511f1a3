//! An engine with queues, and a clock of whole milliseconds.

use std::{collections::BTreeMap, time::Duration};

use void_core::{Random, Timestamp};
use void_messaging_sdk::mock::engine::{Code, Draft, Engine, Problem, Receive, Received, Sent, Settings};

/// An engine and the time that it is told.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) now: Timestamp,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(Self::settings())
    }

    pub(crate) fn settings() -> Settings {
        Settings {
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            random: Random::from_seed(7),
            unreliable: None,
            recreate_wait: true,
            max_in_flight: 120_000,
        }
    }

    pub(crate) fn of(settings: Settings) -> Self {
        Self { engine: Engine::new(settings), now: Timestamp::from_secs(1_700_000_000) }
    }

    pub(crate) fn queue(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.try_queue(name, attributes).unwrap();
    }

    pub(crate) fn try_queue(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), Problem> {
        let mut given = map(attributes);
        if name.ends_with(".fifo") {
            given.insert("FifoQueue".to_owned(), "true".to_owned());
        }
        self.engine.create_queue(self.now, name, &given, &BTreeMap::new())
    }

    /// A queue whose messages go to `dead` after `max` receives.
    pub(crate) fn queue_with_dead_letters(&mut self, name: &str, dead: &str, max: u32) {
        self.queue(dead, &[]);
        let policy = redrive_policy(&self.engine, dead, max);
        self.queue(name, &[("RedrivePolicy", &policy)]);
    }

    pub(crate) fn pass(&mut self, seconds: f64) {
        self.now = self.now + Duration::from_secs_f64(seconds);
    }

    pub(crate) fn send(&mut self, queue: &str, body: &str) -> Sent {
        self.engine.send(self.now, queue, draft(body)).unwrap()
    }

    pub(crate) fn send_in(&mut self, queue: &str, group: &str, body: &str) -> Sent {
        self.engine.send(self.now, queue, in_group(group, body)).unwrap()
    }

    pub(crate) fn receive(&mut self, queue: &str, max: usize) -> Vec<Received> {
        self.engine.receive(self.now, queue, &Receive { max, ..Receive::default() }).unwrap()
    }

    pub(crate) fn bodies(&mut self, queue: &str, max: usize) -> Vec<String> {
        bodies(&self.receive(queue, max))
    }

    pub(crate) fn delete(&mut self, queue: &str, received: &Received) -> Result<bool, Code> {
        let deleted = self.engine.delete(self.now, queue, &received.handle);
        deleted.map(|message| message.is_some()).map_err(|problem| problem.code())
    }

    pub(crate) fn hide(&mut self, queue: &str, received: &Received, seconds: u64) -> Result<(), Code> {
        let visibility = Duration::from_secs(seconds);
        let changed = self.engine.change_visibility(self.now, queue, &received.handle, visibility);
        changed.map_err(|problem| problem.code())
    }

    /// How many are visible, in flight, and delayed.
    pub(crate) fn counts(&mut self, queue: &str) -> [usize; 3] {
        let counts = self.engine.counts(self.now, queue).unwrap();
        [counts.visible, counts.in_flight, counts.delayed]
    }

    pub(crate) fn attribute(&mut self, queue: &str, name: &str) -> Option<String> {
        self.engine.attributes(self.now, queue, &["All".to_owned()]).unwrap().remove(name)
    }
}

pub(crate) fn draft(body: &str) -> Draft {
    Draft { body: body.to_owned(), ..Draft::default() }
}

/// For a FIFO queue: the deduplication id is the body.
pub(crate) fn in_group(group: &str, body: &str) -> Draft {
    Draft { group: Some(group.to_owned()), deduplication_id: Some(body.to_owned()), ..draft(body) }
}

pub(crate) fn bodies(received: &[Received]) -> Vec<String> {
    received.iter().map(|received| received.message.body().to_string()).collect()
}

pub(crate) fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(crate) fn redrive_policy(engine: &Engine, dead: &str, max: u32) -> String {
    format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":{max}}}"#, engine.arn(dead))
}
