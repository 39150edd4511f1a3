//! CopyObject: makes an object of another one, on the service's side.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>

use http::Method;
use void_core::{Timestamp, protocol::shapes::string_enum};

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{
        BucketName, ChecksumAlgorithm, Checksums, CopySource, ETag, ObjectHeaders, ObjectKey, VersionId,
        object_headers,
    },
    wire::{as_text, message, structure},
};

string_enum! {
    /// Where a copy's metadata, or its tags, are from.
    pub enum CopyDirective {
        /// From the source. The default.
        Copy = "COPY",
        /// From the request.
        Replace = "REPLACE",
    }
}

as_text!(CopyDirective);

/// Says what is to be copied where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyObjectRequest {
    /// The bucket of the copy.
    pub bucket: BucketName,
    /// The key of the copy.
    pub key: ObjectKey,
    /// What is copied.
    pub source: CopySource,
    /// Only where the source's ETag is this one.
    pub source_if_match: Option<String>,
    /// Only where the source's ETag is another one.
    pub source_if_none_match: Option<String>,
    /// Only where the source was written after.
    pub source_if_modified_since: Option<Timestamp>,
    /// Only where the source was not written after.
    pub source_if_unmodified_since: Option<Timestamp>,
    /// Only where the ETag of the object that the copy takes the place of is this one.
    pub if_match: Option<String>,
    /// Only where the copy takes the place of no object: `*`.
    pub if_none_match: Option<String>,
    /// Where what is kept with the bytes is from.
    pub metadata_directive: Option<CopyDirective>,
    /// What is kept with the bytes, where it is not the source's. The storage class is always from here.
    pub headers: ObjectHeaders,
    /// Where the tags are from.
    pub tagging_directive: Option<CopyDirective>,
    /// Tags, in the form of a query string.
    pub tagging: Option<String>,
    /// How the copy's checksum is computed. Default: as the source's was.
    pub checksum_algorithm: Option<ChecksumAlgorithm>,
    /// The canned ACL.
    pub acl: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(CopyObjectRequest {
    bucket => bucket,
    key => key,
    header "x-amz-copy-source" => source,
    header "x-amz-copy-source-if-match" => source_if_match,
    header "x-amz-copy-source-if-none-match" => source_if_none_match,
    date "x-amz-copy-source-if-modified-since" => source_if_modified_since,
    date "x-amz-copy-source-if-unmodified-since" => source_if_unmodified_since,
    header "if-match" => if_match,
    header "if-none-match" => if_none_match,
    header "x-amz-metadata-directive" => metadata_directive,
    group => headers,
    header "x-amz-tagging-directive" => tagging_directive,
    header "x-amz-tagging" => tagging,
    header "x-amz-checksum-algorithm" => checksum_algorithm,
    header "x-amz-acl" => acl,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

/// The copy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyObjectResult {
    /// What its content is told apart by.
    pub e_tag: ETag,
    /// When it was made.
    pub last_modified: Option<Timestamp>,
    /// Its checksums.
    pub checksums: Checksums,
}

structure!(CopyObjectResult { "ETag" => e_tag, "LastModified" => last_modified; group checksums });

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyObjectResponse {
    /// The copy.
    pub result: CopyObjectResult,
    /// The copy's version, where its bucket has versioning.
    pub version_id: Option<VersionId>,
    /// The version that was copied, where the source's bucket has versioning.
    pub source_version_id: Option<VersionId>,
    /// When the copy expires, and by which rule.
    pub expiration: Option<String>,
    /// How the copy is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(CopyObjectResponse {
    document "CopyObjectResult" => result,
    header "x-amz-version-id" => version_id,
    header "x-amz-copy-source-version-id" => source_version_id,
    header "x-amz-expiration" => expiration,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

operation!(
    CopyObjectRequest,
    "CopyObject",
    Route::new(Method::PUT, Target::Object).header("x-amz-copy-source"),
    CopyObjectResponse,
    {
        const MAY_FAIL_LATE: bool = true;
    }
);

impl VoidStorageClient {
    /// Copies an object of up to 5 GiB, on the service's side: `("bucket", "key")`, or a [`CopySource`] with a version.
    ///
    /// What is kept with the bytes, and the tags, are copied unless the call says otherwise; the storage class is not. An
    /// object that is copied onto itself must change in something.
    ///
    /// # Errors
    ///
    /// `NoSuchKey`, `NoSuchVersion`, `NoSuchBucket`, `PreconditionFailed` for conditions on the source and on what is in the
    /// copy's place, `BadRequest` for a copy onto itself that changes nothing, and for a source that is a delete marker or
    /// larger than 5 GiB, `AccessDenied`.
    pub fn copy_object(
        &self,
        source: impl Into<CopySource>,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, CopyObjectRequest> {
        Call::new(
            self,
            CopyObjectRequest {
                bucket: bucket.into(),
                key: key.into(),
                source: source.into(),
                source_if_match: None,
                source_if_none_match: None,
                source_if_modified_since: None,
                source_if_unmodified_since: None,
                if_match: None,
                if_none_match: None,
                metadata_directive: None,
                headers: ObjectHeaders::default(),
                tagging_directive: None,
                tagging: None,
                checksum_algorithm: None,
                acl: None,
                server_side_encryption: None,
            },
        )
    }
}

object_headers!(CopyObjectRequest);

impl Call<'_, CopyObjectRequest> {
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

    /// Writes only in place of the object whose ETag this is: `PreconditionFailed` otherwise.
    pub fn if_match(self, e_tag: impl Into<ETag>) -> Self {
        self.set(|request| request.if_match = Some(e_tag.into().into()))
    }

    /// Writes only where there is no object: `PreconditionFailed` otherwise.
    pub fn if_none_match(self) -> Self {
        self.set(|request| request.if_none_match = Some("*".to_owned()))
    }

    /// Keeps with the copy what this call sets (`content_type`, `metadata`, …) and nothing of the source's. Without it what
    /// the call sets, the storage class aside, has no effect.
    pub fn replace_metadata(self) -> Self {
        self.set(|request| request.metadata_directive = Some(CopyDirective::Replace))
    }

    /// Gives the copy these tags, in the form of a query string, in place of the source's: `team=billing&kind=invoice`.
    pub fn replace_tagging(self, tagging: impl Into<String>) -> Self {
        self.set(|request| {
            request.tagging_directive = Some(CopyDirective::Replace);
            request.tagging = Some(tagging.into());
        })
    }

    /// How the copy's checksum is computed. Default: as the source's was, or CRC64NVME.
    pub fn checksum_algorithm(self, algorithm: impl Into<ChecksumAlgorithm>) -> Self {
        self.set(|request| request.checksum_algorithm = Some(algorithm.into()))
    }
}
