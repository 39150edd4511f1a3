//! [`Source`]: what brings batches to a function: a queue, a stream or a bucket.

use std::sync::Arc;

use void_core::Timestamp;

use super::{
    LocalCloud,
    driver::{Driver, Running, Work},
    request::Answer,
    state::{Deployed, Trigger, TriggerKey},
    storage::StorageTrigger,
    streams::StreamTrigger,
};

/// What brings batches to a function. The driver knows no more of it than this.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A subscription to a queue.
    Queue(Arc<Trigger>),
    /// The shards of a stream.
    Stream(Arc<StreamTrigger>),
    /// What happens in a bucket.
    Storage(Arc<StorageTrigger>),
}

/// What a source has to do next.
pub(super) struct Due {
    pub(super) source: Source,
    pub(super) at: Timestamp,
}

impl Source {
    /// What stays the same when the function is deployed again.
    pub(crate) fn key(&self) -> TriggerKey {
        match self {
            Self::Queue(trigger) => trigger.key(),
            Self::Stream(trigger) => trigger.key(),
            Self::Storage(trigger) => trigger.key(),
        }
    }

    pub(crate) fn function(&self) -> &Deployed {
        match self {
            Self::Queue(trigger) => &trigger.function,
            Self::Stream(trigger) => &trigger.function,
            Self::Storage(trigger) => &trigger.function,
        }
    }

    /// Ends it, when its function is deployed again without it.
    pub(crate) fn close(&self) {
        match self {
            Self::Queue(trigger) => trigger.subscription.close(),
            // What the driver knows of it goes when the driver looks next; a bucket's events go with its configuration.
            Self::Stream(_) | Self::Storage(_) => {}
        }
    }
}

impl LocalCloud {
    /// When a source is to act: when there is something for its function, or a batch has waited long enough.
    pub(super) fn due_at(&self, source: &Source, driver: &Driver, now: Timestamp) -> Option<Timestamp> {
        match source {
            Source::Queue(trigger) => super::batches::due_at(driver, trigger),
            Source::Stream(trigger) => driver.streams.get(&trigger.key())?.due_at(&trigger.event, now),
            Source::Storage(trigger) => self.happened_due_at(driver, trigger),
        }
    }

    /// When there is something for a source's function, whether or not it has room for it.
    pub(super) fn waiting_since(
        &self,
        source: &Source,
        driver: &Driver,
        now: Timestamp,
    ) -> Option<Timestamp> {
        match source {
            Source::Queue(trigger) => trigger.subscription.next_due(),
            Source::Stream(trigger) => driver.streams.get(&trigger.key())?.waiting_since(now),
            Source::Storage(trigger) => self.inner.notifications.due_at(&trigger.id),
        }
    }

    /// Starts what a source that is due has for its function. Says whether that changed anything.
    pub(super) fn act(&self, driver: &mut Driver, due: &Due) -> bool {
        match &due.source {
            Source::Queue(trigger) => self.receive(driver, trigger),
            Source::Stream(trigger) => self.start_records(driver, trigger),
            Source::Storage(trigger) => self.start_happened(driver, trigger),
        }
    }

    /// Does what follows from a function's answer to a batch.
    pub(super) fn conclude(&self, driver: &mut Driver, running: &Running, answer: &Answer) {
        if self.forget_before_reset(driver) {
            return;
        }
        match &running.work {
            Work::Messages(messages) => self.conclude_messages(driver, messages, &running.invocation, answer),
            Work::Records(records) => self.conclude_records(driver, records, &running.invocation, answer),
            Work::Happened(happened) => self.conclude_happened(happened, &running.invocation, answer),
        }
    }
}
