//! DescribeAccountSettings on the engine.

use super::{Serve, commitment};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DescribeAccountSettingsRequest, DescribeAccountSettingsResponse},
};

impl Serve for DescribeAccountSettingsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<DescribeAccountSettingsResponse, Problem> {
        let told = exchange.backend.look(|state| commitment(state.now, state.engine.commitment()));
        Ok(DescribeAccountSettingsResponse { minimum_throughput_billing_commitment: Some(told) })
    }
}
