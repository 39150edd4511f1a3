//! DisableEnhancedMonitoring on the engine.

use super::{Constraints, Serve, check_metrics, check_stream, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DisableEnhancedMonitoringRequest, EnhancedMonitoringResponse},
};

impl Serve for DisableEnhancedMonitoringRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EnhancedMonitoringResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check_metrics(&mut check, self.shard_level_metrics.as_deref());
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let metrics = self.shard_level_metrics.unwrap_or_default();
        exchange.run(|state| {
            let changed = state.engine.change_monitoring(state.now, &name, &metrics, |kept, named| {
                kept.retain(|name| !named.contains(name));
            })?;
            Ok(EnhancedMonitoringResponse {
                stream_arn: Some(state.engine.arn(&name).into()),
                stream_name: Some(name.into()),
                current_shard_level_metrics: changed.current,
                desired_shard_level_metrics: changed.desired,
            })
        })
    }
}
