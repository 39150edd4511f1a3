//! [`SavedStorage`]: what a log led to; [`snapshot`]: records that lead to what is there.

use std::{collections::BTreeMap, sync::Arc};

use void_core::change_log::{read_changes, records};

use super::{
    engine::{Saved, SnapshotCursor},
    shell::Backend,
};

/// The version of a record's changes.
pub(super) const VERSION: u8 = 1;

/// How many versions or parts a snapshot takes at a time, under the lock.
const PIECE: usize = 500;

/// What the records of a log led to: a backend to be, [built](super::MockStorageBuilder::saved) once all are applied.
#[derive(Clone, Debug, Default)]
pub struct SavedStorage(Saved);

impl SavedStorage {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies a record that a backend wrote to its [`ChangeLog`](void_core::ChangeLog), or a [snapshot](super::MockStorage::snapshot) has.
    ///
    /// # Errors
    ///
    /// The record is none, or of another version; says so.
    pub fn apply(&mut self, record: &[u8]) -> Result<(), String> {
        read_changes(VERSION, record, |change| self.0.apply(change))
    }

    /// What the [`BodyStore`](super::BodyStore) must have once all are applied: the numbers that bytes are
    /// [kept](super::Blob::kept) under, and how many bytes are under each at least.
    #[must_use]
    pub fn bodies(&self) -> BTreeMap<u64, u64> {
        let mut bodies = BTreeMap::new();
        for (number, size) in self.0.needed() {
            let known = bodies.entry(number).or_insert(size);
            *known = size.max(*known);
        }
        bodies
    }

    pub(super) fn into_inner(self) -> Saved {
        self.0
    }
}

/// See [`snapshot`](super::MockStorage::snapshot).
pub(super) fn snapshot(backend: Arc<Backend>) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
    let mut cursor = SnapshotCursor::default();
    records(VERSION, move || backend.peek(|state| state.engine.snapshot(&mut cursor, PIECE)))
}
