//! DeleteBucketPolicy on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DeleteBucketPolicyRequest, EmptyResponse},
};

impl Serve for DeleteBucketPolicyRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        exchange.run(|state| state.engine.delete_policy(self.bucket.as_str()))?;
        Ok(EmptyResponse {})
    }
}
