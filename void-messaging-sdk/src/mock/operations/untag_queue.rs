//! UntagQueue.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{EmptyResponse, UntagQueueRequest};

impl Serve for UntagQueueRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        exchange.run(|state| state.engine.untag(&name, &self.tag_keys))?;
        Ok(EmptyResponse {})
    }
}
