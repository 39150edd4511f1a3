//! [`Changes`]: what the engine keeps of changes until they are taken.

use std::sync::Arc;

use void_core::Random;

use super::{
    super::{Engine, Message, MoveTask, lane::Note, receipts::Receipts, store::Slot},
    Change, Place, QueueState, Stored, SubscriptionState,
};

/// The changes since they were taken last; none are kept unless somebody asked for them.
#[derive(Debug, Default)]
pub(in super::super) struct Changes {
    pub(in super::super) wanted: bool,
    list: Vec<Change>,
    /// The message of the last `Stored`.
    last: Option<Arc<Message>>,
}

impl Changes {
    pub(in super::super) fn push(&mut self, change: impl FnOnce() -> Change) {
        if self.wanted {
            self.list.push(change());
        }
    }

    /// Leaves the message out where it is the one before.
    fn push_stored(&mut self, mut stored: Stored) {
        let same =
            matches!((&self.last, &stored.message), (Some(last), Some(this)) if Arc::ptr_eq(last, this));
        if same {
            stored.message = None;
        } else {
            self.last.clone_from(&stored.message);
        }
        self.list.push(Change::Stored(Box::new(stored)));
    }
}

impl Engine {
    /// Has the engine keep what changes, from now on. `seed` is drawn from for receipt handles that are to be known by an
    /// engine that is restored.
    pub fn log_changes(&mut self) {
        if self.changes.wanted {
            return;
        }
        self.changes.wanted = true;
        for lane in self.lanes.values_mut() {
            lane.take_notes();
        }
        if self.receipt_seed.is_none() {
            let seed = self.settings.random.fork("receipt handles that last").next_u64();
            self.seed_receipts(seed);
            self.changes.push(|| Change::Receipts(seed));
        }
    }

    /// What changed since this was asked last, in its order. Nothing unless [`Engine::log_changes`] was called.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.last = None;
        std::mem::take(&mut self.changes.list)
    }

    pub(super) fn seed_receipts(&mut self, seed: u64) {
        self.receipts = Receipts::new(&Random::from_seed(seed));
        self.receipt_seed = Some(seed);
    }

    /// Takes note of what a queue is now.
    pub(in super::super) fn note_queue(&mut self, id: u32) {
        if self.changes.wanted {
            let state = Box::new(self.queue_state(id));
            self.changes.push(|| Change::Queue(state));
        }
    }

    pub(super) fn queue_state(&self, id: u32) -> QueueState {
        let queue = self.queue(id);
        let subscription = |number: &u32| {
            let subscribed = &self.subscriptions[number];
            SubscriptionState {
                number: *number,
                name: subscribed.name.to_string(),
                lane: subscribed.lane,
                options: subscribed.options.clone(),
            }
        };
        QueueState {
            queue: id,
            name: queue.name.to_string(),
            attributes: queue.attributes.clone(),
            tags: queue.tags.clone(),
            created_at: queue.created_at,
            modified_at: queue.modified_at,
            purged_at: queue.purged_at,
            lane: queue.lane,
            subscriptions: queue.subscriptions.values().map(subscription).collect(),
            sequence: queue.sequence,
        }
    }

    /// Takes note of a move task's state.
    pub(in super::super) fn note_move(&mut self, task: &MoveTask) {
        self.changes.push(|| Change::Move(Box::new(task.clone())));
    }

    /// Takes note of what happened in a lane.
    pub(in super::super) fn note_lane(&mut self, number: u32) {
        let lane = self.lanes.get_mut(&number).expect("the lane was just changed");
        for note in lane.take_notes() {
            let place = |slot: Slot| Place { lane: number, slot };
            match note {
                Note::Stored(slot) => {
                    if let Some(entry) = lane.find(slot) {
                        self.changes.push_stored(entry.stored(place(slot)));
                    }
                }
                Note::Received(slot) => {
                    if let Some(entry) = lane.find(slot) {
                        let (receives, first_received_at) = (entry.receives, entry.first_received_at);
                        let place = place(slot);
                        self.changes.push(|| Change::Received { place, receives, first_received_at });
                    }
                }
                Note::Removed(slot) => self.changes.push(|| Change::Removed(place(slot))),
            }
        }
    }
}
