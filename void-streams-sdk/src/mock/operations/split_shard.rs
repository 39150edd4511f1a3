//! SplitShard.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve, check_stream,
    constraints::{Constraints, Text},
    stream_name,
};
use crate::{
    operations::{EmptyResponse, SplitShardRequest},
    types::HashKey,
};

impl Serve for SplitShardRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.required_text("shardToSplit", self.shard_to_split.as_str(), &Text::NAME);
        check.required_text("newStartingHashKey", &self.new_starting_hash_key, &Text::HASH_KEY);
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let shard = self.shard_to_split.as_str();
        // What has 39 digits can be above the ring: above every shard, as its highest key is.
        let key = self.new_starting_hash_key.parse().unwrap_or(HashKey::MAX);
        exchange.run(|state| state.engine.split_shard(state.now, &name, shard, key))?;
        Ok(EmptyResponse {})
    }
}
