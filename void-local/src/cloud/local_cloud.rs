//! [`LocalCloud`] and what it gives access to.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use void_core::{SharedClock, Timestamp};
use void_messaging_sdk::mock::{MockMessaging, MockQueue};
use void_storage_sdk::mock::{MockBucket, MockStorage};
use void_streams_sdk::mock::{MockStream, MockStreams};

use super::{LocalCloudBuilder, driver::Driver, settings::Settings, state::State, storage::Notifications};
use crate::{
    durable::Table,
    timeline::{Timeline, TimelineEntry, TimelineLog},
};

/// Functions, queues, streams, buckets, triggers and HTTP routes in this process. Cheap to clone; clones are one cloud.
///
/// Nothing runs in the background: triggers of queues, streams and buckets run while one of [`settle`](Self::settle), [`advance`](Self::advance) and
/// [`run_until`](Self::run_until) does, in the order in which they fall due.
#[derive(Clone)]
pub struct LocalCloud {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) settings: Settings,
    pub(super) messaging: MockMessaging,
    pub(super) streams: MockStreams,
    pub(super) storage: MockStorage,
    /// What happened in buckets and waits for functions.
    pub(super) notifications: Notifications,
    /// What lasts of this beside queues, streams and buckets, where anything does.
    pub(super) kept: Option<Table>,
    pub(super) log: TimelineLog,
    pub(super) state: Mutex<State>,
    /// One task drives at a time; what runs when it is cancelled goes on with the next.
    pub(super) driver: tokio::sync::Mutex<Driver>,
    /// A function sent a message or put a record: whoever waits for the next thing that is due looks again.
    pub(super) stirred: Arc<Notify>,
}

impl LocalCloud {
    /// Makes a cloud on the wall clock, moved by tokio's: in a test with `start_paused = true`, retries and delays take no time.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Starts a cloud with a clock, a seed or limits of the caller's.
    pub fn builder() -> LocalCloudBuilder {
        LocalCloudBuilder::default()
    }

    pub(super) fn assemble(
        settings: Settings,
        messaging: MockMessaging,
        streams: MockStreams,
        storage: MockStorage,
        kept: Option<Table>,
    ) -> Self {
        let log = TimelineLog::new(settings.clock.shared());
        let stirred = Arc::new(Notify::new());
        let notifications = Notifications::new(
            messaging.clone(),
            settings.clock.shared(),
            settings.random.fork("notifications"),
            Arc::clone(&stirred),
            kept.clone(),
        );
        storage.notify(Arc::new(notifications.clone()));
        let inner = Inner {
            settings,
            messaging,
            streams,
            storage,
            notifications,
            kept,
            log,
            state: Mutex::default(),
            driver: tokio::sync::Mutex::default(),
            stirred,
        };
        Self { inner: Arc::new(inner) }
    }

    /// What lasts beside queues, streams and buckets, where anything does.
    pub(crate) fn kept(&self) -> Option<&Table> {
        self.inner.kept.as_ref()
    }

    /// The queues: to send to, to look into, to serve to foreign clients.
    #[must_use]
    pub fn messaging(&self) -> MockMessaging {
        self.inner.messaging.clone()
    }

    /// The queue `name`.
    ///
    /// # Panics
    ///
    /// Where there is no such queue.
    #[must_use]
    pub fn queue(&self, name: &str) -> MockQueue {
        self.inner.messaging.queue(name)
    }

    /// The streams: to put into, to look into, to serve to foreign clients.
    #[must_use]
    pub fn streams(&self) -> MockStreams {
        self.inner.streams.clone()
    }

    /// The stream `name`.
    ///
    /// # Panics
    ///
    /// Where there is no such stream.
    #[must_use]
    #[track_caller]
    pub fn stream(&self, name: &str) -> MockStream {
        self.inner.streams.stream(name)
    }

    /// The buckets: to put into, to look into, to serve to foreign clients.
    #[must_use]
    pub fn storage(&self) -> MockStorage {
        self.inner.storage.clone()
    }

    /// The bucket `name`.
    ///
    /// # Panics
    ///
    /// Where there is no such bucket.
    #[must_use]
    #[track_caller]
    pub fn bucket(&self, name: &str) -> MockBucket {
        self.inner.storage.bucket(name)
    }

    /// What happened so far, a copy.
    #[must_use]
    pub fn timeline(&self) -> Timeline {
        self.inner.log.read()
    }

    /// What happened from the entry numbered `first` on, at most `most` entries, and the number after them.
    pub(crate) fn timeline_after(&self, first: u64, most: usize) -> (Vec<TimelineEntry>, u64) {
        self.inner.log.read_after(first, most)
    }

    /// The clock that everything in the cloud goes by.
    #[must_use]
    pub fn clock(&self) -> SharedClock {
        self.inner.settings.clock.shared()
    }

    /// The time by that clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.settings.clock.now()
    }

    /// The seed that makes the same run again: a failing test prints it.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.inner.settings.random.seed()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for LocalCloud {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for LocalCloud {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LocalCloud")
            .field("functions", &self.state().functions.keys().collect::<Vec<_>>())
            .field("now", &self.now())
            .field("seed", &self.seed())
            .finish_non_exhaustive()
    }
}
