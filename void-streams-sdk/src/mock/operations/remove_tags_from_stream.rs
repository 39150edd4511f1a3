//! RemoveTagsFromStream on the engine.

use super::{Constraints, Serve, check_stream, check_tag_keys, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, RemoveTagsFromStreamRequest},
};

impl Serve for RemoveTagsFromStreamRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check_tag_keys(&mut check, self.tag_keys.as_deref());
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let keys = self.tag_keys.unwrap_or_default();
        exchange.run(|state| state.engine.untag(&name, &keys))?;
        Ok(EmptyResponse {})
    }
}
