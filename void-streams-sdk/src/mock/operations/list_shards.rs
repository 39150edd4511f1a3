//! ListShards.

use super::{
    super::{
        engine::{Problem, ShardsAsked},
        protocol::Exchange,
    },
    Serve, check_stream,
    constraints::{Constraints, Text},
    stream_name,
};
use crate::{
    operations::{ListShardsRequest, ListShardsResponse},
    types::{ShardFilterType, ShardId},
};

impl Serve for ListShardsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<ListShardsResponse, Problem> {
        self.check()?;
        let limit = self.max_results.and_then(|limit| limit.try_into().ok());
        let page = match self.next_token.as_deref() {
            Some(token) => {
                exchange.backend.look(|state| state.engine.list_more_shards(state.now, token, limit))
            }
            None => {
                let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
                let asked = ShardsAsked {
                    stream_made_at: self.stream_creation_timestamp,
                    after: self.exclusive_start_shard_id.as_ref().map(ShardId::as_str),
                    filter: self.shard_filter.as_ref(),
                };
                exchange.backend.look(|state| state.engine.list_shards(state.now, &name, asked, limit))
            }
        }?;
        Ok(ListShardsResponse { shards: page.shards, next_token: page.next_token })
    }
}

impl ListShardsRequest {
    fn check(&self) -> Result<(), Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.text("nextToken", self.next_token.as_deref(), &Text::NEXT_TOKEN);
        let after = self.exclusive_start_shard_id.as_ref();
        check.text("exclusiveStartShardId", after.map(ShardId::as_str), &Text::NAME);
        check.number("maxResults", self.max_results, 1..=10_000);
        if let Some(filter) = &self.shard_filter {
            check.one_of("shardFilter.type", Some(&filter.kind), ShardFilterType::KNOWN);
            check.text("shardFilter.shardId", filter.shard_id.as_ref().map(ShardId::as_str), &Text::NAME);
        }
        check.finish()?;
        if self.next_token.is_none() {
            return Ok(());
        }
        // An ARN may come with a token, which says the same.
        let excluded = [
            ("StreamName", self.stream_name.is_some()),
            ("StreamCreationTimestamp", self.stream_creation_timestamp.is_some()),
            ("ExclusiveStartShardId", self.exclusive_start_shard_id.is_some()),
        ];
        match excluded.into_iter().find(|(_, is_given)| *is_given) {
            Some((name, _)) => {
                Err(Problem::argument(format!("NextToken and {name} cannot be provided together.")))
            }
            None => Ok(()),
        }
    }
}
