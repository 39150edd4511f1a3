//! [`Outbox`]: notifications on their way out, in order and outside of the engine's lock.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;
use void_core::ChangeLogError;

use crate::mock::{Notification, NotificationSink};

/// Notifications on their way out.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    pending: Mutex<Pending>,
    /// How many were delivered, or had nobody to be delivered to.
    delivered: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Pending {
    queue: VecDeque<Notification>,
    /// How many were ever added.
    added: u64,
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
            let mut pending = self.lock();
            pending.added += notifications.len() as u64;
            pending.queue.extend(notifications);
        }
    }

    /// Delivers what is there, unless somebody does already.
    pub(super) fn deliver(&self) {
        let mut is_first = true;
        while let Some((sink, notification)) = self.next(is_first) {
            is_first = false;
            let delivered = Delivered(&self.delivered);
            sink.deliver(notification);
            drop(delivered);
        }
    }

    /// Waits until all that were added so far are delivered, and last.
    pub(super) async fn durable(&self) -> Result<(), ChangeLogError> {
        let (added, sink) = {
            let pending = self.lock();
            (pending.added, pending.sink.clone())
        };
        let (Some(sink), true) = (sink, added > 0) else { return Ok(()) };
        // The sender is in here: this can't fail.
        let _ = self.delivered.subscribe().wait_for(|delivered| *delivered >= added).await;
        sink.durable().await
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
            self.delivered.send_replace(pending.added);
        }
        pending.is_delivering = next.is_some();
        next
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts one that is on its way as delivered in the end, even where the sink panics: nobody waits for it in vain.
struct Delivered<'a>(&'a watch::Sender<u64>);

impl Drop for Delivered<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|delivered| *delivered += 1);
    }
}
