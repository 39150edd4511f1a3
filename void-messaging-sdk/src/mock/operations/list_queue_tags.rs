//! ListQueueTags.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{ListQueueTagsRequest, ListQueueTagsResponse};

impl Serve for ListQueueTagsRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<ListQueueTagsResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        let tags = exchange.backend.peek(|state| state.engine.tags(&name).cloned())?;
        Ok(ListQueueTagsResponse { tags })
    }
}
