//! [`Lane`]: the deliveries of messages to one set of competing receivers: a queue's, or a subscription's.

use std::time::Duration;

use void_core::{Random, Timestamp};

use super::{
    fair::Fair,
    fifo::Fifo,
    message::Message,
    schedule::{Ages, Hidden},
    store::{Entry, Slot, State, Store, Twice},
};

/// Deliveries, each visible, in flight or delayed.
#[derive(Debug)]
pub(super) struct Lane {
    /// The queue that it belongs to.
    pub(super) queue: u32,
    /// How long after its sending a message is dropped.
    pub(super) retention: Duration,
    /// When the engine expects it to have something due.
    pub(super) expected: Option<Timestamp>,
    pub(super) store: Store,
    pub(super) order: Order,
    pub(super) hidden: Hidden,
    pub(super) ages: Ages,
    /// Delivers late, twice and out of order by it.
    unreliable: Option<Random>,
    /// What happened since it was asked; `None` while nobody asks.
    pub(super) notes: Option<Vec<Note>>,
}

/// Something that happened to an entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Note {
    Stored(Slot),
    Received(Slot),
    Removed(Slot),
}

#[derive(Debug)]
pub(super) enum Order {
    Standard(Fair),
    Fifo(Fifo),
}

/// What a receive takes and what it leaves out.
pub(super) struct Take<'a> {
    pub(super) at: Timestamp,
    pub(super) max: usize,
    pub(super) visibility: Duration,
    pub(super) max_in_flight: usize,
    /// How often a message is received before it is not any more.
    pub(super) max_receives: Option<u32>,
    /// Whether a message is wanted at all.
    pub(super) wanted: &'a dyn Fn(&Message) -> bool,
}

/// What a receive took.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// In flight now.
    pub(super) received: Vec<Slot>,
    /// Received too often already: removed.
    pub(super) exhausted: Vec<Entry>,
    /// Not wanted: removed.
    pub(super) unwanted: Vec<Entry>,
}

/// What fell due.
#[derive(Debug)]
pub(super) enum Due {
    /// A message became visible.
    Visible,
    /// A message reached the end of its retention and is gone.
    Expired,
}

impl Lane {
    pub(super) fn standard(queue: u32, retention: Duration, unreliable: Option<Random>) -> Self {
        Self::new(queue, retention, Order::Standard(Fair::new()), unreliable)
    }

    pub(super) fn fifo(queue: u32, retention: Duration, delay: Duration) -> Self {
        let mut lane = Self::new(queue, retention, Order::Fifo(Fifo::new()), None);
        lane.hidden.delay = delay;
        lane
    }

    fn new(queue: u32, retention: Duration, order: Order, unreliable: Option<Random>) -> Self {
        Self {
            queue,
            retention,
            expected: None,
            store: Store::default(),
            order,
            hidden: Hidden::default(),
            ages: Ages::new(),
            unreliable,
            notes: None,
        }
    }

    /// Changes the delay of a FIFO lane, which holds for the messages that are delayed already.
    pub(super) fn delay_all(&mut self, delay: Duration) {
        if let Order::Fifo(_) = self.order {
            self.hidden.delay = delay;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.store.len()
    }

    pub(super) fn in_flight(&self) -> usize {
        self.hidden.in_flight()
    }

    pub(super) fn delayed(&self) -> usize {
        self.hidden.delayed()
    }

    pub(super) fn visible(&self) -> usize {
        self.len() - self.in_flight() - self.delayed()
    }

    /// Whether a receive finds something to look at.
    pub(super) fn is_open(&self) -> bool {
        match &self.order {
            Order::Standard(_) => self.visible() > 0,
            Order::Fifo(fifo) => fifo.is_open(),
        }
    }

    pub(super) fn find(&self, slot: Slot) -> Option<&Entry> {
        self.store.find(slot)
    }

    pub(super) fn get(&self, slot: Slot) -> &Entry {
        self.store.get(slot)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.slots().map(|slot| self.store.get(slot))
    }

    /// When the oldest entry was sent.
    pub(super) fn oldest_sent_at(&self) -> Option<Timestamp> {
        self.ages.oldest(&self.store).map(|(sent_at, _)| sent_at)
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        self.ages.iter(&self.store)
    }

    /// Until when an entry is hidden.
    pub(super) fn hidden_until(&self, entry: &Entry) -> Timestamp {
        match (entry.state, &self.order) {
            (State::Delayed, Order::Fifo(_)) => entry.until + self.hidden.delay,
            _ => entry.until,
        }
    }

    /// Takes a message in, visible after `delay`.
    pub(super) fn insert(&mut self, now: Timestamp, entry: Entry, delay: Duration) -> Slot {
        let delay = delay.max(self.lateness());
        let slot = self.store.insert(entry);
        self.ages.add(&mut self.store, slot);
        let entry = self.store.get_mut(slot);
        if !delay.is_zero() {
            entry.state = State::Delayed;
            entry.until = now;
            if let Order::Standard(_) = self.order {
                entry.until = now + delay;
            }
            let key = entry.until;
            self.hidden.delay(slot, key);
        }
        let visible = entry.state == State::Visible;
        let in_front = self.out_of_order();
        match &mut self.order {
            Order::Standard(fair) => {
                fair.join(&mut self.store, slot);
                if visible {
                    fair.show(&mut self.store, slot, in_front);
                }
            }
            Order::Fifo(fifo) => fifo.join(&mut self.store, slot),
        }
        self.note(Note::Stored(slot));
        slot
    }

    /// Takes an entry out, whatever its state.
    pub(super) fn remove(&mut self, slot: Slot) -> Entry {
        self.note(Note::Removed(slot));
        let entry = self.store.get(slot);
        let (state, until) = (entry.state, entry.until);
        match state {
            State::InFlight => self.hidden.land(slot, until),
            State::Delayed => self.hidden.undelay(slot, until),
            State::Visible => {}
        }
        match &mut self.order {
            Order::Standard(fair) => {
                match state {
                    State::InFlight => fair.land(&self.store, slot),
                    State::Visible => fair.hide(&mut self.store, slot),
                    State::Delayed => {}
                }
                fair.leave(&self.store, slot);
            }
            Order::Fifo(fifo) => {
                if state == State::InFlight {
                    fifo.land(&self.store, slot);
                }
                fifo.leave(&mut self.store, slot);
            }
        }
        self.ages.remove(&mut self.store, slot);
        self.store.remove(slot)
    }

    /// Receives up to `take.max` messages.
    pub(super) fn take(&mut self, take: &Take<'_>) -> Taken {
        let mut taken = Taken::default();
        while taken.received.len() < take.max && self.in_flight() < take.max_in_flight {
            let Some(slot) = self.next(taken.received.last().copied()) else { break };
            let entry = self.store.get(slot);
            if !(take.wanted)(&entry.message) {
                taken.unwanted.push(self.remove(slot));
            } else if take.max_receives.is_some_and(|max| entry.receives >= max) {
                taken.exhausted.push(self.remove(slot));
            } else {
                self.fly(slot, take.at, take.visibility);
                taken.received.push(slot);
            }
        }
        taken
    }

    /// The entry that is next, without a receive: for what moves messages on.
    pub(super) fn first(&self) -> Option<Slot> {
        self.next(None)
    }

    /// Ends an entry's time in flight, or moves its end to `until`.
    pub(super) fn change_visibility(&mut self, slot: Slot, until: Timestamp, now: Timestamp) {
        if until <= now {
            self.surface(slot);
            return;
        }
        let entry = self.store.get_mut(slot);
        let before = std::mem::replace(&mut entry.until, until);
        self.hidden.land(slot, before);
        self.hidden.fly(slot, until);
    }

    /// Deletes an entry, unless the unreliable mode brings it back once more.
    pub(super) fn delete(&mut self, slot: Slot) -> Option<Entry> {
        let entry = self.store.get_mut(slot);
        if entry.twice != Twice::AfterDeletion {
            return Some(self.remove(slot));
        }
        entry.twice = Twice::Never;
        if entry.state == State::InFlight {
            self.surface(slot);
        }
        None
    }

    /// When something is due next: a message becomes visible, or reaches the end of its retention.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        let expiry = self.ages.oldest(&self.store).map(|(sent_at, _)| sent_at + self.retention);
        [self.next_visible(), expiry].into_iter().flatten().min()
    }

    /// When the next message becomes visible.
    pub(super) fn next_visible(&self) -> Option<Timestamp> {
        self.hidden.first().map(|(at, _)| at)
    }

    /// Carries out the first thing that is due at `now`.
    pub(super) fn fall_due(&mut self, now: Timestamp) -> Option<Due> {
        let expiry = self.ages.oldest(&self.store).map(|(sent_at, slot)| (sent_at + self.retention, slot));
        let showing = self.hidden.first();
        match (expiry, showing) {
            (Some((at, slot)), showing) if at <= now && showing.is_none_or(|(other, _)| at <= other) => {
                self.remove(slot);
                Some(Due::Expired)
            }
            (_, Some((at, slot))) if at <= now => {
                self.surface(slot);
                Some(Due::Visible)
            }
            _ => None,
        }
    }

    fn next(&self, taken: Option<Slot>) -> Option<Slot> {
        match &self.order {
            Order::Standard(fair) => fair.next(&self.store, self.in_flight()),
            Order::Fifo(fifo) => fifo.next(&self.store, taken),
        }
    }

    fn fly(&mut self, slot: Slot, now: Timestamp, visibility: Duration) {
        let shown_again = self.shown_again(slot);
        if let Order::Standard(fair) = &mut self.order {
            fair.hide(&mut self.store, slot);
        }
        let entry = self.store.get_mut(slot);
        entry.state = State::InFlight;
        entry.until = if shown_again { now } else { now + visibility };
        entry.received_at = now;
        entry.receives += 1;
        if entry.first_received_at == Timestamp::UNIX_EPOCH {
            entry.first_received_at = now;
        }
        self.hidden.fly(slot, entry.until);
        match &mut self.order {
            Order::Standard(fair) => fair.fly(&self.store, slot),
            Order::Fifo(fifo) => fifo.fly(&self.store, slot),
        }
        self.note(Note::Received(slot));
    }

    fn note(&mut self, note: Note) {
        if let Some(notes) = &mut self.notes {
            notes.push(note);
        }
    }

    /// Makes a hidden entry visible.
    fn surface(&mut self, slot: Slot) {
        let in_front = self.out_of_order();
        let entry = self.store.get_mut(slot);
        let (state, until) = (entry.state, entry.until);
        entry.state = State::Visible;
        match state {
            State::InFlight => self.hidden.land(slot, until),
            State::Delayed => self.hidden.undelay(slot, until),
            State::Visible => return,
        }
        match &mut self.order {
            Order::Standard(fair) => {
                if state == State::InFlight {
                    fair.land(&self.store, slot);
                }
                fair.show(&mut self.store, slot, in_front);
            }
            Order::Fifo(fifo) => {
                if state == State::InFlight {
                    fifo.land(&self.store, slot);
                }
                fifo.changed(&self.store, slot);
            }
        }
    }
}

/// The unreliable mode: what a standard queue may do, and does rarely.
impl Lane {
    /// One message in four comes up to a second late.
    fn lateness(&self) -> Duration {
        match &self.unreliable {
            Some(random) if random.below(4) == 0 => Duration::from_millis(1 + random.below(1000)),
            _ => Duration::ZERO,
        }
    }

    /// Every other message goes in front of the rest.
    fn out_of_order(&self) -> bool {
        self.unreliable.as_ref().is_some_and(|random| random.below(2) == 0)
    }

    /// One message in four is delivered once more at once, and one in four once more after it was deleted.
    fn shown_again(&mut self, slot: Slot) -> bool {
        let Some(random) = &self.unreliable else { return false };
        let entry = self.store.get_mut(slot);
        if entry.twice != Twice::Undecided {
            return false;
        }
        let draw = random.below(4);
        entry.twice = if draw == 1 { Twice::AfterDeletion } else { Twice::Never };
        draw == 0
    }
}
