//! [`SavedStreams`]: what a log led to; [`snapshot`]: records that lead to what is there.

use std::sync::Arc;

use void_core::change_log::{read_changes, records};

use super::{
    engine::{Saved, SnapshotCursor},
    shell::Backend,
};

/// The version of a record's changes.
pub(super) const VERSION: u8 = 1;

/// How many records a snapshot takes at a time, under the lock.
const PIECE: u64 = 500;

/// What the records of a log led to: a backend to be, [built](super::MockStreamsBuilder::saved) once all are applied.
#[derive(Clone, Debug, Default)]
pub struct SavedStreams(Saved);

impl SavedStreams {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies a record that a backend wrote to its [`ChangeLog`](void_core::ChangeLog), or a [snapshot](super::MockStreams::snapshot) has.
    ///
    /// # Errors
    ///
    /// The record is none, or of another version; says so.
    pub fn apply(&mut self, record: &[u8]) -> Result<(), String> {
        read_changes(VERSION, record, |change| self.0.apply(change))
    }

    pub(super) fn into_inner(self) -> Saved {
        self.0
    }
}

/// See [`snapshot`](super::MockStreams::snapshot).
pub(super) fn snapshot(backend: Arc<Backend>) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
    let mut cursor = SnapshotCursor::default();
    records(VERSION, move || backend.peek(|state| state.engine.snapshot(&mut cursor, PIECE)))
}
