//! CreateBucket on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Code, Problem},
        protocol::Exchange,
    },
    operations::{CreateBucketRequest, CreateBucketResponse},
};

impl Serve for CreateBucketRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<CreateBucketResponse, Problem> {
        let region = exchange.backend.peek(|state| state.engine.settings().region.clone());
        let asked = self.configuration.and_then(|configuration| configuration.location_constraint);
        if asked.as_deref().unwrap_or("us-east-1") != region {
            let asked = asked.unwrap_or_else(|| "unspecified".to_owned());
            return Err(Problem::new(
                Code::IllegalLocationConstraint,
                format!(
                    "The {asked} location constraint is incompatible for the region specific endpoint this request was sent to."
                ),
            ));
        }
        exchange.run(|state| state.engine.create_bucket(state.now, self.bucket.as_str()))?;
        Ok(CreateBucketResponse {
            location: Some(format!("/{}", self.bucket)),
            bucket_arn: Some(format!("arn:aws:s3:::{}", self.bucket)),
        })
    }
}
