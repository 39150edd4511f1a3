//! HeadBucket on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{HeadBucketRequest, HeadBucketResponse},
};

impl Serve for HeadBucketRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<HeadBucketResponse, Problem> {
        let bucket = self.bucket.as_str();
        let region = exchange.run(|state| {
            state.engine.check_bucket(bucket)?;
            Ok::<_, Problem>(state.engine.settings().region.clone())
        })?;
        Ok(HeadBucketResponse {
            bucket_region: Some(region),
            bucket_arn: Some(format!("arn:aws:s3:::{bucket}")),
            access_point_alias: Some(false),
        })
    }
}
