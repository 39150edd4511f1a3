//! PutObjectTagging: gives an object tags.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, ObjectKey, Tag, Tagging, VersionId},
    wire::message,
};

/// Says which object, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutObjectTaggingRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The version; `None` is the current one.
    pub version_id: Option<VersionId>,
    /// The tags.
    pub tagging: Tagging,
}

message!(PutObjectTaggingRequest {
    bucket => bucket,
    key => key,
    query "versionId" => version_id,
    document "Tagging" => tagging,
});

/// It was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutObjectTaggingResponse {
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
}

message!(PutObjectTaggingResponse { header "x-amz-version-id" => version_id });

operation!(
    PutObjectTaggingRequest,
    "PutObjectTagging",
    Route::new(Method::PUT, Target::Object).fixed(&[("tagging", "")]),
    PutObjectTaggingResponse,
    {
        const NEEDS_CHECKSUM: bool = true;
    }
);

impl VoidStorageClient {
    /// Gives an object tags in place of those that it has: 10 at most.
    ///
    /// # Errors
    ///
    /// `BadRequest` (`InvalidTag`), `NoSuchKey`, `NoSuchVersion`, `NoSuchBucket`, `MethodNotAllowed` for a delete marker, `AccessDenied`.
    pub fn put_object_tagging(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        tags: impl IntoIterator<Item = impl Into<Tag>>,
    ) -> Call<'_, PutObjectTaggingRequest> {
        Call::new(
            self,
            PutObjectTaggingRequest {
                bucket: bucket.into(),
                key: key.into(),
                version_id: None,
                tagging: tags.into_iter().collect(),
            },
        )
    }
}

impl Call<'_, PutObjectTaggingRequest> {
    /// The version. Default: the current one.
    pub fn version_id(self, version_id: impl Into<VersionId>) -> Self {
        self.set(|request| request.version_id = Some(version_id.into()))
    }
}
