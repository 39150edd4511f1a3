//! DeleteBucketPolicy: takes a bucket's policy away.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{call::Call, client::VoidStorageClient, types::BucketName, wire::message};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteBucketPolicyRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(DeleteBucketPolicyRequest {
    bucket => bucket,
});

operation!(
    DeleteBucketPolicyRequest,
    "DeleteBucketPolicy",
    Route::new(Method::DELETE, Target::Bucket).fixed(&[("policy", "")]),
    EmptyResponse,
    {
        fn status(_answer: &EmptyResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Takes a bucket's policy away.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `AccessDenied`.
    pub fn delete_bucket_policy(&self, bucket: impl Into<BucketName>) -> Call<'_, DeleteBucketPolicyRequest> {
        Call::new(self, DeleteBucketPolicyRequest { bucket: bucket.into() })
    }
}
