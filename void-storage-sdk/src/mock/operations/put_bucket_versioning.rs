//! PutBucketVersioning on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Code, Problem, Versioning},
        protocol::Exchange,
    },
    operations::{EmptyResponse, PutBucketVersioningRequest},
    types::VersioningStatus,
};

impl Serve for PutBucketVersioningRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let versioning = match self.configuration.status {
            Some(VersioningStatus::Enabled) => Versioning::Enabled,
            Some(VersioningStatus::Suspended) => Versioning::Suspended,
            _ => return Err(Problem::of(Code::MalformedXml)),
        };
        exchange.run(|state| state.engine.set_versioning(self.bucket.as_str(), versioning))?;
        Ok(EmptyResponse {})
    }
}
