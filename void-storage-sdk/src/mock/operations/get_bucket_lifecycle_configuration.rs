//! GetBucketLifecycleConfiguration on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetBucketLifecycleConfigurationRequest, GetBucketLifecycleConfigurationResponse},
    types::LifecycleConfiguration,
};

impl Serve for GetBucketLifecycleConfigurationRequest {
    async fn serve(
        self,
        exchange: &mut Exchange<'_>,
    ) -> Result<GetBucketLifecycleConfigurationResponse, Problem> {
        let rules = exchange.backend.run(|state| state.engine.lifecycle(self.bucket.as_str()))?;
        Ok(GetBucketLifecycleConfigurationResponse { configuration: LifecycleConfiguration { rules } })
    }
}
