//! DescribeLimits on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{
            Problem,
            limits::{ON_DEMAND_STREAM_LIMIT, SHARD_LIMIT},
        },
        protocol::Exchange,
    },
    operations::{DescribeLimitsRequest, DescribeLimitsResponse},
};

impl Serve for DescribeLimitsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<DescribeLimitsResponse, Problem> {
        let (open, on_demand) =
            exchange.backend.look(|state| (state.engine.open_shards(), state.engine.on_demand_streams()));
        Ok(DescribeLimitsResponse {
            shard_limit: SHARD_LIMIT,
            open_shard_count: open,
            on_demand_stream_count: u32::try_from(on_demand).ok(),
            on_demand_stream_count_limit: Some(ON_DEMAND_STREAM_LIMIT),
            channel_count: None,
            channel_count_limit: None,
        })
    }
}
