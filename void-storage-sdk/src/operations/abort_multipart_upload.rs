//! AbortMultipartUpload: ends an upload without making an object of it.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, ObjectKey, UploadId},
    wire::message,
};

/// Says which upload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AbortMultipartUploadRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The upload.
    pub upload_id: UploadId,
}

message!(AbortMultipartUploadRequest {
    bucket => bucket,
    key => key,
    query "uploadId" => upload_id,
});

operation!(
    AbortMultipartUploadRequest,
    "AbortMultipartUpload",
    Route::new(Method::DELETE, Target::Object).required(&["uploadId"]),
    EmptyResponse,
    {
        fn status(_answer: &EmptyResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Ends an upload without making an object of it, and drops its parts. A part that is on its way may still arrive: where
    /// there was one, [list](Self::list_parts) the parts afterwards, and abort again until there is no such upload.
    ///
    /// # Errors
    ///
    /// `NoSuchUpload` when it was completed or aborted, `AccessDenied`.
    pub fn abort_multipart_upload(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        upload_id: impl Into<UploadId>,
    ) -> Call<'_, AbortMultipartUploadRequest> {
        Call::new(
            self,
            AbortMultipartUploadRequest {
                bucket: bucket.into(),
                key: key.into(),
                upload_id: upload_id.into(),
            },
        )
    }
}
