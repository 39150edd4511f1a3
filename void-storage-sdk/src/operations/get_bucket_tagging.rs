//! GetBucketTagging: a bucket's tags.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, Tagging},
    wire::message,
};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketTaggingRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(GetBucketTaggingRequest {
    bucket => bucket,
});

/// A bucket's tags.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketTaggingResponse {
    /// The tags.
    pub tagging: Tagging,
}

message!(GetBucketTaggingResponse { document "Tagging" => tagging });

operation!(
    GetBucketTaggingRequest,
    "GetBucketTagging",
    Route::new(Method::GET, Target::Bucket).fixed(&[("tagging", "")]),
    GetBucketTaggingResponse
);

impl VoidStorageClient {
    /// Reads a bucket's tags.
    ///
    /// # Errors
    ///
    /// `NoSuchConfiguration` where it has none; `NoSuchBucket`, `AccessDenied`.
    pub fn get_bucket_tagging(&self, bucket: impl Into<BucketName>) -> Call<'_, GetBucketTaggingRequest> {
        Call::new(self, GetBucketTaggingRequest { bucket: bucket.into() })
    }
}
