//! DeleteResourcePolicy on the engine.

use super::{Constraints, Serve, check_resource};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DeleteResourcePolicyRequest, EmptyResponse},
};

impl Serve for DeleteResourcePolicyRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_resource(&mut check, &self.resource_arn);
        check.finish()?;
        let arn = self.resource_arn.as_str();
        exchange.run(|state| state.engine.delete_policy(state.now, arn))?;
        Ok(EmptyResponse {})
    }
}
