//! PurgeQueue.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{EmptyResponse, PurgeQueueRequest};

impl Serve for PurgeQueueRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        exchange.run(|state| state.engine.purge(state.now, &name))?;
        Ok(EmptyResponse {})
    }
}
