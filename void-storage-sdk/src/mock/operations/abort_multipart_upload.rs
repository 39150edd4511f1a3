//! AbortMultipartUpload on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{AbortMultipartUploadRequest, EmptyResponse},
};

impl Serve for AbortMultipartUploadRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.upload_id.as_str());
        exchange.run(|state| state.engine.abort_upload(bucket, key, id))?;
        Ok(EmptyResponse {})
    }
}
