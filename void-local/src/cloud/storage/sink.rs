//! [`Notifications`]: where the buckets' notifications arrive.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::Notify;
use void_core::{ChangeLogError, Random, SharedClock, Timestamp, TraceContext};
use void_function_sdk::VoidStorageEvent;
use void_messaging_sdk::mock::MockMessaging;
use void_storage_sdk::mock::{Notification, NotificationSink};

use super::{
    keeping::KeptEvents,
    waiting::{Pending, Waiting},
};
use crate::{durable::Table, serve::QueueNotifications};

const FUNCTIONS: &str = "arn:aws:lambda:";

/// Takes what happens in buckets: for a queue it is sent there at once, for a function it waits until the cloud runs.
#[derive(Clone, Debug)]
pub(in crate::cloud) struct Notifications {
    queues: QueueNotifications,
    clock: SharedClock,
    random: Random,
    stirred: Arc<Notify>,
    /// What waits, by what the bucket's configuration calls the trigger.
    waiting: Arc<Mutex<BTreeMap<String, Waiting>>>,
    kept: KeptEvents,
}

impl Notifications {
    pub(in crate::cloud) fn new(
        messaging: MockMessaging,
        clock: SharedClock,
        random: Random,
        stirred: Arc<Notify>,
        kept: Option<Table>,
    ) -> Self {
        let kept = KeptEvents(kept);
        let mut waiting = BTreeMap::<String, Waiting>::new();
        for (id, pending) in kept.all() {
            waiting.entry(id).or_default().push(pending);
        }
        let (queues, waiting) = (QueueNotifications::new(messaging), Arc::new(Mutex::new(waiting)));
        Self { queues, clock, random, stirred, waiting, kept }
    }

    /// When the next event of a trigger is due.
    pub(in crate::cloud) fn due_at(&self, id: &str) -> Option<Timestamp> {
        self.lock().get(id)?.due_at()
    }

    pub(super) fn pop_due(&self, id: &str, now: Timestamp) -> Option<Pending> {
        self.lock().get_mut(id)?.pop_due(now)
    }

    /// Keeps an event until it is [done](Self::done) with.
    pub(super) fn keep(&self, id: &str, pending: &Pending) {
        self.kept.keep(id, pending);
    }

    /// Has an event that is [kept](Self::keep) wait for its next try.
    pub(super) fn wait(&self, id: &str, pending: Pending) {
        self.lock().entry(id.to_owned()).or_default().push(pending);
    }

    /// Keeps an event, and has it wait for its next try.
    pub(super) fn push(&self, id: &str, pending: Pending) {
        self.keep(id, &pending);
        self.wait(id, pending);
    }

    /// An event is done with: it succeeded, or was given up.
    pub(super) fn done(&self, id: &str, pending: &Pending) {
        self.kept.done(id, pending);
    }

    /// Drops what waits for a trigger that is gone.
    pub(in crate::cloud) fn forget(&self, id: &str) {
        self.kept.forget(id);
        self.lock().remove(id);
    }

    /// Drops what waits for all of them.
    pub(in crate::cloud) fn clear(&self) {
        self.lock().clear();
    }

    fn invoke(&self, event: Bytes) {
        let parsed: Result<VoidStorageEvent, _> = serde_json::from_slice(&event);
        let Some(record) = parsed.ok().and_then(|event| event.records.into_iter().next()) else { return };
        let now = self.clock.now();
        // What a function does to a bucket is in the trace of its invocation.
        let trace = TraceContext::current().unwrap_or_else(|| TraceContext::new_root(&self.random, now));
        let pending = Pending::new(event, self.random.uuid(), trace, now);
        self.push(&record.s3.configuration_id, pending);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl NotificationSink for Notifications {
    fn accepts(&self, destination: &str) -> bool {
        destination.starts_with(FUNCTIONS) || self.queues.accepts(destination)
    }

    fn deliver(&self, notification: Notification) {
        if notification.destination.starts_with(FUNCTIONS) {
            self.invoke(notification.event);
        } else {
            self.queues.deliver(notification);
        }
        self.stirred.notify_one();
    }

    async fn durable(&self) -> Result<(), ChangeLogError> {
        self.kept.durable().await?;
        self.queues.durable().await
    }
}
