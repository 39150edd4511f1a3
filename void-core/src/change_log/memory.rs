//! [`MemoryChangeLog`]: a log for tests of what lasts.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;

use super::{ChangeLog, ChangeLogError};

/// Keeps records in memory, and says that they last; or, once it is [full](Self::fill), that they don't.
#[derive(Debug, Default)]
pub struct MemoryChangeLog {
    records: Mutex<Vec<Vec<u8>>>,
    is_full: AtomicBool,
}

impl MemoryChangeLog {
    /// The records so far.
    #[must_use]
    pub fn records(&self) -> Vec<Vec<u8>> {
        self.lock().clone()
    }

    /// From now on nothing lasts, as on a full disk.
    pub fn fill(&self) {
        self.is_full.store(true, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ChangeLog for MemoryChangeLog {
    fn append(&self, record: &[u8]) -> u64 {
        let mut records = self.lock();
        records.push(record.to_vec());
        records.len() as u64
    }

    async fn durable(&self, _position: u64) -> Result<(), ChangeLogError> {
        if self.is_full.load(Ordering::Relaxed) { Err("the disk is full".into()) } else { Ok(()) }
    }

    async fn ready(&self) -> Result<(), ChangeLogError> {
        Ok(())
    }
}
