//! ListDeadLetterSourceQueues.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::{MAX_RESULTS, page_size, queue_name, queue_url, read_token, token},
};
use crate::operations::{ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResponse};

impl Serve for ListDeadLetterSourceQueuesRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<ListDeadLetterSourceQueuesResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        let size = page_size(self.max_results, MAX_RESULTS)?;
        let after = read_token(self.next_token.as_deref())?;
        let page =
            exchange.backend.peek(|state| state.engine.dead_letter_sources(&name, after.as_deref(), size))?;
        Ok(ListDeadLetterSourceQueuesResponse {
            queue_urls: page.names.iter().map(|name| queue_url(exchange.backend, name)).collect(),
            next_token: page.next.filter(|_| self.max_results.is_some()).map(|name| token(&name)),
        })
    }
}
