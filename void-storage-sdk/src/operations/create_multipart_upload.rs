//! CreateMultipartUpload: starts an upload in parts.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>

use http::Method;
use void_core::Timestamp;

use super::{Route, Target, operation};
use crate::{
    call::{Call, CallFuture},
    client::VoidStorageClient,
    types::{
        BucketName, ChecksumAlgorithm, ChecksumType, ObjectHeaders, ObjectKey, Tag, Tagging, UploadId,
        object_headers,
    },
    wire::{message, structure},
};

/// Says which object is to be made in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateMultipartUploadRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// What is kept with the object's bytes.
    pub headers: ObjectHeaders,
    /// How the checksums of the parts, and of the object, are computed.
    pub checksum_algorithm: Option<ChecksumAlgorithm>,
    /// What the object's checksum is of.
    pub checksum_type: Option<ChecksumType>,
    /// Tags, in the form of a query string.
    pub tagging: Option<String>,
    /// The canned ACL.
    pub acl: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(CreateMultipartUploadRequest {
    bucket => bucket,
    key => key,
    group => headers,
    header "x-amz-checksum-algorithm" => checksum_algorithm,
    header "x-amz-checksum-type" => checksum_type,
    header "x-amz-tagging" => tagging,
    header "x-amz-acl" => acl,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

/// The upload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreatedUpload {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// What parts, and the calls that end the upload, name it by.
    pub upload_id: UploadId,
}

structure!(CreatedUpload { "Bucket" => bucket, "Key" => key, "UploadId" => upload_id });

/// The upload that was started.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateMultipartUploadResponse {
    /// The upload.
    pub upload: CreatedUpload,
    /// How the checksums are computed.
    pub checksum_algorithm: Option<ChecksumAlgorithm>,
    /// What the object's checksum is of.
    pub checksum_type: Option<ChecksumType>,
    /// When a lifecycle rule aborts it.
    pub abort_date: Option<Timestamp>,
    /// Which rule.
    pub abort_rule_id: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(CreateMultipartUploadResponse {
    document "InitiateMultipartUploadResult" => upload,
    header "x-amz-checksum-algorithm" => checksum_algorithm,
    header "x-amz-checksum-type" => checksum_type,
    date "x-amz-abort-date" => abort_date,
    header "x-amz-abort-rule-id" => abort_rule_id,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

impl CreateMultipartUploadResponse {
    /// What parts, and the calls that end the upload, name it by.
    #[must_use]
    pub const fn upload_id(&self) -> &UploadId {
        &self.upload.upload_id
    }
}

operation!(
    CreateMultipartUploadRequest,
    "CreateMultipartUpload",
    Route::new(Method::POST, Target::Object).fixed(&[("uploads", "")]),
    CreateMultipartUploadResponse,
    {
        fn carry_out(
            client: &VoidStorageClient,
            mut request: Self,
        ) -> CallFuture<'_, CreateMultipartUploadResponse> {
            // Parts are uploaded with the client's checksum, and the service takes only the one that the upload has.
            if request.checksum_algorithm.is_none() {
                request.checksum_algorithm = client.default_checksum().cloned();
            }
            Box::pin(client.exchange(request))
        }
    }
);

impl VoidStorageClient {
    /// Starts an upload of an object in parts, of up to 10,000 parts and 48.8 TiB. Its parts are kept, and paid for, until it is
    /// [completed](Self::complete_multipart_upload) or [aborted](Self::abort_multipart_upload).
    ///
    /// What the call sets is what the object has when the upload is completed. How checksums are computed is decided here too.
    /// Default: as the client does it, CRC-64/NVME of the whole object unless it is told otherwise.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `BadRequest` for a checksum that can't be of this type, `KeyTooLong`, `MetadataTooLarge`,
    /// `AccessDenied`.
    pub fn create_multipart_upload(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, CreateMultipartUploadRequest> {
        Call::new(
            self,
            CreateMultipartUploadRequest {
                bucket: bucket.into(),
                key: key.into(),
                headers: ObjectHeaders::default(),
                checksum_algorithm: None,
                checksum_type: None,
                tagging: None,
                acl: None,
                server_side_encryption: None,
            },
        )
    }
}

object_headers!(CreateMultipartUploadRequest);

impl Call<'_, CreateMultipartUploadRequest> {
    /// How the checksums of the parts and of the object are computed. Each part is then uploaded with that one.
    pub fn checksum_algorithm(self, algorithm: impl Into<ChecksumAlgorithm>) -> Self {
        self.set(|request| request.checksum_algorithm = Some(algorithm.into()))
    }

    /// What the object's checksum is of. Default: the whole object for CRC-64/NVME, the parts' checksums for the others.
    /// SHA-1 and SHA-256 can't be of the whole object, CRC-64/NVME not of the parts' checksums.
    pub fn checksum_type(self, checksum_type: ChecksumType) -> Self {
        self.set(|request| request.checksum_type = Some(checksum_type))
    }

    /// Tags: names and values, 10 at most.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<Tag>>) -> Self {
        self.tagging(tags.into_iter().collect::<Tagging>().to_query())
    }

    /// Tags, in the form of a query string: `team=billing&kind=invoice`.
    pub fn tagging(self, tagging: impl Into<String>) -> Self {
        self.set(|request| request.tagging = Some(tagging.into()))
    }
}
