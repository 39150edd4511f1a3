//! SetQueueAttributes.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{EmptyResponse, SetQueueAttributesRequest};

impl Serve for SetQueueAttributesRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        if self.attributes.is_empty() {
            return Err(Problem::missing("Attributes"));
        }
        let given = self.attributes.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        exchange.run(|state| state.engine.set_attributes(state.now, &name, &given))?;
        Ok(EmptyResponse {})
    }
}
