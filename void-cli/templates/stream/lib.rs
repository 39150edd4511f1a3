//! Handles the records of `{{resource}}`.

use serde::{Deserialize, Serialize};
use void_function_sdk::{
    EachStreamRecord, HandlerError, Outcome, StreamMessage, StreamRecordHandler, VoidContext,
    each_stream_record,
};

/// What a record says. Fields that it doesn't name are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is about.
    pub id: String,
}

/// Handles records. State, such as clients, goes into it.
#[derive(Clone, Debug, Default)]
pub struct {{Type}};

impl {{Type}} {
    /// The handler of whole batches: the first record that fails ends one, so that the order is kept.
    pub fn into_handler(self) -> EachStreamRecord<Entry, Self> {
        each_stream_record(self)
    }
}

impl StreamRecordHandler<Entry> for {{Type}} {
    async fn handle_record(
        &self,
        entry: StreamMessage<Entry>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        tracing::info!(id = entry.data.id, partition_key = entry.record.partition_key(), "a record");
        Ok(Outcome::Done)
    }
}
