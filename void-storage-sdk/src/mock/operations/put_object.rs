//! PutObject on the engine.

use super::{Serve, tagging::tags};
use crate::{
    mock::{
        engine::{Object, Problem, UPLOAD_LIMIT, WriteConditions, WriteKind, check_headers},
        protocol::Exchange,
    },
    operations::{PutObjectRequest, PutObjectResponse},
    types::{ChecksumAlgorithm, ChecksumType},
};

impl Serve for PutObjectRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<PutObjectResponse, Problem> {
        check_headers(&self.headers)?;
        let tags = tags(self.tagging.as_deref())?;
        exchange.run(|state| state.engine.check_bucket(self.bucket.as_str()))?;
        let (body, digests) = exchange.store(UPLOAD_LIMIT, Some(ChecksumAlgorithm::Crc64Nvme)).await?;
        let e_tag = digests.e_tag();
        let mut checksums = digests.checksums;
        checksums.checksum_type = Some(ChecksumType::FullObject);
        let object = Object {
            body,
            e_tag,
            headers: self.headers.into(),
            checksums,
            tags,
            parts: Vec::new(),
            server_side_encryption: self.server_side_encryption.unwrap_or_else(|| "AES256".to_owned()),
        };
        let conditions = WriteConditions { if_match: self.if_match, if_none_match: self.if_none_match };
        let written = exchange.run(|state| {
            let now = state.now;
            state.engine.put_object(
                now,
                self.bucket.as_str(),
                self.key.as_str(),
                object,
                &conditions,
                WriteKind::Put,
            )
        })?;
        Ok(PutObjectResponse {
            e_tag: written.object.e_tag.clone(),
            version_id: written.version_id,
            checksums: written.object.checksums.clone(),
            expiration: written.expiration,
            server_side_encryption: Some(written.object.server_side_encryption.clone()),
            // It is said of what was appended to, in directory buckets.
            size: None,
        })
    }
}
