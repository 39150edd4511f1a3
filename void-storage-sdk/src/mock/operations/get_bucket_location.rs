//! GetBucketLocation on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetBucketLocationRequest, GetBucketLocationResponse},
};

impl Serve for GetBucketLocationRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetBucketLocationResponse, Problem> {
        let region = exchange.run(|state| {
            state.engine.check_bucket(self.bucket.as_str())?;
            Ok::<_, Problem>(state.engine.settings().region.clone())
        })?;
        let location_constraint = if region == "us-east-1" { String::new() } else { region };
        Ok(GetBucketLocationResponse { location_constraint })
    }
}
