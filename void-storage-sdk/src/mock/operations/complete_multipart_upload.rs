//! CompleteMultipartUpload on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Completion, Problem, WriteConditions},
        protocol::Exchange,
    },
    operations::{CompleteMultipartUploadRequest, CompleteMultipartUploadResponse, CompletedObject},
    wire::{encode_key, encode_value},
};

impl Serve for CompleteMultipartUploadRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<CompleteMultipartUploadResponse, Problem> {
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.upload_id.as_str());
        let asked = Completion {
            parts: &self.upload.parts,
            checksums: &self.checksums,
            object_size: self.object_size,
            conditions: WriteConditions { if_match: self.if_match, if_none_match: self.if_none_match },
        };
        let completed =
            exchange.run(|state| state.engine.complete_upload(state.now, bucket, key, id, &asked))?;
        let base = exchange.backend.base_url.trim_end_matches('/');
        Ok(CompleteMultipartUploadResponse {
            object: CompletedObject {
                location: Some(format!("{base}/{}/{}", encode_value(bucket), encode_key(key))),
                bucket: Some(bucket.to_owned()),
                key: Some(key.to_owned()),
                e_tag: completed.e_tag,
                checksums: completed.checksums,
            },
            version_id: completed.version_id,
            expiration: completed.expiration,
            server_side_encryption: Some(completed.server_side_encryption),
        })
    }
}
