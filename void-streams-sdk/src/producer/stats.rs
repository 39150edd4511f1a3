//! [`ProducerStats`]: what a producer has done so far.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a [`Producer`](crate::Producer) has done since it was started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProducerStats {
    /// Records that were put: the KPL's `UserRecordsPut`.
    pub records_put: u64,
    /// Bytes that were put: data and partition keys of these records.
    pub bytes_put: u64,
    /// Records of the stream that they make: fewer where they are aggregated. The KPL's `KinesisRecordsPut`.
    pub stream_records_put: u64,
    /// How often a record was sent again.
    pub records_retried: u64,
    /// Records that failed for good.
    pub records_failed: u64,
    /// Calls of PutRecords, without what the client tries again by itself.
    pub calls: u64,
    /// Records that have no result yet.
    pub records_waiting: u64,
    /// How much of the capacity they take: data, partition keys, and 256 bytes for each.
    pub capacity_used_bytes: u64,
}

/// The statistics as the worker keeps and the handles read them.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters(Arc<Mutex<ProducerStats>>);

impl Counters {
    pub(super) fn get(&self) -> ProducerStats {
        *self.lock()
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut ProducerStats)) {
        change(&mut self.lock());
    }

    fn lock(&self) -> MutexGuard<'_, ProducerStats> {
        // Numbers: whatever panicked, they are numbers still.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
