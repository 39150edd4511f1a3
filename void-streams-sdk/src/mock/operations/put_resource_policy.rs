//! PutResourcePolicy on the engine.

use super::{Constraints, Serve, check_resource};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, PutResourcePolicyRequest},
};

impl Serve for PutResourcePolicyRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_resource(&mut check, &self.resource_arn);
        check.not_null("policy", self.policy.is_some());
        check.finish()?;
        let (arn, policy) = (self.resource_arn.as_str(), self.policy.unwrap_or_default());
        exchange.run(|state| state.engine.put_policy(state.now, arn, policy))?;
        Ok(EmptyResponse {})
    }
}
