//! [`Store`]: the entries of a lane in numbered places, and [`List`]s that thread them.
//!
//! Places are kept in chunks, so growing never copies and never takes twice the room; a list is links within the entries,
//! so that an entry leaves it in constant time wherever it stands.

use std::sync::Arc;

use void_core::Timestamp;

use super::{dead_letters::DeadLetter, message::Message};

/// The place of an entry in its store.
pub(super) type Slot = u32;

/// No place.
pub(super) const NOWHERE: Slot = Slot::MAX;

pub(super) const CHUNK: usize = 4096;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It can be received.
    Visible,
    /// It was received, and is hidden until its visibility timeout passes.
    InFlight,
    /// It was sent with a delay that has not passed.
    Delayed,
}

/// What the unreliable mode still has in store for a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twice {
    /// It was not decided yet.
    Undecided,
    /// Once it was received and deleted, it comes back.
    AfterDeletion,
    /// Nothing more.
    Never,
}

/// Previous and next in a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Links {
    previous: Slot,
    next: Slot,
}

impl Links {
    const NONE: Self = Self { previous: NOWHERE, next: NOWHERE };
}

/// Which of an entry's links a list uses.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thread {
    /// The order of delivery.
    Delivery = 0,
    /// The order of age.
    Age = 1,
}

/// The delivery of a message in a lane.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) message: Arc<Message>,
    /// Where it came from, when it is a dead letter.
    pub(super) dead_letter: Option<Box<DeadLetter>>,
    /// In flight or delayed: until when. A FIFO lane's delayed entry: since when.
    pub(super) until: Timestamp,
    /// When it was received last.
    pub(super) received_at: Timestamp,
    /// When it was received first; the epoch stands for never.
    pub(super) first_received_at: Timestamp,
    /// Its place in the order of delivery.
    pub(super) order: u64,
    /// How often it was received from this lane.
    pub(super) receives: u32,
    /// How often it was received before it came here.
    pub(super) receives_before: u32,
    /// Its message group, as its lane numbers them.
    pub(super) group: u32,
    links: [Links; 2],
    pub(super) state: State,
    pub(super) twice: Twice,
    /// Whether it stands outside the list of ages, having come in older than the one before it.
    pub(super) out_of_age: bool,
}

impl Entry {
    pub(super) fn new(message: Arc<Message>) -> Self {
        Self {
            message,
            dead_letter: None,
            until: Timestamp::UNIX_EPOCH,
            received_at: Timestamp::UNIX_EPOCH,
            first_received_at: Timestamp::UNIX_EPOCH,
            order: 0,
            receives: 0,
            receives_before: 0,
            group: NOWHERE,
            links: [Links::NONE; 2],
            state: State::Visible,
            twice: Twice::Undecided,
            out_of_age: false,
        }
    }

    pub(super) const fn total_receives(&self) -> u32 {
        self.receives_before.saturating_add(self.receives)
    }
}

/// The entries of a lane.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) chunks: Vec<Vec<Option<Entry>>>,
    pub(super) free: Vec<Slot>,
    pub(super) len: usize,
}

impl Store {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) fn insert(&mut self, entry: Entry) -> Slot {
        self.len += 1;
        if let Some(slot) = self.free.pop() {
            *self.place(slot) = Some(entry);
            return slot;
        }
        if self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
            // The first chunk grows as it must: most queues are small.
            let room = if self.chunks.is_empty() { 0 } else { CHUNK };
            self.chunks.push(Vec::with_capacity(room));
        }
        let chunks_before = self.chunks.len() - 1;
        let chunk = self.chunks.last_mut().expect("a chunk was pushed");
        chunk.push(Some(entry));
        Slot::try_from(chunks_before * CHUNK + chunk.len() - 1).expect("fewer than four billion entries")
    }

    pub(super) fn remove(&mut self, slot: Slot) -> Entry {
        let entry = self.place(slot).take().expect("the slot is taken");
        self.len -= 1;
        if self.len == 0 {
            *self = Self::default();
        } else {
            self.free.push(slot);
        }
        entry
    }

    pub(super) fn find(&self, slot: Slot) -> Option<&Entry> {
        self.chunks.get(slot as usize / CHUNK)?.get(slot as usize % CHUNK)?.as_ref()
    }

    pub(super) fn get(&self, slot: Slot) -> &Entry {
        self.find(slot).expect("the slot is taken")
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> &mut Entry {
        self.place(slot).as_mut().expect("the slot is taken")
    }

    fn place(&mut self, slot: Slot) -> &mut Option<Entry> {
        &mut self.chunks[slot as usize / CHUNK][slot as usize % CHUNK]
    }

    fn links(&mut self, slot: Slot, thread: Thread) -> &mut Links {
        &mut self.get_mut(slot).links[thread as usize]
    }
}

/// A list through the entries of a store.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    thread: Thread,
    head: Slot,
    tail: Slot,
}

impl List {
    pub(super) const fn new(thread: Thread) -> Self {
        Self { thread, head: NOWHERE, tail: NOWHERE }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.head == NOWHERE
    }

    pub(super) fn first(&self) -> Option<Slot> {
        (self.head != NOWHERE).then_some(self.head)
    }

    pub(super) fn last(&self) -> Option<Slot> {
        (self.tail != NOWHERE).then_some(self.tail)
    }

    pub(super) fn after(&self, store: &Store, slot: Slot) -> Option<Slot> {
        let next = store.get(slot).links[self.thread as usize].next;
        (next != NOWHERE).then_some(next)
    }

    pub(super) fn iter<'a>(&self, store: &'a Store) -> impl Iterator<Item = Slot> + use<'a> {
        let list = *self;
        std::iter::successors(list.first(), move |slot| list.after(store, *slot))
    }

    pub(super) fn push_back(&mut self, store: &mut Store, slot: Slot) {
        *store.links(slot, self.thread) = Links { previous: self.tail, next: NOWHERE };
        match self.tail {
            NOWHERE => self.head = slot,
            tail => store.links(tail, self.thread).next = slot,
        }
        self.tail = slot;
    }

    pub(super) fn push_front(&mut self, store: &mut Store, slot: Slot) {
        *store.links(slot, self.thread) = Links { previous: NOWHERE, next: self.head };
        match self.head {
            NOWHERE => self.tail = slot,
            head => store.links(head, self.thread).previous = slot,
        }
        self.head = slot;
    }

    pub(super) fn remove(&mut self, store: &mut Store, slot: Slot) {
        let Links { previous, next } = std::mem::replace(store.links(slot, self.thread), Links::NONE);
        match previous {
            NOWHERE => self.head = next,
            previous => store.links(previous, self.thread).next = next,
        }
        match next {
            NOWHERE => self.tail = previous,
            next => store.links(next, self.thread).previous = previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use void_core::Timestamp;

    use super::{CHUNK, Entry, List, Store, Thread};
    use crate::mock::engine::message::{Extras, Message, MessageId};

    fn entry() -> Entry {
        let id = MessageId([0; 16]);
        Entry::new(Arc::new(Message::new(id, Timestamp::UNIX_EPOCH, String::new(), &Extras::default())))
    }

    fn order(store: &Store, list: &List) -> Vec<u32> {
        list.iter(store).collect()
    }

    #[test]
    fn entries_leave_a_list_wherever_they_stand() {
        let (mut store, mut list) = (Store::default(), List::new(Thread::Delivery));
        let slots: Vec<u32> = (0..4).map(|_| store.insert(entry())).collect();
        for slot in &slots {
            list.push_back(&mut store, *slot);
        }
        for (gone, left) in [(1, vec![0, 2, 3]), (3, vec![0, 2]), (0, vec![2]), (2, vec![])] {
            list.remove(&mut store, gone);
            assert_eq!(order(&store, &list), left);
        }
        list.push_front(&mut store, 1);
        list.push_front(&mut store, 2);
        assert_eq!((order(&store, &list), list.last()), (vec![2, 1], Some(1)));
    }

    #[test]
    fn places_are_used_again() {
        let mut store = Store::default();
        for expected in 0..CHUNK as u32 + 2 {
            assert_eq!(store.insert(entry()), expected);
        }
        store.remove(7);
        assert_eq!((store.len(), store.find(7).is_none()), (CHUNK + 1, true));
        assert_eq!(store.insert(entry()), 7);
        assert_eq!(store.len(), CHUNK + 2);
    }

    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<Option<Entry>>() <= 96, "{}", size_of::<Option<Entry>>());
    }
}
