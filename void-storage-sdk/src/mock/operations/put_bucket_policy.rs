//! PutBucketPolicy on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, PutBucketPolicyRequest},
};

impl Serve for PutBucketPolicyRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        exchange.run(|state| state.engine.set_policy(self.bucket.as_str(), self.policy))?;
        Ok(EmptyResponse {})
    }
}
