//! CreateStream on the engine.

use super::{Constraints, Serve, Text, check_tags, count, distribution_of, mode_of};
use crate::{
    mock::{
        engine::{NewStream, Problem},
        protocol::Exchange,
    },
    operations::{CreateStreamRequest, EmptyResponse},
    types::{RecordDistributionStrategy, StreamMode},
};

impl Serve for CreateStreamRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        check(&self)?;
        let mode = self.stream_mode_details.map(|details| details.stream_mode);
        let new = NewStream {
            name: self.stream_name.into(),
            shards: count(self.shard_count),
            mode: mode_of(mode.as_ref()),
            tags: self.tags.unwrap_or_default(),
            max_record_kib: count(self.max_record_size_in_kib),
            warm_mib: count(self.warm_throughput_mib_per_second),
            distribution: self.record_distribution_strategy.as_ref().map(|it| distribution_of(Some(it))),
        };
        exchange.run(|state| state.engine.create_stream(state.now, new))?;
        Ok(EmptyResponse {})
    }
}

fn check(request: &CreateStreamRequest) -> Result<(), Problem> {
    let mut check = Constraints::default();
    check.number("shardCount", request.shard_count, 1..=i32::MAX.into());
    check.required_text("streamName", request.stream_name.as_str(), &Text::NAME);
    let mode = request.stream_mode_details.as_ref().map(|details| &details.stream_mode);
    check.one_of("streamModeDetails.streamMode", mode, StreamMode::KNOWN);
    if let Some(tags) = &request.tags {
        check_tags(&mut check, tags);
    }
    check.number("warmThroughputMiBps", request.warm_throughput_mib_per_second, 0..=i32::MAX.into());
    check.number("maxRecordSizeInKiB", request.max_record_size_in_kib, 1024..=10_240);
    let strategy = request.record_distribution_strategy.as_ref();
    check.one_of("recordDistributionStrategy", strategy, RecordDistributionStrategy::KNOWN);
    check.finish()
}
