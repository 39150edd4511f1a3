//! [`Queue`]: what the engine keeps of a queue besides its messages.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;
use void_core::Timestamp;

use super::{
    attributes::Attributes,
    dedup::{Attempts, Sends},
    figures::QueueTotals,
};

/// The number that the first message of a FIFO queue has, less one step: sequence numbers have 20 digits from the first on.
const FIRST_SEQUENCE: u64 = 10_000_000_000_000_000_000;
/// Sequence numbers are not consecutive, as documented.
const SEQUENCE_STEP: u64 = 256;

/// A queue.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) name: Arc<str>,
    pub(super) attributes: Attributes,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) created_at: Timestamp,
    pub(super) modified_at: Timestamp,
    pub(super) purged_at: Option<Timestamp>,
    /// The lane of `ReceiveMessage`; it stays empty while there are subscriptions.
    pub(super) lane: u32,
    /// The subscriptions by their names, each with its number.
    pub(super) subscriptions: BTreeMap<Arc<str>, u32>,
    pub(super) sends: Sends,
    pub(super) attempts: Attempts,
    pub(super) sequence: u64,
    pub(super) totals: QueueTotals,
}

impl Queue {
    pub(super) fn new(name: Arc<str>, attributes: Attributes, lane: u32, now: Timestamp) -> Self {
        Self {
            name,
            attributes,
            tags: BTreeMap::new(),
            created_at: now,
            modified_at: now,
            purged_at: None,
            lane,
            subscriptions: BTreeMap::new(),
            sends: Sends::default(),
            attempts: Attempts::default(),
            sequence: FIRST_SEQUENCE,
            totals: QueueTotals::default(),
        }
    }

    pub(super) const fn is_fifo(&self) -> bool {
        self.attributes.fifo.is_some()
    }

    pub(super) const fn next_sequence(&mut self) -> u64 {
        self.sequence += SEQUENCE_STEP;
        self.sequence
    }

    /// The access policy's statements, each with its id, or nothing where there is no policy.
    pub(super) fn policy(&self) -> Option<Value> {
        let policy = self.attributes.policy.as_ref()?;
        Some(serde_json::from_str(policy).expect("a policy is checked when it is set"))
    }
}
