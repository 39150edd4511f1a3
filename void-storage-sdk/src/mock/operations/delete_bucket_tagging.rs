//! DeleteBucketTagging on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DeleteBucketTaggingRequest, EmptyResponse},
};

impl Serve for DeleteBucketTaggingRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        exchange.run(|state| state.engine.set_bucket_tags(self.bucket.as_str(), Vec::new()))?;
        Ok(EmptyResponse {})
    }
}
