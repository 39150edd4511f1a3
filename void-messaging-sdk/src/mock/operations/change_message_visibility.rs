//! ChangeMessageVisibility.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::{queue_name, seconds},
};
use crate::operations::{ChangeMessageVisibilityRequest, EmptyResponse};

impl Serve for ChangeMessageVisibilityRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        if self.receipt_handle.is_empty() {
            return Err(Problem::missing("ReceiptHandle"));
        }
        let timeout = self.visibility_timeout.ok_or_else(|| Problem::missing("VisibilityTimeout"))?;
        let timeout = seconds("VisibilityTimeout", timeout, 43_200, "Must be between 0 and 43200.")?;
        let handle = self.receipt_handle.as_str();
        exchange.run(|state| state.engine.change_visibility(state.now, &name, handle, timeout))?;
        Ok(EmptyResponse {})
    }
}
