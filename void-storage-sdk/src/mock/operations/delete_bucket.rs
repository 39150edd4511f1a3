//! DeleteBucket on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DeleteBucketRequest, EmptyResponse},
};

impl Serve for DeleteBucketRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        exchange.run(|state| state.engine.delete_bucket(self.bucket.as_str()))?;
        Ok(EmptyResponse {})
    }
}
