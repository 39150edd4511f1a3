//! [`SavedStreams`]: what a log led to; [`Snapshot`]: records that lead to what is there.

use std::{fmt, sync::Arc};

use void_core::change_log::{read_changes, write_changes};

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

    /// Applies a record that a backend wrote to its [`ChangeLog`](void_core::ChangeLog), or a [`Snapshot`] gave.
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

/// Records that lead to what is there: a log may begin with them, in place of all that were written before the first was
/// taken. The backend goes on meanwhile: its lock is held for 500 records at a time.
pub struct Snapshot {
    backend: Arc<Backend>,
    cursor: SnapshotCursor,
}

impl Snapshot {
    pub(super) fn of(backend: Arc<Backend>) -> Self {
        Self { backend, cursor: SnapshotCursor::default() }
    }
}

impl Iterator for Snapshot {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let cursor = &mut self.cursor;
        let changes = self.backend.peek(|state| state.engine.snapshot(cursor, PIECE))?;
        let mut record = Vec::new();
        write_changes(VERSION, &changes, &mut record);
        Some(record)
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Snapshot").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
