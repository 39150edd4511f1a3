//! DeleteBucketLifecycle: objects of a bucket expire no more.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{call::Call, client::VoidStorageClient, types::BucketName, wire::message};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteBucketLifecycleRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(DeleteBucketLifecycleRequest { bucket => bucket });

operation!(
    DeleteBucketLifecycleRequest,
    "DeleteBucketLifecycle",
    Route::new(Method::DELETE, Target::Bucket).fixed(&[("lifecycle", "")]),
    EmptyResponse,
    {
        fn status(_answer: &EmptyResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Takes a bucket's lifecycle rules away: its objects expire no more.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `AccessDenied`.
    pub fn delete_bucket_lifecycle(
        &self,
        bucket: impl Into<BucketName>,
    ) -> Call<'_, DeleteBucketLifecycleRequest> {
        Call::new(self, DeleteBucketLifecycleRequest { bucket: bucket.into() })
    }
}
