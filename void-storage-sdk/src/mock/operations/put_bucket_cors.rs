//! PutBucketCors on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, PutBucketCorsRequest},
};

impl Serve for PutBucketCorsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let rules = self.configuration.rules;
        exchange.run(|state| state.engine.set_cors(self.bucket.as_str(), rules))?;
        Ok(EmptyResponse {})
    }
}
