//! IncreaseStreamRetentionPeriod on the engine.

use super::{Constraints, Serve, check_stream, stream_name};
use crate::{
    mock::{
        engine::{Problem, Retention},
        protocol::Exchange,
    },
    operations::{EmptyResponse, IncreaseStreamRetentionPeriodRequest},
};

impl Serve for IncreaseStreamRetentionPeriodRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.not_null("retentionPeriodHours", self.retention_period_hours.is_some());
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let hours = self.retention_period_hours.unwrap_or_default();
        exchange.run(|state| state.engine.change_retention(state.now, &name, Retention::Longer, hours))?;
        Ok(EmptyResponse {})
    }
}
