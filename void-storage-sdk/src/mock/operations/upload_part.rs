//! UploadPart on the engine.

use super::Serve;
use crate::{
    mock::{
        digests::Digests,
        engine::{NewUpload, Problem, StoredPart, UPLOAD_LIMIT, check_part_number},
        protocol::Exchange,
    },
    operations::{UploadPartRequest, UploadPartResponse},
    types::{
        ChecksumAlgorithm::{self, Crc32, Crc32c},
        Checksums,
    },
};

impl Serve for UploadPartRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<UploadPartResponse, Problem> {
        check_part_number(self.part_number)?;
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.upload_id.as_str());
        let upload = exchange.run(|state| state.engine.upload(bucket, key, id))?;
        let algorithm = upload.computed();
        let (body, digests) = exchange.store(UPLOAD_LIMIT, Some(algorithm.clone())).await?;
        let e_tag = digests.e_tag();
        let declared = digests.checksums;
        let other = declared.iter().map(|(other, _)| other).find(|other| *other != algorithm);
        let (checksums, told) = match other {
            None => (declared.clone(), shown(&upload, &declared)),
            // Where the upload names none, a part may have one that checks its body on the way.
            Some(Crc32 | Crc32c) if upload.algorithm.is_none() => {
                (Digests::of(&body, algorithm).await?.checksums, declared)
            }
            Some(other) => return Err(another_checksum(&upload, &other)),
        };
        let part = StoredPart { body, md5: digests.md5, e_tag, checksums, last_modified: exchange.now() };
        let response = UploadPartResponse {
            e_tag: part.e_tag.clone(),
            checksums: told,
            server_side_encryption: Some(upload.server_side_encryption.clone()),
        };
        exchange.run(|state| state.engine.put_part(bucket, key, id, self.part_number, part))?;
        Ok(response)
    }
}

/// The checksums of a part that are told: those by the algorithm that the upload was started with.
pub(super) fn shown(upload: &NewUpload, checksums: &Checksums) -> Checksums {
    if upload.algorithm.is_some() { checksums.clone() } else { Checksums::default() }
}

fn another_checksum(upload: &NewUpload, other: &ChecksumAlgorithm) -> Problem {
    let expected = upload.algorithm.as_ref().map_or("null", ChecksumAlgorithm::as_str).to_ascii_lowercase();
    let other = other.as_str().to_ascii_lowercase();
    Problem::request(format!(
        "Checksum Type mismatch occurred, expected checksum Type: {expected}, actual checksum Type: {other}"
    ))
}
