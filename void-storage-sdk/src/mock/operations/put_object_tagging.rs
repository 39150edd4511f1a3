//! PutObjectTagging on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{PutObjectTaggingRequest, PutObjectTaggingResponse},
};

impl Serve for PutObjectTaggingRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<PutObjectTaggingResponse, Problem> {
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.version_id.as_ref());
        let tags = self.tagging.into_tags();
        let found =
            exchange.run(|state| state.engine.set_object_tags(state.now, bucket, key, id, Some(tags)))?;
        Ok(PutObjectTaggingResponse { version_id: found.version_id })
    }
}
