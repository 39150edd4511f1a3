//! Snapshots: what is there as changes, piece by piece.

use super::{super::Engine, Change, Place, Remembered};

/// How far a snapshot is.
#[derive(Clone, Copy, Debug, Default)]
pub struct SnapshotCursor {
    begun: bool,
    /// The lane that is next, or under way.
    lane: u32,
    /// The place in it that is next.
    slot: u32,
}

impl Engine {
    /// Gives the next piece of a snapshot: the queues first, then at most `max` messages a piece. `None` when it is whole.
    ///
    /// The changes of operations between the pieces come behind the snapshot, all since it was begun.
    pub fn snapshot(&self, cursor: &mut SnapshotCursor, max: usize) -> Option<Vec<Change>> {
        if !cursor.begun {
            cursor.begun = true;
            return Some(self.snapshot_without_messages());
        }
        let number = self.lanes.keys().copied().filter(|number| *number >= cursor.lane).min()?;
        if number > cursor.lane {
            (cursor.lane, cursor.slot) = (number, 0);
        }
        let (stored, next) = self.lane(number).entries_from(cursor.slot, max);
        match next {
            Some(next) => cursor.slot = next,
            None => (cursor.lane, cursor.slot) = (number + 1, 0),
        }
        let change = |(slot, stored)| {
            let stored: &super::super::store::Entry = stored;
            Change::Stored(Box::new(stored.stored(Place { lane: number, slot })))
        };
        Some(stored.map(change).collect())
    }

    fn snapshot_without_messages(&self) -> Vec<Change> {
        let mut changes = vec![Change::Numbered(self.last_number)];
        changes.extend(self.receipt_seed.map(Change::Receipts));
        let gone = self.deleted.iter();
        // No queue has the number 0.
        changes.extend(gone.map(|(name, at)| Change::QueueGone {
            queue: 0,
            name: name.to_string(),
            at: *at,
        }));
        for (id, queue) in &self.queues {
            changes.push(Change::Queue(Box::new(self.queue_state(*id))));
            changes.extend(queue.sends.iter().map(|(at, key, sent)| {
                Change::Remembered(Remembered { queue: *id, key, id: sent.id, sequence: sent.sequence, at })
            }));
        }
        changes.extend(self.tasks.oldest_first().map(|task| Change::Move(Box::new(task.clone()))));
        changes
    }
}
