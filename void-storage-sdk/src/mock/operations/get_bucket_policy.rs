//! GetBucketPolicy on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetBucketPolicyRequest, GetBucketPolicyResponse},
};

impl Serve for GetBucketPolicyRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetBucketPolicyResponse, Problem> {
        let bucket = self.bucket.as_str();
        let policy = exchange.run(|state| state.engine.policy(bucket).map(ToOwned::to_owned))?;
        Ok(GetBucketPolicyResponse { policy })
    }
}
