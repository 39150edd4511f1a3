//! GetObjectTagging: an object's tags.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, ObjectKey, Tagging, VersionId},
    wire::message,
};

/// Says which object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetObjectTaggingRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The version; `None` is the current one.
    pub version_id: Option<VersionId>,
}

message!(GetObjectTaggingRequest {
    bucket => bucket,
    key => key,
    query "versionId" => version_id,
});

/// An object's tags.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetObjectTaggingResponse {
    /// The tags.
    pub tagging: Tagging,
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
}

message!(GetObjectTaggingResponse { document "Tagging" => tagging, header "x-amz-version-id" => version_id });

operation!(
    GetObjectTaggingRequest,
    "GetObjectTagging",
    Route::new(Method::GET, Target::Object).fixed(&[("tagging", "")]),
    GetObjectTaggingResponse
);

impl VoidStorageClient {
    /// Reads an object's tags.
    ///
    /// # Errors
    ///
    /// `NoSuchKey`, `NoSuchVersion`, `NoSuchBucket`, `MethodNotAllowed` for a delete marker, `AccessDenied`.
    pub fn get_object_tagging(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, GetObjectTaggingRequest> {
        Call::new(self, GetObjectTaggingRequest { bucket: bucket.into(), key: key.into(), version_id: None })
    }
}

impl Call<'_, GetObjectTaggingRequest> {
    /// The version. Default: the current one.
    pub fn version_id(self, version_id: impl Into<VersionId>) -> Self {
        self.set(|request| request.version_id = Some(version_id.into()))
    }
}
