//! [`Fifo`]: which message of a FIFO queue is next: the oldest of a group that has none in flight.

use std::collections::BTreeSet;

use super::{
    groups::Groups,
    store::{List, Slot, State, Store, Thread},
};

/// The order of delivery of a FIFO queue.
#[derive(Debug)]
pub(super) struct Fifo {
    groups: Groups<Group>,
    /// Groups that can be received from, by the place of their first message.
    open: BTreeSet<(u64, u32)>,
    order: u64,
}

#[derive(Debug)]
struct Group {
    /// All its messages, in the order in which they were sent, whatever state they are in.
    members: List,
    in_flight: u32,
    /// What it is listed under in `open`.
    open: Option<u64>,
}

impl Fifo {
    pub(super) fn new() -> Self {
        Self { groups: Groups::new(), open: BTreeSet::new(), order: 0 }
    }

    /// Puts an entry behind the others of its group.
    pub(super) fn join(&mut self, store: &mut Store, slot: Slot) {
        self.order += 1;
        let entry = store.get_mut(slot);
        entry.order = self.order;
        let new = || Group { members: List::new(Thread::Delivery), in_flight: 0, open: None };
        entry.group = self.groups.number_of(entry.message.group().unwrap_or_default(), new);
        let number = entry.group;
        self.groups[number].members.push_back(store, slot);
        self.refresh(store, number);
    }

    /// Goes on with places from `order` on, which is not below those before it.
    pub(super) fn resume(&mut self, order: u64) {
        self.order = self.order.max(order.saturating_sub(1));
    }

    /// Lets an entry go that is not in flight.
    pub(super) fn leave(&mut self, store: &mut Store, slot: Slot) {
        let number = store.get(slot).group;
        self.groups[number].members.remove(store, slot);
        self.refresh(store, number);
        if self.groups[number].members.is_empty() {
            self.groups.release(number);
        }
    }

    /// Takes note that an entry became visible, or stopped being so.
    pub(super) fn changed(&mut self, store: &Store, slot: Slot) {
        self.refresh(store, store.get(slot).group);
    }

    /// Counts an entry as in flight: its group is closed until it has none.
    pub(super) fn fly(&mut self, store: &Store, slot: Slot) {
        let number = store.get(slot).group;
        self.groups[number].in_flight += 1;
        self.refresh(store, number);
    }

    /// Counts an entry as not in flight any more.
    pub(super) fn land(&mut self, store: &Store, slot: Slot) {
        let number = store.get(slot).group;
        self.groups[number].in_flight -= 1;
        self.refresh(store, number);
    }

    /// The entry that is next: the one behind `taken`, which this receive has just taken from its group, while there is one.
    pub(super) fn next(&self, store: &Store, taken: Option<Slot>) -> Option<Slot> {
        let in_group = taken.and_then(|taken| {
            let group = &self.groups[store.get(taken).group];
            group.members.after(store, taken).filter(|next| store.get(*next).state == State::Visible)
        });
        in_group.or_else(|| {
            let (_, number) = self.open.first()?;
            self.groups[*number].members.first()
        })
    }

    /// Whether a group is open.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    fn refresh(&mut self, store: &Store, number: u32) {
        let group = &mut self.groups[number];
        let first = group.members.first().map(|slot| store.get(slot));
        let open = first
            .filter(|entry| group.in_flight == 0 && entry.state == State::Visible)
            .map(|entry| entry.order);
        if open == group.open {
            return;
        }
        if let Some(order) = group.open {
            self.open.remove(&(order, number));
        }
        if let Some(order) = open {
            self.open.insert((order, number));
        }
        group.open = open;
    }
}
