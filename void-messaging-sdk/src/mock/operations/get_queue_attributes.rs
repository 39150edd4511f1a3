//! GetQueueAttributes.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{GetQueueAttributesRequest, GetQueueAttributesResponse};

impl Serve for GetQueueAttributesRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<GetQueueAttributesResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        let names: Vec<String> = self.attribute_names.iter().map(ToString::to_string).collect();
        let attributes = exchange.backend.run(|state| state.engine.attributes(state.now, &name, &names))?;
        Ok(GetQueueAttributesResponse { attributes: attributes.into_iter().collect() })
    }
}
