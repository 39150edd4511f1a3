//! PutBucketTagging on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, PutBucketTaggingRequest},
};

impl Serve for PutBucketTaggingRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let tags = self.tagging.into_tags();
        exchange.run(|state| state.engine.set_bucket_tags(self.bucket.as_str(), tags))?;
        Ok(EmptyResponse {})
    }
}
