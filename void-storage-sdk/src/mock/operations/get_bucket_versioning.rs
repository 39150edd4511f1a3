//! GetBucketVersioning on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Problem, Versioning},
        protocol::Exchange,
    },
    operations::{GetBucketVersioningRequest, GetBucketVersioningResponse},
    types::{VersioningConfiguration, VersioningStatus},
};

impl Serve for GetBucketVersioningRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetBucketVersioningResponse, Problem> {
        let versioning = exchange.run(|state| state.engine.versioning(self.bucket.as_str()))?;
        let status = match versioning {
            Versioning::Unversioned => None,
            Versioning::Enabled => Some(VersioningStatus::Enabled),
            Versioning::Suspended => Some(VersioningStatus::Suspended),
        };
        Ok(GetBucketVersioningResponse {
            configuration: VersioningConfiguration { status, mfa_delete: None },
        })
    }
}
