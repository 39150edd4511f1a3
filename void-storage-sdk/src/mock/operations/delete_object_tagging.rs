//! DeleteObjectTagging on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DeleteObjectTaggingRequest, DeleteObjectTaggingResponse},
};

impl Serve for DeleteObjectTaggingRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<DeleteObjectTaggingResponse, Problem> {
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.version_id.as_ref());
        let found = exchange.run(|state| state.engine.set_object_tags(state.now, bucket, key, id, None))?;
        Ok(DeleteObjectTaggingResponse { version_id: found.version_id })
    }
}
