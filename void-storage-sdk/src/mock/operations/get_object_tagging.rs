//! GetObjectTagging on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetObjectTaggingRequest, GetObjectTaggingResponse},
};

impl Serve for GetObjectTaggingRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetObjectTaggingResponse, Problem> {
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.version_id.as_ref());
        let found = exchange.run(|state| state.engine.find_object(bucket, key, id))?;
        let tagging = found.object.tags.iter().cloned().collect();
        Ok(GetObjectTaggingResponse { tagging, version_id: found.version_id })
    }
}
