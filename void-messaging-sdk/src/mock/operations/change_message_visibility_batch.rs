//! ChangeMessageVisibilityBatch.

use super::{
    super::{
        engine::{Problem, batch_ids},
        protocol::{Exchange, entry_error},
        shell::State,
    },
    Serve,
    convert::{queue_name, seconds},
};
use crate::operations::{
    ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchRequestEntry,
    ChangeMessageVisibilityBatchResponse, ChangeMessageVisibilityBatchResultEntry,
};

impl Serve for ChangeMessageVisibilityBatchRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<ChangeMessageVisibilityBatchResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        let ids = self.entries.iter().map(|entry| entry.id.as_str());
        exchange.run(|state| {
            if !state.engine.has_queue(&name) {
                return Err(Problem::no_queue());
            }
            batch_ids("ChangeMessageVisibilityBatchRequestEntry", ids)?;
            let mut response = ChangeMessageVisibilityBatchResponse::default();
            for entry in &self.entries {
                let id = entry.id.clone();
                match change(state, &name, entry) {
                    Ok(()) => response.successful.push(ChangeMessageVisibilityBatchResultEntry { id }),
                    Err(problem) => response.failed.push(entry_error(id, problem)),
                }
            }
            Ok(response)
        })
    }
}

fn change(
    state: &mut State,
    name: &str,
    entry: &ChangeMessageVisibilityBatchRequestEntry,
) -> Result<(), Problem> {
    let timeout = entry.visibility_timeout.ok_or_else(|| Problem::missing("VisibilityTimeout"))?;
    let timeout = seconds("VisibilityTimeout", timeout, 43_200, "Must be between 0 and 43200.")?;
    state.engine.change_visibility(state.now, name, entry.receipt_handle.as_str(), timeout)
}
