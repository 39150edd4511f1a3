//! Lanes and their places: what is in them, and put back into them.

use super::{
    super::{
        lane::{Lane, Note, Order},
        store::{CHUNK, Entry, Slot, State, Store},
    },
    Place, Stored,
};

impl Lane {
    /// What happened since it was asked; it takes notes from the first time on.
    pub(in super::super) fn take_notes(&mut self) -> Vec<Note> {
        self.notes.replace(Vec::new()).unwrap_or_default()
    }

    /// Up to `max` entries from `slot` on, and where the rest begins, where there may be more.
    pub(in super::super) fn entries_from(
        &self,
        slot: Slot,
        max: usize,
    ) -> (impl Iterator<Item = (Slot, &Entry)>, Option<Slot>) {
        self.store.entries_from(slot, max)
    }

    /// Fills an empty lane. What was in flight is visible.
    pub(in super::super) fn restore(&mut self, mut stored: Vec<Stored>) {
        stored.sort_by_key(|stored| (stored.message.as_ref().map(|message| message.sent_at), stored.order));
        let mut turns: Vec<_> = stored.into_iter().filter_map(|stored| self.place(stored)).collect();
        self.store.mend();
        turns.sort_unstable();
        for (order, slot) in turns {
            let entry = self.store.get(slot);
            let (delayed, key) = (entry.state == State::Delayed, entry.until);
            if delayed {
                self.hidden.delay(slot, key);
            }
            match &mut self.order {
                Order::Standard(fair) => {
                    fair.resume(order);
                    fair.join(&mut self.store, slot);
                    if !delayed {
                        fair.show(&mut self.store, slot, false);
                    }
                }
                Order::Fifo(fifo) => {
                    fifo.resume(order);
                    fifo.join(&mut self.store, slot);
                }
            }
        }
    }

    /// Puts an entry in its place, and gives its turn.
    fn place(&mut self, stored: Stored) -> Option<(u64, Slot)> {
        let slot = stored.place.slot;
        let mut entry = Entry::new(stored.message?);
        entry.dead_letter = stored.dead_letter;
        entry.receives = stored.receives;
        entry.receives_before = stored.receives_before;
        entry.first_received_at = stored.first_received_at;
        if let Some(key) = stored.delayed {
            entry.state = State::Delayed;
            entry.until = key;
        }
        self.store.insert_at(slot, entry);
        self.ages.add(&mut self.store, slot);
        Some((stored.order, slot))
    }
}

impl Entry {
    /// What there is to know of it.
    pub(in super::super) fn stored(&self, place: Place) -> Stored {
        Stored {
            place,
            message: Some(std::sync::Arc::clone(&self.message)),
            dead_letter: self.dead_letter.clone(),
            order: self.order,
            delayed: (self.state == State::Delayed).then_some(self.until),
            receives: self.receives,
            receives_before: self.receives_before,
            first_received_at: self.first_received_at,
        }
    }
}

impl Store {
    /// Puts an entry in a place of its own choice, which is free; [`Store::mend`] once all are in.
    pub(in super::super) fn insert_at(&mut self, slot: Slot, entry: Entry) {
        while self.chunks.len() <= slot as usize / CHUNK {
            self.chunks.push(Vec::new());
        }
        let chunk = &mut self.chunks[slot as usize / CHUNK];
        if chunk.len() <= slot as usize % CHUNK {
            chunk.resize_with(slot as usize % CHUNK + 1, || None);
        }
        chunk[slot as usize % CHUNK] = Some(entry);
        self.len += 1;
    }

    /// Finds the places that are free among those that [`Store::insert_at`] filled.
    pub(in super::super) fn mend(&mut self) {
        let last = self.chunks.len().saturating_sub(1);
        for (number, chunk) in self.chunks.iter_mut().enumerate() {
            if number < last {
                chunk.resize_with(CHUNK, || None);
            }
            let free = chunk.iter().enumerate().filter(|(_, entry)| entry.is_none());
            // There is no slot beyond 32 bits to be restored.
            self.free.extend(free.map(|(place, _)| (number * CHUNK + place) as Slot));
        }
        self.free.reverse();
    }

    /// The first `max` entries from `slot` on, and the slot after them, where there are more.
    pub(in super::super) fn entries_from(
        &self,
        slot: Slot,
        max: usize,
    ) -> (impl Iterator<Item = (Slot, &Entry)>, Option<Slot>) {
        let end = slot as usize + max;
        let places = slot as usize..end.min(self.chunks.len() * CHUNK);
        let entries = places.filter_map(|slot| Some((slot as Slot, self.find(slot as Slot)?)));
        (entries, (end < self.chunks.len() * CHUNK).then_some(end as Slot))
    }
}
