//! PutObject: writes an object.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>

use http::Method;
use void_core::Body;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{
        BucketName, Checksums, ETag, Integrity, ObjectHeaders, ObjectKey, Tag, Tagging, VersionId, integrity,
        object_headers,
    },
    wire::message,
};

/// Says what is to be written where.
#[derive(Debug)]
#[non_exhaustive]
pub struct PutObjectRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The object's bytes.
    pub body: Body,
    /// What is kept with them.
    pub headers: ObjectHeaders,
    /// The bytes' checksums, where the caller knows them.
    pub checksums: Checksums,
    /// What the client does where the caller does not know them.
    pub integrity: Integrity,
    /// The bytes' MD5 digest, base64.
    pub content_md5: Option<String>,
    /// Only where the object's ETag is this one.
    pub if_match: Option<String>,
    /// Only where there is no object: `*`.
    pub if_none_match: Option<String>,
    /// Tags, in the form of a query string.
    pub tagging: Option<String>,
    /// The canned ACL.
    pub acl: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(PutObjectRequest {
    bucket => bucket,
    key => key,
    stream => body,
    group => headers,
    group => checksums,
    group => integrity,
    header "content-md5" => content_md5,
    header "if-match" => if_match,
    header "if-none-match" => if_none_match,
    header "x-amz-tagging" => tagging,
    header "x-amz-acl" => acl,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutObjectResponse {
    /// What the content is told apart by.
    pub e_tag: ETag,
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
    /// The bytes' checksums.
    pub checksums: Checksums,
    /// When it expires, and by which rule.
    pub expiration: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
    /// Its bytes.
    pub size: Option<u64>,
}

message!(PutObjectResponse {
    header "etag" => e_tag,
    header "x-amz-version-id" => version_id,
    group => checksums,
    header "x-amz-expiration" => expiration,
    header "x-amz-server-side-encryption" => server_side_encryption,
    header "x-amz-object-size" => size,
});

operation!(PutObjectRequest, "PutObject", Route::new(Method::PUT, Target::Object), PutObjectResponse, {
    const UPLOADS: bool = true;
});

impl VoidStorageClient {
    /// Writes an object of up to 5 GiB in place of the one that is there. For larger ones, and for parts side by side:
    /// multipart uploads.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `PreconditionFailed`, `ConditionalRequestConflict`, `EntityTooLarge`, `BadDigest`, `KeyTooLong`,
    /// `MetadataTooLarge`, `AccessDenied`.
    pub fn put_object(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        body: impl Into<Body>,
    ) -> Call<'_, PutObjectRequest> {
        Call::new(
            self,
            PutObjectRequest {
                bucket: bucket.into(),
                key: key.into(),
                body: body.into(),
                headers: ObjectHeaders::default(),
                checksums: Checksums::default(),
                integrity: Integrity::default(),
                content_md5: None,
                if_match: None,
                if_none_match: None,
                tagging: None,
                acl: None,
                server_side_encryption: None,
            },
        )
    }
}

object_headers!(PutObjectRequest);
integrity!(PutObjectRequest);

impl Call<'_, PutObjectRequest> {
    /// Writes only in place of the object whose ETag this is: `PreconditionFailed` otherwise.
    pub fn if_match(self, e_tag: impl Into<ETag>) -> Self {
        self.set(|request| request.if_match = Some(e_tag.into().into()))
    }

    /// Tags: names and values, 10 at most.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<Tag>>) -> Self {
        self.tagging(tags.into_iter().collect::<Tagging>().to_query())
    }

    /// Tags, in the form of a query string: `team=billing&kind=invoice`.
    pub fn tagging(self, tagging: impl Into<String>) -> Self {
        self.set(|request| request.tagging = Some(tagging.into()))
    }

    /// Writes only where there is no object: `PreconditionFailed` otherwise.
    pub fn if_none_match(self) -> Self {
        self.set(|request| request.if_none_match = Some("*".to_owned()))
    }
}
