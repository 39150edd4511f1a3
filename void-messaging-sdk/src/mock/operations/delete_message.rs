//! DeleteMessage.

use super::{
    super::{engine::Problem, protocol::Exchange, shell::State},
    Serve,
    convert::queue_name,
};
use crate::operations::{DeleteMessageRequest, EmptyResponse};

impl Serve for DeleteMessageRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        if self.receipt_handle.is_empty() {
            return Err(Problem::missing("ReceiptHandle"));
        }
        exchange.run(|state| delete(state, &name, self.receipt_handle.as_str()))?;
        Ok(EmptyResponse {})
    }
}

/// Deletes a message and remembers that it was.
pub(super) fn delete(state: &mut State, name: &str, handle: &str) -> Result<(), Problem> {
    if let Some(message) = state.engine.delete(state.now, name, handle)? {
        state.history.add_deleted(state.now, name, message);
    }
    Ok(())
}
