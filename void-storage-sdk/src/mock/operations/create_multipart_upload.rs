//! CreateMultipartUpload on the engine.

use super::{Serve, tagging::tags};
use crate::{
    mock::{
        engine::{NewUpload, Problem, check_headers},
        protocol::Exchange,
    },
    operations::{CreateMultipartUploadRequest, CreateMultipartUploadResponse, CreatedUpload},
    types::{ChecksumAlgorithm, ChecksumType},
};

impl Serve for CreateMultipartUploadRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<CreateMultipartUploadResponse, Problem> {
        check_headers(&self.headers)?;
        let checksum_type = checksum_type(self.checksum_algorithm.as_ref(), self.checksum_type)?;
        let object = NewUpload {
            headers: self.headers,
            tags: tags(self.tagging.as_deref())?,
            algorithm: self.checksum_algorithm.clone(),
            checksum_type: checksum_type.clone(),
            server_side_encryption: self.server_side_encryption.unwrap_or_else(|| "AES256".to_owned()),
        };
        let server_side_encryption = Some(object.server_side_encryption.clone());
        let (bucket, key) = (self.bucket.as_str(), self.key.as_str());
        let upload_id = exchange.run(|state| state.engine.create_upload(state.now, bucket, key, object))?;
        Ok(CreateMultipartUploadResponse {
            upload: CreatedUpload { bucket: bucket.to_owned(), key: key.to_owned(), upload_id },
            checksum_type: self.checksum_algorithm.is_some().then_some(checksum_type),
            checksum_algorithm: self.checksum_algorithm,
            abort_date: None,
            abort_rule_id: None,
            server_side_encryption,
        })
    }
}

/// What the object's checksum is of.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html>
fn checksum_type(
    algorithm: Option<&ChecksumAlgorithm>,
    asked: Option<ChecksumType>,
) -> Result<ChecksumType, Problem> {
    use ChecksumAlgorithm::{Crc64Nvme, Sha1, Sha256, Unknown};
    let refuse = |algorithm: &ChecksumAlgorithm, asked: &ChecksumType| {
        let (algorithm, asked) = (algorithm.as_str().to_ascii_lowercase(), asked.as_str());
        Problem::request(format!(
            "The {asked} checksum type cannot be used with the {algorithm} checksum algorithm."
        ))
    };
    match (algorithm, asked) {
        (Some(Unknown(_)), _) => Err(Problem::request(
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, \
             CRC64NVME, SHA1, SHA256]",
        )),
        (None, Some(_)) => Err(Problem::request(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
        )),
        (_, Some(ChecksumType::Unknown(other))) => {
            Err(Problem::request(format!("Value for x-amz-checksum-type header is invalid: {other}")))
        }
        (Some(algorithm @ Crc64Nvme), Some(asked @ ChecksumType::Composite))
        | (Some(algorithm @ (Sha1 | Sha256)), Some(asked @ ChecksumType::FullObject)) => {
            Err(refuse(algorithm, &asked))
        }
        (_, Some(asked)) => Ok(asked),
        (None | Some(Crc64Nvme), None) => Ok(ChecksumType::FullObject),
        (Some(_), None) => Ok(ChecksumType::Composite),
    }
}
