//! UntagResource on the engine.

use super::{Constraints, Serve, check_resource, check_tag_keys};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, UntagResourceRequest},
};

impl Serve for UntagResourceRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_resource(&mut check, &self.resource_arn);
        check_tag_keys(&mut check, self.tag_keys.as_deref());
        check.finish()?;
        let (arn, keys) = (self.resource_arn.as_str(), self.tag_keys.unwrap_or_default());
        exchange.run(|state| state.engine.untag_resource(state.now, arn, &keys))?;
        Ok(EmptyResponse {})
    }
}
