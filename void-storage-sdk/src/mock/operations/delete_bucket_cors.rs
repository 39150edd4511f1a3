//! DeleteBucketCors on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{DeleteBucketCorsRequest, EmptyResponse},
};

impl Serve for DeleteBucketCorsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        exchange.run(|state| state.engine.delete_cors(self.bucket.as_str()))?;
        Ok(EmptyResponse {})
    }
}
