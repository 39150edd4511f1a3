//! PutObject on the engine.

use super::{Serve, copy_object::tags};
use crate::{
    mock::{
        engine::{Object, Problem, WriteConditions, WriteKind, check_headers},
        protocol::Exchange,
    },
    operations::{PutObjectRequest, PutObjectResponse},
    types::{ChecksumAlgorithm, ChecksumType, ETag},
};

/// The largest object that is written at once: 5 GiB.
const SIZE_LIMIT: u64 = 5 * 1024 * 1024 * 1024;

impl Serve for PutObjectRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<PutObjectResponse, Problem> {
        check_headers(&self.headers)?;
        let tags = tags(self.tagging.as_deref())?;
        exchange.run(|state| state.engine.check_bucket(self.bucket.as_str()))?;
        let (body, digests) = exchange.store(SIZE_LIMIT, Some(ChecksumAlgorithm::Crc64Nvme)).await?;
        let mut checksums = digests.checksums;
        checksums.checksum_type = Some(ChecksumType::FullObject);
        let object = Object {
            body,
            e_tag: e_tag(&digests.md5),
            headers: self.headers,
            checksums,
            tags,
            parts: Vec::new(),
            server_side_encryption: self.server_side_encryption.unwrap_or_else(|| "AES256".to_owned()),
        }
        .with_default_content_type();
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

/// The ETag of bytes that were written at once.
pub(super) fn e_tag(md5: &[u8; 16]) -> ETag {
    md5.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}
