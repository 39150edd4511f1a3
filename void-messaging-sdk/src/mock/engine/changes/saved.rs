//! [`Saved`]: what changes led to.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use void_core::Timestamp;

use super::{
    super::{Message, MoveTask, dedup::Sends},
    Change, Place, QueueState, Stored,
};

/// What changes led to: an engine to be.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    pub(super) receipt_seed: Option<u64>,
    pub(super) last_number: u32,
    pub(super) queues: BTreeMap<u32, QueueState>,
    pub(super) deleted: HashMap<Arc<str>, Timestamp>,
    pub(super) lanes: HashMap<u32, HashMap<u32, Stored>>,
    pub(super) sends: HashMap<u32, Sends>,
    /// The oldest first.
    pub(super) moves: Vec<MoveTask>,
    /// The message of the last `Stored`.
    last: Option<Arc<Message>>,
}

impl Saved {
    /// Applies a change. One that finds nothing to change does nothing.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Reset => {
                *self =
                    Self { receipt_seed: self.receipt_seed, last_number: self.last_number, ..Self::default() }
            }
            Change::Receipts(seed) => self.receipt_seed = Some(seed),
            Change::Numbered(last) => self.number(last),
            Change::Queue(queue) => self.set_queue(*queue),
            Change::QueueGone { queue, name, at } => self.remove_queue(queue, name, at),
            Change::Stored(stored) => self.store(*stored),
            Change::Received { place, receives, first_received_at } => {
                if let Some(stored) = self.find(place) {
                    stored.receives = receives;
                    stored.first_received_at = first_received_at;
                    stored.delayed = None;
                }
            }
            Change::Removed(Place { lane, slot }) => {
                if let Some(lane) = self.lanes.get_mut(&lane) {
                    lane.remove(&slot);
                }
            }
            Change::Cleared(lane) => drop(self.lanes.remove(&lane)),
            Change::Remembered(sent) => {
                self.sequence(sent.queue, sent.sequence);
                self.sends.entry(sent.queue).or_default().restore(&sent);
            }
            Change::Move(task) => match self.moves.iter_mut().find(|known| known.handle == task.handle) {
                Some(known) => *known = *task,
                None => self.moves.push(*task),
            },
        }
    }

    fn set_queue(&mut self, mut queue: QueueState) {
        self.number(queue.queue.max(queue.lane));
        let numbers =
            queue.subscriptions.iter().map(|subscription| subscription.number.max(subscription.lane));
        let last = numbers.max().unwrap_or_default();
        self.number(last);
        if let Some(before) = self.queues.get(&queue.queue) {
            queue.sequence = queue.sequence.max(before.sequence);
            let kept: Vec<u32> = lanes(&queue).collect();
            for gone in lanes(before).filter(|lane| !kept.contains(lane)) {
                self.lanes.remove(&gone);
            }
        }
        self.deleted.remove(&*queue.name);
        self.queues.insert(queue.queue, queue);
    }

    fn remove_queue(&mut self, number: u32, name: String, at: Timestamp) {
        if let Some(queue) = self.queues.remove(&number) {
            for lane in lanes(&queue) {
                self.lanes.remove(&lane);
            }
        }
        self.sends.remove(&number);
        self.moves.retain(|task| task.source != name);
        self.deleted.insert(name.into(), at);
    }

    fn store(&mut self, mut stored: Stored) {
        match &stored.message {
            Some(message) => self.last = Some(Arc::clone(message)),
            None => stored.message.clone_from(&self.last),
        }
        let Some(message) = &stored.message else { return };
        let Place { lane, slot } = stored.place;
        if let Some(sequence) = message.sequence() {
            let queue = self.queues.values().find(|queue| lanes(queue).any(|other| other == lane));
            if let Some(queue) = queue.map(|queue| queue.queue) {
                self.sequence(queue, sequence);
            }
        }
        self.number(lane);
        self.lanes.entry(lane).or_default().insert(slot, stored);
    }

    fn sequence(&mut self, queue: u32, sequence: u64) {
        if let Some(queue) = self.queues.get_mut(&queue) {
            queue.sequence = queue.sequence.max(sequence);
        }
    }

    fn number(&mut self, number: u32) {
        self.last_number = self.last_number.max(number);
    }

    fn find(&mut self, Place { lane, slot }: Place) -> Option<&mut Stored> {
        self.lanes.get_mut(&lane)?.get_mut(&slot)
    }
}

/// The lanes that have a queue's messages: its subscriptions', or its own where it has none.
pub(super) fn lanes(queue: &QueueState) -> impl Iterator<Item = u32> {
    let own = queue.subscriptions.is_empty().then_some(queue.lane);
    queue.subscriptions.iter().map(|subscription| subscription.lane).chain(own)
}
