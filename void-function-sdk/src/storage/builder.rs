//! [`VoidStorageEventBuilder`]: a storage event for a test.

use void_core::Timestamp;

use super::{VoidStorageEvent, VoidStorageRecord};

/// Makes a [`VoidStorageEvent`]: [`created`](Self::created) and [`removed`](Self::removed) each start a record, the other
/// methods say more of the record started last.
///
/// # Panics
///
/// Its methods panic where what they say more of was not started.
#[derive(Clone, Debug)]
#[must_use = "a builder makes an event only when `build` is called"]
pub struct VoidStorageEventBuilder {
    bucket: String,
    records: Vec<VoidStorageRecord>,
}

impl VoidStorageEventBuilder {
    pub(super) fn new() -> Self {
        Self { bucket: "test-bucket".to_owned(), records: Vec::new() }
    }

    /// Says in which bucket the records that follow happened. Default: `test-bucket`.
    pub fn bucket(mut self, name: impl Into<String>) -> Self {
        self.bucket = name.into();
        self
    }

    /// Starts a record of an object that was put; `key` is not encoded.
    pub fn created(self, key: impl AsRef<str>) -> Self {
        self.happened("ObjectCreated:Put", key).size(0)
    }

    /// Starts a record of an object that was deleted.
    pub fn removed(self, key: impl AsRef<str>) -> Self {
        self.happened("ObjectRemoved:Delete", key)
    }

    /// Starts a record of another event: `ObjectCreated:CompleteMultipartUpload`.
    pub fn happened(mut self, event_name: impl Into<String>, key: impl AsRef<str>) -> Self {
        let number = self.records.len() + 1;
        let mut record = VoidStorageRecord::new(event_name, &self.bucket, key.as_ref());
        record.s3.object.sequencer = format!("{number:018X}");
        self.records.push(record);
        self
    }

    /// Sets the object's bytes. Default: 0 of what was created, not told of what was removed.
    pub fn size(self, size: u64) -> Self {
        self.last(|record| record.s3.object.size = Some(size))
    }

    /// Sets the object's ETag. Default: not told.
    pub fn e_tag(self, e_tag: impl Into<String>) -> Self {
        self.last(|record| record.s3.object.e_tag = Some(e_tag.into()))
    }

    /// Sets the object's version. Default: none.
    pub fn version_id(self, version_id: impl Into<String>) -> Self {
        self.last(|record| record.s3.object.version_id = Some(version_id.into()))
    }

    /// Sets when it happened. Default: 1970-01-01T00:00:00Z.
    pub fn happened_at(self, time: Timestamp) -> Self {
        self.last(|record| record.event_time = time.to_rfc3339())
    }

    /// Makes the event.
    #[must_use]
    pub fn build(self) -> VoidStorageEvent {
        VoidStorageEvent::new(self.records)
    }

    fn last(mut self, change: impl FnOnce(&mut VoidStorageRecord)) -> Self {
        change(self.records.last_mut().expect("`created` or `removed` started a record before"));
        self
    }
}
