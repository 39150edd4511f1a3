//! ListQueues.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::{MAX_RESULTS, page_size, queue_url, read_token, token},
};
use crate::operations::{ListQueuesRequest, ListQueuesResponse};

impl Serve for ListQueuesRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<ListQueuesResponse, Problem> {
        let size = page_size(self.max_results, MAX_RESULTS)?;
        let after = read_token(self.next_token.as_deref())?;
        let prefix = self.queue_name_prefix.unwrap_or_default();
        let page = exchange.backend.peek(|state| state.engine.queues(&prefix, after.as_deref(), size));
        Ok(ListQueuesResponse {
            queue_urls: page.names.iter().map(|name| queue_url(exchange.backend, name)).collect(),
            next_token: page.next.filter(|_| self.max_results.is_some()).map(|name| token(&name)),
        })
    }
}
