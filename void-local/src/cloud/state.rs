//! What is deployed.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use void_core::Timestamp;
use void_messaging_sdk::mock::{DeadLetterCause, Delivery, Problem, Subscription};

use super::{backend::Backend, source::Source, verdict::Policy};
use crate::{
    manifest::{FunctionManifest, QueueEvent, ResourceKind},
    routing::Router,
};

/// The longest that a message can be hidden, from its receipt on.
pub(crate) const LONGEST_VISIBILITY: Duration = Duration::from_secs(12 * 60 * 60);

/// Everything that is deployed.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) functions: BTreeMap<String, Arc<Deployed>>,
    /// To names of functions.
    pub(crate) router: Router<String>,
    /// In the order of their deployment.
    pub(crate) sources: Vec<Source>,
    /// How often everything was dropped.
    pub(crate) resets: u64,
}

/// A function that is deployed.
#[derive(Debug)]
pub(crate) struct Deployed {
    pub(crate) manifest: FunctionManifest,
    pub(crate) function: Backend,
    was_invoked: AtomicBool,
}

impl Deployed {
    pub(crate) const fn new(manifest: FunctionManifest, function: Backend) -> Self {
        Self { manifest, function, was_invoked: AtomicBool::new(false) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.manifest.name
    }

    /// Whether this is its first invocation: it says so once.
    pub(crate) fn is_cold(&self) -> bool {
        !self.was_invoked.swap(true, Ordering::Relaxed)
    }
}

/// A subscription of a function to a queue.
#[derive(Debug)]
pub(crate) struct Trigger {
    pub(crate) function: Arc<Deployed>,
    pub(crate) event: QueueEvent,
    pub(crate) policy: Policy,
    pub(crate) subscription: Subscription,
    /// How long a message stays hidden while its batch runs, unless that is extended.
    pub(crate) visibility: Duration,
    /// How long it stays hidden from its receipt on: the batching window comes on top.
    pub(crate) visibility_on_receipt: Duration,
}

impl Trigger {
    pub(crate) fn queue(&self) -> &str {
        self.event.name.as_str()
    }

    /// What stays the same when the function is deployed again.
    pub(crate) fn key(&self) -> TriggerKey {
        let (function, name) = (self.function.name().to_owned(), self.queue().to_owned());
        TriggerKey { function, kind: ResourceKind::Queue, name }
    }
}

/// A function and what brings batches to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TriggerKey {
    pub(crate) function: String,
    pub(crate) kind: ResourceKind,
    pub(crate) name: String,
}

/// What is done with deliveries. A subscription that has ended, with its queue or by a redeployment, refuses them all: what
/// becomes of its messages is decided then.
impl Trigger {
    /// Hides a delivery from other receivers for the time that a batch may take until this is done again.
    pub(crate) fn hide(&self, delivery: &Delivery) {
        self.note_refusal(self.subscription.extend(&delivery.receipt_handle, self.visibility));
    }

    /// Has a message delivered again, not before `after` has passed, at most 12 hours after it was received.
    pub(crate) fn give_back(&self, delivery: &Delivery, now: Timestamp, after: Duration) {
        let received_at = delivery.visible_at - self.visibility_on_receipt;
        let after = after.min((received_at + LONGEST_VISIBILITY).since(now));
        self.note_refusal(self.subscription.retry(&delivery.receipt_handle, after));
    }

    /// Deletes a message from this subscription.
    pub(crate) fn done_with(&self, delivery: &Delivery) {
        self.note_refusal(self.subscription.delete(&delivery.receipt_handle));
    }

    /// Moves a message to the dead-letter queue.
    pub(crate) fn bury(&self, delivery: &Delivery, cause: DeadLetterCause) {
        self.note_refusal(self.subscription.dead_letter(&delivery.receipt_handle, cause));
    }

    fn note_refusal(&self, result: Result<(), Problem>) {
        if let Err(problem) = result {
            let (queue, function) = (self.queue(), self.function.name());
            tracing::debug!(queue, function, %problem, "a subscription refused what was to become of a message");
        }
    }
}
