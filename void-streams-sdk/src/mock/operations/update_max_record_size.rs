//! UpdateMaxRecordSize on the engine.

use super::{Constraints, Serve, check_stream, count, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, UpdateMaxRecordSizeRequest},
};

impl Serve for UpdateMaxRecordSizeRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, None, self.stream_arn.as_ref());
        check.not_null("maxRecordSizeInKiB", self.max_record_size_in_kib.is_some());
        check.number("maxRecordSizeInKiB", self.max_record_size_in_kib, 1024..=10_240);
        check.finish()?;
        let name = stream_name(exchange, None, self.stream_arn.as_ref())?;
        let kib = count(self.max_record_size_in_kib).unwrap_or_default();
        exchange.run(|state| state.engine.update_max_record_size(state.now, &name, kib))?;
        Ok(EmptyResponse {})
    }
}
