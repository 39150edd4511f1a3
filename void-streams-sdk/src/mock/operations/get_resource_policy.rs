//! GetResourcePolicy on the engine.

use super::{Constraints, Serve, check_resource};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetResourcePolicyRequest, GetResourcePolicyResponse},
};

impl Serve for GetResourcePolicyRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<GetResourcePolicyResponse, Problem> {
        let mut check = Constraints::default();
        check_resource(&mut check, &self.resource_arn);
        check.finish()?;
        let arn = self.resource_arn.as_str();
        let policy = exchange.backend.look(|state| state.engine.policy(state.now, arn))?;
        Ok(GetResourcePolicyResponse { policy })
    }
}
