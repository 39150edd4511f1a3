//! ListTagsForResource on the engine.

use super::{Constraints, Serve, check_resource, tag_list};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{ListTagsForResourceRequest, ListTagsForResourceResponse},
};

impl Serve for ListTagsForResourceRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<ListTagsForResourceResponse, Problem> {
        let mut check = Constraints::default();
        check_resource(&mut check, &self.resource_arn);
        check.finish()?;
        exchange.backend.look(|state| {
            let tags = tag_list(state.engine.resource_tags(state.now, self.resource_arn.as_str())?);
            Ok(ListTagsForResourceResponse { tags })
        })
    }
}
