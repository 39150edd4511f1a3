//! [`ChangeWriter`]: hands changes to a log; [`ChangesWritten`]: which of them an answer waits for.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde::Serialize;

use super::{ChangeLog, ChangeLogError, write_changes};

/// Hands what operations change to a log: one record an operation.
#[derive(Debug)]
pub struct ChangeWriter {
    log: Arc<dyn ChangeLog>,
    version: u8,
    record: Vec<u8>,
    /// The position of the last record.
    last: Option<u64>,
}

impl ChangeWriter {
    /// Writes to `log`, records of this version.
    #[must_use]
    pub const fn new(log: Arc<dyn ChangeLog>, version: u8) -> Self {
        Self { log, version, record: Vec::new(), last: None }
    }

    /// Where it writes to.
    #[must_use]
    pub const fn log(&self) -> &Arc<dyn ChangeLog> {
        &self.log
    }

    /// Appends a record, unless nothing changed, and gives the position of the last one, whoever led to it: an operation that
    /// found nothing left to change, as a deletion of what is gone, holds only as long as what it found does.
    pub fn write<C: Serialize>(&mut self, changes: &[C]) -> Option<u64> {
        if !changes.is_empty() {
            self.record.clear();
            write_changes(self.version, changes, &mut self.record);
            self.last = Some(self.log.append(&self.record));
        }
        self.last
    }

    /// The position of the last record.
    #[must_use]
    pub const fn last(&self) -> Option<u64> {
        self.last
    }
}

/// Waits until a log can take more; where there is none, not at all.
///
/// # Errors
///
/// It can't, and won't.
pub async fn ready(log: Option<&dyn ChangeLog>) -> Result<(), ChangeLogError> {
    match log {
        Some(log) => log.ready().await,
        None => Ok(()),
    }
}

/// What an answer waits for: the last of the records that led to it.
#[derive(Debug, Default)]
pub struct ChangesWritten(AtomicU64);

impl ChangesWritten {
    /// Takes note of a record's position, where one was written.
    pub fn note(&self, position: Option<u64>) {
        self.0.fetch_max(position.unwrap_or_default(), Ordering::Relaxed);
    }

    /// Whether there is nothing to wait for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Waits until all of them last.
    ///
    /// # Errors
    ///
    /// They don't.
    pub async fn durable(&self, log: Option<&dyn ChangeLog>) -> Result<(), ChangeLogError> {
        match (log, self.0.load(Ordering::Relaxed)) {
            (None, _) | (_, 0) => Ok(()),
            (Some(log), position) => log.durable(position).await,
        }
    }
}
