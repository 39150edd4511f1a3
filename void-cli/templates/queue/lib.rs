//! Handles the messages of `{{resource}}`.

use serde::{Deserialize, Serialize};
use void_function_sdk::{
    EachRecord, HandlerError, Outcome, QueueMessage, RecordHandler, VoidContext, each_record,
};

/// What a message says. Fields that it doesn't name are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// What it is about.
    pub id: String,
}

/// Handles messages. State, such as clients, goes into it.
#[derive(Clone, Debug, Default)]
pub struct {{Type}};

impl {{Type}} {
    /// The handler of whole batches: one bad message does not take the others with it.
    pub fn into_handler(self) -> EachRecord<Body, Self> {
        each_record(self)
    }
}

impl RecordHandler<Body> for {{Type}} {
    async fn handle_record(
        &self,
        message: QueueMessage<Body>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        tracing::info!(id = message.body.id, "a message");
        Ok(Outcome::Done)
    }
}
