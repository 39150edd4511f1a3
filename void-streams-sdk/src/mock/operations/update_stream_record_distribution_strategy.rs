//! UpdateStreamRecordDistributionStrategy on the engine.

use super::{Constraints, Serve, check_stream, distribution_of, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, UpdateStreamRecordDistributionStrategyRequest},
    types::RecordDistributionStrategy,
};

impl Serve for UpdateStreamRecordDistributionStrategyRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check.not_null("streamARN", self.stream_arn.is_some());
        check_stream(&mut check, None, self.stream_arn.as_ref());
        let strategy = self.record_distribution_strategy.as_ref();
        check.not_null("recordDistributionStrategy", strategy.is_some());
        check.one_of("recordDistributionStrategy", strategy, RecordDistributionStrategy::KNOWN);
        check.finish()?;
        let name = stream_name(exchange, None, self.stream_arn.as_ref())?;
        let distribution = distribution_of(strategy);
        exchange.run(|state| state.engine.update_distribution(&name, distribution))?;
        Ok(EmptyResponse {})
    }
}
