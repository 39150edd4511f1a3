//! [`Outbox`]: notifications on their way out, in order and outside of the engine's lock.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::mock::{Notification, NotificationSink};

/// Notifications on their way out.
#[derive(Debug, Default)]
pub(super) struct Outbox(Mutex<Pending>);

#[derive(Debug, Default)]
struct Pending {
    queue: VecDeque<Notification>,
    /// Whether somebody delivers, who takes what comes meanwhile along.
    is_delivering: bool,
    sink: Option<Arc<dyn NotificationSink>>,
}

impl Outbox {
    /// From now on delivers to `sink`.
    pub(super) fn connect(&self, sink: Arc<dyn NotificationSink>) {
        self.lock().sink = Some(sink);
    }

    /// Where notifications are delivered to.
    pub(super) fn sink(&self) -> Option<Arc<dyn NotificationSink>> {
        self.lock().sink.clone()
    }

    /// Adds what is to be delivered.
    pub(super) fn add(&self, notifications: Vec<Notification>) {
        if !notifications.is_empty() {
            self.lock().queue.extend(notifications);
        }
    }

    /// Delivers what is there, unless somebody does already.
    pub(super) fn deliver(&self) {
        let mut is_first = true;
        while let Some((sink, notification)) = self.next(is_first) {
            is_first = false;
            sink.deliver(notification);
        }
    }

    fn next(&self, is_first: bool) -> Option<(Arc<dyn NotificationSink>, Notification)> {
        let mut pending = self.lock();
        if is_first && pending.is_delivering {
            return None;
        }
        let next = pending.sink.clone().and_then(|sink| Some((sink, pending.queue.pop_front()?)));
        if next.is_none() {
            // Nobody listens.
            pending.queue.clear();
        }
        pending.is_delivering = next.is_some();
        next
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
