//! DescribeStreamSummary on the engine.

use super::{Constraints, Serve, check_stream, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DescribeStreamSummaryRequest, DescribeStreamSummaryResponse},
};

impl Serve for DescribeStreamSummaryRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<DescribeStreamSummaryResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let stream_description_summary =
            exchange.backend.look(|state| state.engine.describe_stream_summary(state.now, &name))?;
        Ok(DescribeStreamSummaryResponse { stream_description_summary })
    }
}
