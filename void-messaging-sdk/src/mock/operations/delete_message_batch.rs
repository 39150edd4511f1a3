//! DeleteMessageBatch.

use super::{
    super::{
        engine::{Problem, batch_ids},
        protocol::{Exchange, entry_error},
    },
    Serve,
    convert::queue_name,
    delete_message::delete,
};
use crate::operations::{
    DeleteMessageBatchRequest, DeleteMessageBatchResponse, DeleteMessageBatchResultEntry,
};

impl Serve for DeleteMessageBatchRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<DeleteMessageBatchResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        let ids = self.entries.iter().map(|entry| entry.id.as_str());
        exchange.run(|state| {
            if !state.engine.has_queue(&name) {
                return Err(Problem::no_queue());
            }
            batch_ids("DeleteMessageBatchRequestEntry", ids)?;
            let mut response = DeleteMessageBatchResponse::default();
            for entry in &self.entries {
                let id = entry.id.clone();
                match delete(state, &name, entry.receipt_handle.as_str()) {
                    Ok(()) => response.successful.push(DeleteMessageBatchResultEntry { id }),
                    Err(problem) => response.failed.push(entry_error(id, problem)),
                }
            }
            Ok(response)
        })
    }
}
