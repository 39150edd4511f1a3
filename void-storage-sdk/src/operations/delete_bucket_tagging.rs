//! DeleteBucketTagging: takes a bucket's tags away.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{call::Call, client::VoidStorageClient, types::BucketName, wire::message};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteBucketTaggingRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(DeleteBucketTaggingRequest {
    bucket => bucket,
});

operation!(
    DeleteBucketTaggingRequest,
    "DeleteBucketTagging",
    Route::new(Method::DELETE, Target::Bucket).fixed(&[("tagging", "")]),
    EmptyResponse,
    {
        fn status(_answer: &EmptyResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Takes a bucket's tags away.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `AccessDenied`.
    pub fn delete_bucket_tagging(
        &self,
        bucket: impl Into<BucketName>,
    ) -> Call<'_, DeleteBucketTaggingRequest> {
        Call::new(self, DeleteBucketTaggingRequest { bucket: bucket.into() })
    }
}
