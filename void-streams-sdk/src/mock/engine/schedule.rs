//! [`Schedule`]: what falls due by itself, and when.

use std::{collections::BTreeSet, sync::Arc};

use void_core::Timestamp;

/// What falls due in a stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// It is active again, or gone.
    Settle,
    /// A consumer of it is active, or gone.
    Consumers,
    /// Records of the shard with this number expire.
    Expiry(u32),
}

/// What falls due by itself: O(log n) to add, to take away and to find what is next.
///
/// An entry whose stream has changed since is passed over when it falls due.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    entries: BTreeSet<(Timestamp, Arc<str>, Due)>,
}

impl Schedule {
    pub(super) fn add(&mut self, at: Timestamp, stream: &Arc<str>, due: Due) {
        self.entries.insert((at, Arc::clone(stream), due));
    }

    pub(super) fn remove(&mut self, at: Timestamp, stream: &Arc<str>, due: Due) {
        self.entries.remove(&(at, Arc::clone(stream), due));
    }

    /// Takes the next entry that is due at `now`.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Option<(Timestamp, Arc<str>, Due)> {
        let next = self.entries.first()?.0;
        (next <= now).then(|| self.entries.pop_first()).flatten()
    }

    /// When the next entry is due.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.entries.first().map(|(at, _, _)| *at)
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }
}
