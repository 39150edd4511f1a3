//! The consumer on the mock, under paused time.

mod fan_out;
mod flaky;
mod handling;
mod life;
mod play;
mod reading;
mod sharing;
mod stream;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use void_core::{SharedClock, Timestamp};
use void_streams_sdk::{
    VoidStreamsClient,
    consumer::{Consumer, InMemoryCheckpointStore, Lease, UserRecord},
    mock::{MockStream, MockStreams},
};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const APPLICATION: &str = "billing";
pub(crate) const STREAM: &str = "orders";

/// A backend with a stream, a store of leases, and what was handled.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) mock: MockStreams,
    pub(crate) stream: MockStream,
    pub(crate) client: VoidStreamsClient,
    pub(crate) store: InMemoryCheckpointStore,
    pub(crate) clock: SharedClock,
    pub(crate) started: Timestamp,
    handled: Arc<Mutex<Vec<String>>>,
}

impl Scene {
    pub(crate) fn new(shards: u32) -> Self {
        Self::of(MockStreams::new(), shards)
    }

    pub(crate) fn of(mock: MockStreams, shards: u32) -> Self {
        let (stream, client) = (mock.create_stream(STREAM, shards), mock.client());
        let clock = Arc::clone(client.config().clock());
        let started = clock.now();
        Self {
            mock,
            stream,
            client,
            store: InMemoryCheckpointStore::new(),
            clock,
            started,
            handled: Arc::default(),
        }
    }

    pub(crate) fn consumer(&self) -> Consumer {
        self.client.consumer(STREAM, APPLICATION).store(self.store.clone())
    }

    /// Puts `count` records of one key, numbered from `first` on: `key-7`.
    pub(crate) fn put(&self, key: &str, numbers: std::ops::Range<u32>) {
        for number in numbers {
            self.stream.put(key, format!("{key}-{number}"));
        }
    }

    pub(crate) fn note(&self, records: &[UserRecord]) {
        self.handled.lock().unwrap().extend(records.iter().map(text));
    }

    pub(crate) fn handled(&self) -> Vec<String> {
        self.handled.lock().unwrap().clone()
    }

    pub(crate) fn leases(&self) -> Vec<Lease> {
        self.store.leases(APPLICATION, STREAM)
    }

    pub(crate) fn lease(&self, number: usize) -> Lease {
        let id = format!("shardId-{number:012}");
        self.store.lease(APPLICATION, STREAM, &id).expect("the shard has a lease")
    }

    pub(crate) fn sleep(&self, time: Duration) -> impl Future<Output = ()> + Send + 'static + use<> {
        let clock = Arc::clone(&self.clock);
        async move { clock.sleep_until(clock.now() + time).await }
    }
}

pub(crate) fn text(record: &UserRecord) -> String {
    record.record.text().unwrap().to_owned()
}

pub(crate) fn texts(records: &[UserRecord]) -> Vec<String> {
    records.iter().map(text).collect()
}

pub(crate) fn numbered(key: &str, numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers.map(|number| format!("{key}-{number}")).collect()
}
