//! What falls due in a lane: visibility timeouts, delays, and the end of retention.

use std::{collections::BTreeSet, time::Duration};

use void_core::Timestamp;

use super::store::{List, Slot, Store, Thread};

/// Entries in the order of their age.
///
/// Nearly all come in as the youngest, so that a list holds them; a tree holds those that were sent to another queue first.
#[derive(Debug)]
pub(super) struct Ages {
    list: List,
    others: BTreeSet<(Timestamp, Slot)>,
}

impl Ages {
    pub(super) const fn new() -> Self {
        Self { list: List::new(Thread::Age), others: BTreeSet::new() }
    }

    pub(super) fn add(&mut self, store: &mut Store, slot: Slot) {
        let sent_at = store.get(slot).message.sent_at;
        let youngest = self.list.last().map(|last| store.get(last).message.sent_at);
        if youngest.is_none_or(|youngest| youngest <= sent_at) {
            self.list.push_back(store, slot);
        } else {
            store.get_mut(slot).out_of_age = true;
            self.others.insert((sent_at, slot));
        }
    }

    pub(super) fn remove(&mut self, store: &mut Store, slot: Slot) {
        let entry = store.get(slot);
        if entry.out_of_age {
            self.others.remove(&(entry.message.sent_at, slot));
        } else {
            self.list.remove(store, slot);
        }
    }

    /// All entries, those that came in order first.
    pub(super) fn iter(&self, store: &Store) -> impl Iterator<Item = Slot> {
        self.list.iter(store).chain(self.others.iter().map(|(_, slot)| *slot))
    }

    /// The oldest entry, and when it was sent.
    pub(super) fn oldest(&self, store: &Store) -> Option<(Timestamp, Slot)> {
        let listed = self.list.first().map(|slot| (store.get(slot).message.sent_at, slot));
        let other = self.others.first().copied();
        match (listed, other) {
            (Some(listed), Some(other)) => Some(listed.min(other)),
            (listed, other) => listed.or(other),
        }
    }
}

/// Entries that are hidden, in the order in which they come to light.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    in_flight: BTreeSet<(Timestamp, Slot)>,
    delayed: BTreeSet<(Timestamp, Slot)>,
    /// Added to what `delayed` is ordered by. A FIFO queue's delay holds for messages that were sent before it was set,
    /// so its entries are ordered by when they were sent; a standard queue's are by when their own delay ends.
    pub(super) delay: Duration,
}

impl Hidden {
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    pub(super) fn delayed(&self) -> usize {
        self.delayed.len()
    }

    pub(super) fn fly(&mut self, slot: Slot, until: Timestamp) {
        self.in_flight.insert((until, slot));
    }

    pub(super) fn land(&mut self, slot: Slot, until: Timestamp) {
        self.in_flight.remove(&(until, slot));
    }

    pub(super) fn delay(&mut self, slot: Slot, key: Timestamp) {
        self.delayed.insert((key, slot));
    }

    pub(super) fn undelay(&mut self, slot: Slot, key: Timestamp) {
        self.delayed.remove(&(key, slot));
    }

    /// The entry that comes to light first, and when.
    pub(super) fn first(&self) -> Option<(Timestamp, Slot)> {
        let flying = self.in_flight.first().copied();
        let delayed = self.delayed.first().map(|(key, slot)| (*key + self.delay, *slot));
        match (flying, delayed) {
            (Some(flying), Some(delayed)) => Some(flying.min(delayed)),
            (flying, delayed) => flying.or(delayed),
        }
    }
}
