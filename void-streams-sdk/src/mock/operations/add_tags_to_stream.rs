//! AddTagsToStream on the engine.

use super::{Constraints, Serve, check_stream, check_tags, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{AddTagsToStreamRequest, EmptyResponse},
};

impl Serve for AddTagsToStreamRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.not_null("tags", self.tags.is_some());
        let tags = self.tags.unwrap_or_default();
        check_tags(&mut check, &tags);
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        exchange.run(|state| state.engine.tag(&name, tags))?;
        Ok(EmptyResponse {})
    }
}
