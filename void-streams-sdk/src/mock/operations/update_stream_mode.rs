//! UpdateStreamMode on the engine.

use super::{Constraints, Serve, check_stream, count, mode_of, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, UpdateStreamModeRequest},
    types::StreamMode,
};

impl Serve for UpdateStreamModeRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check.not_null("streamARN", self.stream_arn.is_some());
        check_stream(&mut check, None, self.stream_arn.as_ref());
        let mode = self.stream_mode_details.as_ref().map(|details| &details.stream_mode);
        check.not_null("streamModeDetails", mode.is_some());
        check.one_of("streamModeDetails.streamMode", mode, StreamMode::KNOWN);
        check.number("warmThroughputMiBps", self.warm_throughput_mib_per_second, 0..=i32::MAX.into());
        check.finish()?;
        let name = stream_name(exchange, None, self.stream_arn.as_ref())?;
        let (mode, warm_mib) = (mode_of(mode), count(self.warm_throughput_mib_per_second));
        exchange.run(|state| state.engine.update_mode(state.now, &name, mode, warm_mib))?;
        Ok(EmptyResponse {})
    }
}
