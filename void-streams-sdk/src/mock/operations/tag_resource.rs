//! TagResource on the engine.

use super::{Constraints, Serve, check_resource, check_tags};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, TagResourceRequest},
};

impl Serve for TagResourceRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_resource(&mut check, &self.resource_arn);
        check.not_null("tags", self.tags.is_some());
        let tags = self.tags.unwrap_or_default();
        check_tags(&mut check, &tags);
        check.finish()?;
        let arn = self.resource_arn.as_str();
        exchange.run(|state| state.engine.tag_resource(state.now, arn, tags))?;
        Ok(EmptyResponse {})
    }
}
