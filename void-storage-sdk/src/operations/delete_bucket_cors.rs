//! DeleteBucketCors: takes a bucket's CORS rules away.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{call::Call, client::VoidStorageClient, types::BucketName, wire::message};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteBucketCorsRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(DeleteBucketCorsRequest {
    bucket => bucket,
});

operation!(
    DeleteBucketCorsRequest,
    "DeleteBucketCors",
    Route::new(Method::DELETE, Target::Bucket).fixed(&[("cors", "")]),
    EmptyResponse,
    {
        fn status(_answer: &EmptyResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Takes a bucket's CORS rules away.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `AccessDenied`.
    pub fn delete_bucket_cors(&self, bucket: impl Into<BucketName>) -> Call<'_, DeleteBucketCorsRequest> {
        Call::new(self, DeleteBucketCorsRequest { bucket: bucket.into() })
    }
}
