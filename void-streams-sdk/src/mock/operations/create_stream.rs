//! CreateStream on the engine.

use super::{Constraints, Serve, Text, check_tags, count};
use crate::{
    mock::{
        engine::{Distribution, Mode, NewStream, Problem},
        protocol::Exchange,
    },
    operations::{CreateStreamRequest, EmptyResponse},
    types::{RecordDistributionStrategy, StreamMode},
};

impl Serve for CreateStreamRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        check(&self)?;
        let mode = match self.stream_mode_details.map(|details| details.stream_mode) {
            Some(StreamMode::OnDemand) => Mode::OnDemand,
            _ => Mode::Provisioned,
        };
        let new = NewStream {
            name: self.stream_name.into(),
            shards: count(self.shard_count),
            mode,
            tags: self.tags.unwrap_or_default(),
            max_record_kib: count(self.max_record_size_in_kib),
            warm_mib: count(self.warm_throughput_mib_per_second),
            distribution: self.record_distribution_strategy.map(|strategy| match strategy {
                RecordDistributionStrategy::Auto => Distribution::Even,
                _ => Distribution::ByKey,
            }),
        };
        exchange.backend.run(|state| state.engine.create_stream(state.now, new))?;
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
