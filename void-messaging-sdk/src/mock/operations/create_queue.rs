//! CreateQueue.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_url,
};
use crate::operations::{CreateQueueRequest, CreateQueueResponse};

impl Serve for CreateQueueRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<CreateQueueResponse, Problem> {
        if self.queue_name.is_empty() {
            return Err(Problem::missing("QueueName"));
        }
        let given = self.attributes.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        exchange.run(|state| state.engine.create_queue(state.now, &self.queue_name, &given, &self.tags))?;
        Ok(CreateQueueResponse { queue_url: queue_url(exchange.backend, &self.queue_name) })
    }
}
