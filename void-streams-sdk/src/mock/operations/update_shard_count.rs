//! UpdateShardCount.

use super::{
    super::{
        engine::{Problem, ShardCounts},
        protocol::Exchange,
    },
    Serve, check_stream,
    constraints::Constraints,
    stream_name,
};
use crate::{
    operations::{UpdateShardCountRequest, UpdateShardCountResponse},
    types::ScalingType,
};

impl Serve for UpdateShardCountRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<UpdateShardCountResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.not_null("targetShardCount", self.target_shard_count.is_some());
        check.number("targetShardCount", self.target_shard_count, 1..=i64::from(i32::MAX));
        check.not_null("scalingType", self.scaling_type.is_some());
        check.one_of("scalingType", self.scaling_type.as_ref(), ScalingType::KNOWN);
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let target = self.target_shard_count.and_then(|count| u32::try_from(count).ok()).unwrap_or(u32::MAX);
        exchange.run(|state| {
            let ShardCounts { current, target } =
                state.engine.update_shard_count(state.now, &name, target)?;
            Ok(UpdateShardCountResponse {
                stream_arn: Some(state.engine.arn(&name).into()),
                stream_name: Some(name.into()),
                current_shard_count: i32::try_from(current).ok(),
                target_shard_count: i32::try_from(target).ok(),
            })
        })
    }
}
