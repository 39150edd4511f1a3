//! ListStreamConsumers.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    constraints::{Constraints, Text},
    stream_name,
};
use crate::operations::{ListStreamConsumersRequest, ListStreamConsumersResponse};

impl Serve for ListStreamConsumersRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<ListStreamConsumersResponse, Problem> {
        let token = self.next_token.as_deref();
        let mut check = Constraints::default();
        check.required_text("streamARN", self.stream_arn.as_str(), &Text::STREAM_ARN);
        check.text("nextToken", token, &Text::NEXT_TOKEN);
        check.number("maxResults", self.max_results, 1..=10_000);
        check.finish()?;
        if token.is_some() && self.stream_creation_timestamp.is_some() {
            let message = "NextToken and StreamCreationTimestamp cannot be provided together.";
            return Err(Problem::argument(message));
        }
        let stream = stream_name(exchange, None, Some(&self.stream_arn))?;
        let limit = self.max_results.and_then(|limit| limit.try_into().ok());
        let made_at = self.stream_creation_timestamp;
        let page = exchange
            .backend
            .look(|state| state.engine.list_consumers(state.now, &stream, made_at, token, limit))?;
        let consumers = page.consumers.into_iter().map(Into::into).collect();
        Ok(ListStreamConsumersResponse { consumers, next_token: page.next_token })
    }
}
