//! [`Fair`]: which message of a standard queue is next, so that no message group starves the others.
//!
//! As documented ("How Amazon SQS fair queues work"): a group is a noisy neighbour when it has at least 30 messages in flight
//! and they are more than a tenth of all in flight; its messages are delivered when nobody else has any. A message with no
//! group is a group of its own. The documented second measure, the share of the consumers' recent time, is approximate
//! there; here the group that was served longest ago is next, which bounds every group's wait by the number of groups.

use std::collections::BTreeSet;

use super::{
    groups::Groups,
    store::{List, NOWHERE, Slot, Store, Thread},
};

/// How many messages in flight a noisy group has at least.
const NOISY_IN_FLIGHT: u32 = 30;
/// Of how many messages in flight a noisy group has more than one.
const NOISY_SHARE: u64 = 10;

/// The order of delivery of a standard queue.
#[derive(Debug)]
pub(super) struct Fair {
    /// Messages with no group, in the order in which they became visible.
    alone: List,
    groups: Groups<Group>,
    /// Groups with visible messages and few in flight, by when they were served last.
    quiet: BTreeSet<(u64, u32)>,
    /// Groups with visible messages and many in flight, by when they were served last.
    busy: BTreeSet<(u64, u32)>,
    /// Moves on whenever a message becomes visible or a group is served.
    tick: u64,
}

#[derive(Debug)]
struct Group {
    waiting: List,
    in_flight: u32,
    members: u32,
    served: u64,
}

impl Fair {
    pub(super) fn new() -> Self {
        Self {
            alone: List::new(Thread::Delivery),
            groups: Groups::new(),
            quiet: BTreeSet::new(),
            busy: BTreeSet::new(),
            tick: 0,
        }
    }

    /// Takes an entry in, which belongs to the group of its message from now on.
    pub(super) fn join(&mut self, store: &mut Store, slot: Slot) {
        let entry = store.get_mut(slot);
        if let Some(name) = entry.message.group() {
            let tick = &mut self.tick;
            entry.group = self.groups.number_of(name, || {
                *tick += 1;
                Group { waiting: List::new(Thread::Delivery), in_flight: 0, members: 0, served: *tick }
            });
            self.groups[entry.group].members += 1;
        }
    }

    /// Lets an entry go that is neither waiting nor in flight.
    pub(super) fn leave(&mut self, store: &Store, slot: Slot) {
        let number = store.get(slot).group;
        if number == NOWHERE {
            return;
        }
        let group = &mut self.groups[number];
        group.members -= 1;
        if group.members == 0 {
            self.groups.release(number);
        }
    }

    /// Makes an entry wait for a receive, behind the others of its group, or in front of them.
    pub(super) fn show(&mut self, store: &mut Store, slot: Slot, in_front: bool) {
        self.tick += 1;
        let entry = store.get_mut(slot);
        let number = entry.group;
        entry.order = self.tick;
        if number == NOWHERE {
            // In front of all means before the first, whose turn it takes.
            if let Some(first) = self.alone.first().filter(|_| in_front) {
                let order = store.get(first).order;
                store.get_mut(slot).order = order;
            }
            push(&mut self.alone, store, slot, in_front);
            return;
        }
        let group = &mut self.groups[number];
        let was_empty = group.waiting.is_empty();
        push(&mut group.waiting, store, slot, in_front);
        if was_empty {
            self.list(number);
        }
    }

    /// Goes on with turns from `order` on, which is not below those before it.
    pub(super) fn resume(&mut self, order: u64) {
        self.tick = self.tick.max(order.saturating_sub(1));
    }

    /// Takes an entry that waits out of its group.
    pub(super) fn hide(&mut self, store: &mut Store, slot: Slot) {
        let number = store.get(slot).group;
        if number == NOWHERE {
            self.alone.remove(store, slot);
            return;
        }
        self.groups[number].waiting.remove(store, slot);
        if self.groups[number].waiting.is_empty() {
            self.unlist(number);
        }
    }

    /// Counts an entry that was hidden as in flight: its group was served.
    pub(super) fn fly(&mut self, store: &Store, slot: Slot) {
        let number = store.get(slot).group;
        if number != NOWHERE {
            self.tick += 1;
            let tick = self.tick;
            self.relist(number, |group| {
                group.in_flight += 1;
                group.served = tick;
            });
        }
    }

    /// Counts an entry as not in flight any more.
    pub(super) fn land(&mut self, store: &Store, slot: Slot) {
        let number = store.get(slot).group;
        if number != NOWHERE {
            self.relist(number, |group| group.in_flight -= 1);
        }
    }

    /// The entry that is next, where `in_flight` are in flight in all.
    pub(super) fn next(&self, store: &Store, in_flight: usize) -> Option<Slot> {
        let alone = self.alone.first().map(|slot| (store.get(slot).order, slot));
        let quiet = self.quiet.first().map(|turn| self.turn(*turn));
        // At most nine groups can have more than a tenth each, so the search is short.
        let busy = self.busy.iter().find(|turn| !self.is_noisy(turn.1, in_flight));
        let next = [alone, quiet, busy.map(|turn| self.turn(*turn))].into_iter().flatten().min();
        next.or_else(|| self.busy.first().map(|turn| self.turn(*turn))).map(|(_, slot)| slot)
    }

    fn turn(&self, (served, number): (u64, u32)) -> (u64, Slot) {
        let first = self.groups[number].waiting.first();
        (served, first.expect("a listed group has waiting entries"))
    }

    fn is_noisy(&self, number: u32, in_flight: usize) -> bool {
        u64::from(self.groups[number].in_flight) * NOISY_SHARE > in_flight as u64
    }

    fn relist(&mut self, number: u32, change: impl FnOnce(&mut Group)) {
        let listed = !self.groups[number].waiting.is_empty();
        if listed {
            self.unlist(number);
        }
        change(&mut self.groups[number]);
        if listed {
            self.list(number);
        }
    }

    fn list(&mut self, number: u32) {
        let group = &self.groups[number];
        let turns = if group.in_flight < NOISY_IN_FLIGHT { &mut self.quiet } else { &mut self.busy };
        turns.insert((group.served, number));
    }

    fn unlist(&mut self, number: u32) {
        let group = &self.groups[number];
        let turns = if group.in_flight < NOISY_IN_FLIGHT { &mut self.quiet } else { &mut self.busy };
        turns.remove(&(group.served, number));
    }
}

fn push(list: &mut List, store: &mut Store, slot: Slot, in_front: bool) {
    if in_front {
        list.push_front(store, slot);
    } else {
        list.push_back(store, slot);
    }
}
