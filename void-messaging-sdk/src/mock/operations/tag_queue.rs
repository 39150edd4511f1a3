//! TagQueue.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{EmptyResponse, TagQueueRequest};

impl Serve for TagQueueRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        exchange.run(|state| state.engine.tag(&name, &self.tags))?;
        Ok(EmptyResponse {})
    }
}
