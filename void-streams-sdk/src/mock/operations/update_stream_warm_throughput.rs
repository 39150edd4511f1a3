//! UpdateStreamWarmThroughput on the engine.

use super::{Constraints, Serve, check_stream, count, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{UpdateStreamWarmThroughputRequest, UpdateStreamWarmThroughputResponse},
};

impl Serve for UpdateStreamWarmThroughputRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<UpdateStreamWarmThroughputResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        let mib = self.warm_throughput_mib_per_second;
        check.not_null("warmThroughputMiBps", mib.is_some());
        check.number("warmThroughputMiBps", mib, 0..=i32::MAX.into());
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let mib = count(mib).unwrap_or_default();
        exchange.run(|state| {
            let changed = state.engine.update_warm_throughput(state.now, &name, mib)?;
            Ok(UpdateStreamWarmThroughputResponse {
                stream_arn: Some(state.engine.arn(&name).into()),
                stream_name: Some(name.into()),
                warm_throughput: Some(changed),
            })
        })
    }
}
