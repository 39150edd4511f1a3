//! UploadPartCopy: makes a part of an object of another object's bytes, on the service's side.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>

use std::ops::RangeInclusive;

use http::Method;
use void_core::Timestamp;

use super::{Operation, Route, Target, operation, reading::byte_range};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, Checksums, CopySource, ETag, ObjectKey, UploadId, VersionId},
    wire::{message, structure},
};

/// Says which part, and what of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadPartCopyRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The upload.
    pub upload_id: UploadId,
    /// The part's number: 1 to 10,000.
    pub part_number: u32,
    /// What is copied.
    pub source: CopySource,
    /// Which of its bytes: `bytes=0-99`.
    pub source_range: Option<String>,
    /// Only where the source's ETag is this one.
    pub source_if_match: Option<String>,
    /// Only where the source's ETag is another one.
    pub source_if_none_match: Option<String>,
    /// Only where the source was written after.
    pub source_if_modified_since: Option<Timestamp>,
    /// Only where the source was not written after.
    pub source_if_unmodified_since: Option<Timestamp>,
}

message!(UploadPartCopyRequest {
    bucket => bucket,
    key => key,
    query "uploadId" => upload_id,
    query "partNumber" => part_number,
    header "x-amz-copy-source" => source,
    header "x-amz-copy-source-range" => source_range,
    header "x-amz-copy-source-if-match" => source_if_match,
    header "x-amz-copy-source-if-none-match" => source_if_none_match,
    date "x-amz-copy-source-if-modified-since" => source_if_modified_since,
    date "x-amz-copy-source-if-unmodified-since" => source_if_unmodified_since,
});

/// The part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyPartResult {
    /// What the part is named by, with its number, when the upload is completed.
    pub e_tag: ETag,
    /// When it was made.
    pub last_modified: Option<Timestamp>,
    /// Its checksums.
    pub checksums: Checksums,
}

structure!(CopyPartResult { "ETag" => e_tag, "LastModified" => last_modified; group checksums });

/// The part that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadPartCopyResponse {
    /// The part.
    pub result: CopyPartResult,
    /// The version that was copied, where the source's bucket has versioning.
    pub source_version_id: Option<VersionId>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(UploadPartCopyResponse {
    document "CopyPartResult" => result,
    header "x-amz-copy-source-version-id" => source_version_id,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

operation!(
    UploadPartCopyRequest,
    "UploadPartCopy",
    Route::new(Method::PUT, Target::Object).required(&["partNumber", "uploadId"]).header("x-amz-copy-source"),
    UploadPartCopyResponse,
    {
        const MAY_FAIL_LATE: bool = true;
    }
);

impl VoidStorageClient {
    /// Makes a part of an object of another object's bytes, on the service's side: all of them, or a
    /// [`range`](Call::source_range), up to 5 GiB.
    ///
    /// # Errors
    ///
    /// `NoSuchUpload`, `NoSuchKey`, `NoSuchVersion`, `NoSuchBucket`, `PreconditionFailed` for conditions on the source,
    /// `InvalidArgument` for a part number other than 1 to 10,000, and for a range that is not within the source,
    /// `AccessDenied`.
    pub fn upload_part_copy(
        &self,
        source: impl Into<CopySource>,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        upload_id: impl Into<UploadId>,
        part_number: u32,
    ) -> Call<'_, UploadPartCopyRequest> {
        Call::new(
            self,
            UploadPartCopyRequest {
                bucket: bucket.into(),
                key: key.into(),
                upload_id: upload_id.into(),
                part_number,
                source: source.into(),
                source_range: None,
                source_if_match: None,
                source_if_none_match: None,
                source_if_modified_since: None,
                source_if_unmodified_since: None,
            },
        )
    }
}

impl Call<'_, UploadPartCopyRequest> {
    /// Copies only these bytes, both ends included: `0..=5_242_879`.
    pub fn source_range(self, range: RangeInclusive<u64>) -> Self {
        let range = byte_range(UploadPartCopyRequest::NAME, &range);
        self.try_set(range, |request, range| request.source_range = Some(range))
    }

    /// Copies only where this is the source's ETag: `PreconditionFailed` otherwise.
    pub fn source_if_match(self, e_tag: impl Into<ETag>) -> Self {
        self.set(|request| request.source_if_match = Some(e_tag.into().into()))
    }

    /// Copies only where this is not the source's ETag: `PreconditionFailed` otherwise.
    pub fn source_if_none_match(self, e_tag: impl Into<ETag>) -> Self {
        self.set(|request| request.source_if_none_match = Some(e_tag.into().into()))
    }

    /// Copies only where the source was written after `time`: `PreconditionFailed` otherwise.
    pub fn source_if_modified_since(self, time: Timestamp) -> Self {
        self.set(|request| request.source_if_modified_since = Some(time))
    }

    /// Copies only where the source was not written after `time`: `PreconditionFailed` otherwise.
    pub fn source_if_unmodified_since(self, time: Timestamp) -> Self {
        self.set(|request| request.source_if_unmodified_since = Some(time))
    }
}
