//! GetBucketNotificationConfiguration on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetBucketNotificationConfigurationRequest, GetBucketNotificationConfigurationResponse},
};

impl Serve for GetBucketNotificationConfigurationRequest {
    async fn serve(
        self,
        exchange: &mut Exchange<'_>,
    ) -> Result<GetBucketNotificationConfigurationResponse, Problem> {
        let bucket = self.bucket.as_str();
        let configuration = exchange.backend.run(|state| state.engine.notification_configuration(bucket))?;
        Ok(GetBucketNotificationConfigurationResponse { configuration })
    }
}
