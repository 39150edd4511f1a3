//! MergeShards.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve, check_stream,
    constraints::{Constraints, Text},
    stream_name,
};
use crate::operations::{EmptyResponse, MergeShardsRequest};

impl Serve for MergeShardsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let (shard, adjacent) = (self.shard_to_merge.as_str(), self.adjacent_shard_to_merge.as_str());
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.required_text("shardToMerge", shard, &Text::NAME);
        check.required_text("adjacentShardToMerge", adjacent, &Text::NAME);
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        exchange.run(|state| state.engine.merge_shards(state.now, &name, shard, adjacent))?;
        Ok(EmptyResponse {})
    }
}
