//! CompleteMultipartUpload: makes an object of the parts that were uploaded.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>

use http::Method;

use super::{CopyPartResult, Route, Target, UploadPartResponse, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, ChecksumAlgorithm, ChecksumType, Checksums, ETag, ObjectKey, UploadId, VersionId},
    wire::{message, structure},
};

/// A part of an object, by its number and what its upload answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedPart {
    /// The part's number.
    pub part_number: u32,
    /// What its upload answered.
    pub e_tag: ETag,
    /// Its checksums, which a composite checksum of the object needs.
    pub checksums: Checksums,
}

structure!(CompletedPart { "PartNumber" => part_number, "ETag" => e_tag; group checksums });

impl CompletedPart {
    /// A part by its number and ETag.
    #[must_use]
    pub fn new(part_number: u32, e_tag: impl Into<ETag>) -> Self {
        Self { part_number, e_tag: e_tag.into(), checksums: Checksums::default() }
    }

    /// With a checksum of the part.
    #[must_use]
    pub fn checksum(mut self, algorithm: impl Into<ChecksumAlgorithm>, value: impl Into<String>) -> Self {
        self.checksums.set(&algorithm.into(), value);
        self
    }

    /// The part of this number whose upload answered so.
    #[must_use]
    pub fn uploaded(part_number: u32, response: UploadPartResponse) -> Self {
        Self::with(part_number, response.e_tag, response.checksums)
    }

    /// The part of this number whose copy answered so.
    #[must_use]
    pub fn copied(part_number: u32, result: CopyPartResult) -> Self {
        Self::with(part_number, result.e_tag, result.checksums)
    }

    fn with(part_number: u32, e_tag: ETag, checksums: Checksums) -> Self {
        Self { part_number, e_tag, checksums: Checksums { checksum_type: None, ..checksums } }
    }
}

/// The parts of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedMultipartUpload {
    /// In the order of their numbers.
    pub parts: Vec<CompletedPart>,
}

structure!(CompletedMultipartUpload { "Part" => parts });

/// Says which parts an object is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompleteMultipartUploadRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The upload.
    pub upload_id: UploadId,
    /// The parts.
    pub upload: CompletedMultipartUpload,
    /// The object's checksums, where the caller knows them.
    pub checksums: Checksums,
    /// How many bytes the object has.
    pub object_size: Option<u64>,
    /// Only in place of the object whose ETag this is.
    pub if_match: Option<String>,
    /// Only where there is no object: `*`.
    pub if_none_match: Option<String>,
}

message!(CompleteMultipartUploadRequest {
    bucket => bucket,
    key => key,
    query "uploadId" => upload_id,
    document "CompleteMultipartUpload" => upload,
    group => checksums,
    header "x-amz-mp-object-size" => object_size,
    header "if-match" => if_match,
    header "if-none-match" => if_none_match,
});

/// The object that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedObject {
    /// Where it is.
    pub location: Option<String>,
    /// The bucket.
    pub bucket: Option<String>,
    /// The key.
    pub key: Option<String>,
    /// What its content is told apart by: the digest of its parts' digests, and the number of parts.
    pub e_tag: ETag,
    /// Its checksums.
    pub checksums: Checksums,
}

structure!(CompletedObject {
    "Location" => location,
    "Bucket" => bucket,
    "Key" => key,
    "ETag" => e_tag;
    group checksums
});

/// What was made of the parts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompleteMultipartUploadResponse {
    /// The object.
    pub object: CompletedObject,
    /// Its version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
    /// When it expires, and by which rule.
    pub expiration: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(CompleteMultipartUploadResponse {
    document "CompleteMultipartUploadResult" => object,
    header "x-amz-version-id" => version_id,
    header "x-amz-expiration" => expiration,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

operation!(
    CompleteMultipartUploadRequest,
    "CompleteMultipartUpload",
    Route::new(Method::POST, Target::Object).required(&["uploadId"]),
    CompleteMultipartUploadResponse,
    {
        const SUMS_UP_OBJECT: bool = true;
        const MAY_FAIL_LATE: bool = true;
    }
);

impl VoidStorageClient {
    /// Makes an object of the parts that were uploaded, in the order of their numbers. Parts that are not named are dropped.
    ///
    /// # Errors
    ///
    /// `NoSuchUpload`, `InvalidPart` for a part that was not uploaded or is another one, `InvalidPartOrder`,
    /// `EntityTooSmall` for a part of less than 5 MiB that is not the last one, `BadDigest`, `BadRequest`, `MalformedXml`
    /// for no parts or more than 10,000, `PreconditionFailed`, `ConditionalRequestConflict`, `AccessDenied`.
    pub fn complete_multipart_upload(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        upload_id: impl Into<UploadId>,
        parts: impl IntoIterator<Item = CompletedPart>,
    ) -> Call<'_, CompleteMultipartUploadRequest> {
        Call::new(
            self,
            CompleteMultipartUploadRequest {
                bucket: bucket.into(),
                key: key.into(),
                upload_id: upload_id.into(),
                upload: CompletedMultipartUpload { parts: parts.into_iter().collect() },
                checksums: Checksums::default(),
                object_size: None,
                if_match: None,
                if_none_match: None,
            },
        )
    }
}

impl Call<'_, CompleteMultipartUploadRequest> {
    /// The checksum of the object, base64, which the caller knows. The service refuses other bytes with `BadDigest`.
    pub fn checksum(self, algorithm: impl Into<ChecksumAlgorithm>, value: impl Into<String>) -> Self {
        self.set(|request| request.checksums.set(&algorithm.into(), value))
    }

    /// What that checksum is of, as the upload was started with it.
    pub fn checksum_type(self, checksum_type: ChecksumType) -> Self {
        self.set(|request| request.checksums.checksum_type = Some(checksum_type))
    }

    /// How many bytes the object has: `BadRequest` where its parts have another number.
    pub fn object_size(self, bytes: u64) -> Self {
        self.set(|request| request.object_size = Some(bytes))
    }

    /// Writes only in place of the object whose ETag this is: `PreconditionFailed` otherwise.
    pub fn if_match(self, e_tag: impl Into<ETag>) -> Self {
        self.set(|request| request.if_match = Some(e_tag.into().into()))
    }

    /// Writes only where there is no object: `PreconditionFailed` otherwise.
    pub fn if_none_match(self) -> Self {
        self.set(|request| request.if_none_match = Some("*".to_owned()))
    }
}
