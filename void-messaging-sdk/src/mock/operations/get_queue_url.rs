//! GetQueueUrl.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_url,
};
use crate::operations::{GetQueueUrlRequest, GetQueueUrlResponse};

impl Serve for GetQueueUrlRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<GetQueueUrlResponse, Problem> {
        if self.queue_name.is_empty() {
            return Err(Problem::missing("QueueName"));
        }
        let owner = self.queue_owner_aws_account_id.as_deref();
        let found = exchange.backend.peek(|state| {
            let ours = owner.is_none_or(|owner| owner == state.engine.settings().account_id);
            ours && state.engine.has_queue(&self.queue_name)
        });
        if !found {
            return Err(Problem::no_queue());
        }
        Ok(GetQueueUrlResponse { queue_url: queue_url(exchange.backend, &self.queue_name) })
    }
}
