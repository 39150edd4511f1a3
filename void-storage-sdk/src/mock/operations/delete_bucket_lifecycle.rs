//! DeleteBucketLifecycle on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DeleteBucketLifecycleRequest, EmptyResponse},
};

impl Serve for DeleteBucketLifecycleRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        exchange.run(|state| state.engine.delete_lifecycle(self.bucket.as_str()))?;
        Ok(EmptyResponse {})
    }
}
