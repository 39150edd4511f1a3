//! ListStreams on the engine.

use super::{Constraints, Serve, Text, count};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{ListStreamsRequest, ListStreamsResponse},
    types::StreamName,
};

impl Serve for ListStreamsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<ListStreamsResponse, Problem> {
        let after = self.exclusive_start_stream_name.as_ref().map(StreamName::as_str);
        let mut check = Constraints::default();
        check.number("limit", self.limit, 1..=10_000);
        check.text("exclusiveStartStreamName", after, &Text::NAME);
        check.text("nextToken", self.next_token.as_deref(), &Text::NEXT_TOKEN);
        check.finish()?;
        let page = exchange.backend.look(|state| {
            state.engine.list_streams(state.now, after, self.next_token.as_deref(), count(self.limit))
        })?;
        Ok(ListStreamsResponse {
            stream_names: page.streams.iter().map(|stream| stream.stream_name.clone()).collect(),
            has_more_streams: page.next_token.is_some(),
            next_token: page.next_token,
            stream_summaries: page.streams,
        })
    }
}
