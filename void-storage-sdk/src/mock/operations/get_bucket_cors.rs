//! GetBucketCors on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetBucketCorsRequest, GetBucketCorsResponse},
    types::CorsConfiguration,
};

impl Serve for GetBucketCorsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetBucketCorsResponse, Problem> {
        let bucket = self.bucket.as_str();
        let rules = exchange.run(|state| state.engine.cors(bucket).map(<[_]>::to_vec))?;
        Ok(GetBucketCorsResponse { configuration: CorsConfiguration { rules } })
    }
}
