//! Handles what is put into the bucket `{{resource}}`.

use void_function_sdk::{
    EachStorageRecord, HandlerError, StorageRecordHandler, VoidContext, VoidStorageRecord, each_storage_record,
};

/// Handles objects. State, such as clients, goes into it.
#[derive(Clone, Debug, Default)]
pub struct {{Type}};

impl {{Type}} {
    /// The handler of whole events.
    pub fn into_handler(self) -> EachStorageRecord<Self> {
        each_storage_record(self)
    }
}

impl StorageRecordHandler for {{Type}} {
    async fn handle_record(
        &self,
        record: VoidStorageRecord,
        _context: VoidContext,
    ) -> Result<(), HandlerError> {
        tracing::info!(bucket = record.bucket(), key = record.key(), "an object");
        Ok(())
    }
}
