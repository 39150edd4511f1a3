//! DeleteObject: deletes an object, or a version of it for good.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>

use http::{Method, StatusCode};

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, ETag, ObjectKey, VersionId},
    wire::message,
};

/// Says what is to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteObjectRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The version, which is deleted for good; `None`: the object, in whose place a delete marker comes where the bucket has
    /// versioning.
    pub version_id: Option<VersionId>,
    /// Only where the ETag is this one.
    pub if_match: Option<String>,
}

message!(DeleteObjectRequest {
    bucket => bucket,
    key => key,
    query "versionId" => version_id,
    header "if-match" => if_match,
});

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteObjectResponse {
    /// Whether a delete marker was made, or was what was deleted.
    pub delete_marker: Option<bool>,
    /// The version that was deleted, or the delete marker's.
    pub version_id: Option<VersionId>,
}

message!(DeleteObjectResponse {
    header "x-amz-delete-marker" => delete_marker,
    header "x-amz-version-id" => version_id,
});

operation!(
    DeleteObjectRequest,
    "DeleteObject",
    Route::new(Method::DELETE, Target::Object),
    DeleteObjectResponse,
    {
        fn status(_answer: &DeleteObjectResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Deletes an object. That there is none is no error.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `PreconditionFailed`, `AccessDenied`.
    pub fn delete_object(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, DeleteObjectRequest> {
        Call::new(
            self,
            DeleteObjectRequest { bucket: bucket.into(), key: key.into(), version_id: None, if_match: None },
        )
    }
}

impl Call<'_, DeleteObjectRequest> {
    /// The version, which is deleted for good.
    pub fn version_id(self, version_id: impl Into<VersionId>) -> Self {
        self.set(|request| request.version_id = Some(version_id.into()))
    }

    /// Deletes only the object whose ETag this is: `PreconditionFailed` otherwise.
    pub fn if_match(self, e_tag: impl Into<ETag>) -> Self {
        self.set(|request| request.if_match = Some(e_tag.into().into()))
    }
}
