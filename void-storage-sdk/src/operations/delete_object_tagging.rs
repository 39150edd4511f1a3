//! DeleteObjectTagging: takes an object's tags away.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html>

use http::{Method, StatusCode};

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, ObjectKey, VersionId},
    wire::message,
};

/// Says which object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteObjectTaggingRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The version; `None` is the current one.
    pub version_id: Option<VersionId>,
}

message!(DeleteObjectTaggingRequest {
    bucket => bucket,
    key => key,
    query "versionId" => version_id,
});

/// It was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteObjectTaggingResponse {
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
}

message!(DeleteObjectTaggingResponse { header "x-amz-version-id" => version_id });

operation!(
    DeleteObjectTaggingRequest,
    "DeleteObjectTagging",
    Route::new(Method::DELETE, Target::Object).fixed(&[("tagging", "")]),
    DeleteObjectTaggingResponse,
    {
        fn status(_answer: &DeleteObjectTaggingResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Takes an object's tags away.
    ///
    /// # Errors
    ///
    /// `NoSuchKey`, `NoSuchVersion`, `NoSuchBucket`, `AccessDenied`.
    pub fn delete_object_tagging(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, DeleteObjectTaggingRequest> {
        Call::new(
            self,
            DeleteObjectTaggingRequest { bucket: bucket.into(), key: key.into(), version_id: None },
        )
    }
}

impl Call<'_, DeleteObjectTaggingRequest> {
    /// The version. Default: the current one.
    pub fn version_id(self, version_id: impl Into<VersionId>) -> Self {
        self.set(|request| request.version_id = Some(version_id.into()))
    }
}
