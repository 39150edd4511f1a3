//! GetBucketTagging on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetBucketTaggingRequest, GetBucketTaggingResponse},
};

impl Serve for GetBucketTaggingRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetBucketTaggingResponse, Problem> {
        let bucket = self.bucket.as_str();
        let tags = exchange.run(|state| state.engine.bucket_tags(bucket).cloned())?;
        Ok(GetBucketTaggingResponse { tagging: tags.into_iter().collect() })
    }
}
