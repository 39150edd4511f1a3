//! DeleteBucket: deletes a bucket that has nothing in it.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{call::Call, client::VoidStorageClient, types::BucketName, wire::message};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteBucketRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(DeleteBucketRequest {
    bucket => bucket,
});

operation!(DeleteBucketRequest, "DeleteBucket", Route::new(Method::DELETE, Target::Bucket), EmptyResponse, {
    fn status(_answer: &EmptyResponse) -> StatusCode {
        StatusCode::NO_CONTENT
    }
});

impl VoidStorageClient {
    /// Deletes a bucket. No objects, versions or delete markers may be in it.
    ///
    /// # Errors
    ///
    /// `BucketNotEmpty`, `NoSuchBucket`, `AccessDenied`.
    pub fn delete_bucket(&self, bucket: impl Into<BucketName>) -> Call<'_, DeleteBucketRequest> {
        Call::new(self, DeleteBucketRequest { bucket: bucket.into() })
    }
}
