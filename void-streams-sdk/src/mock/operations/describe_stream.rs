//! DescribeStream on the engine.

use super::{Constraints, Serve, Text, check_stream, count, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DescribeStreamRequest, DescribeStreamResponse},
    types::ShardId,
};

impl Serve for DescribeStreamRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<DescribeStreamResponse, Problem> {
        let after = self.exclusive_start_shard_id.as_ref().map(ShardId::as_str);
        let mut check = Constraints::default();
        check.number("limit", self.limit, 1..=10_000);
        check.text("exclusiveStartShardId", after, &Text::NAME);
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let stream_description = exchange
            .backend
            .look(|state| state.engine.describe_stream(state.now, &name, after, count(self.limit)))?;
        Ok(DescribeStreamResponse { stream_description })
    }
}
