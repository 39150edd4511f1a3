//! GetBucketCors: a bucket's CORS rules.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, CorsConfiguration},
    wire::message,
};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketCorsRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(GetBucketCorsRequest {
    bucket => bucket,
});

/// A bucket's CORS rules.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketCorsResponse {
    /// The rules.
    pub configuration: CorsConfiguration,
}

message!(GetBucketCorsResponse { document "CORSConfiguration" => configuration });

operation!(
    GetBucketCorsRequest,
    "GetBucketCors",
    Route::new(Method::GET, Target::Bucket).fixed(&[("cors", "")]),
    GetBucketCorsResponse
);

impl VoidStorageClient {
    /// Reads a bucket's CORS rules.
    ///
    /// # Errors
    ///
    /// `NoSuchConfiguration` where it has none; `NoSuchBucket`, `AccessDenied`.
    pub fn get_bucket_cors(&self, bucket: impl Into<BucketName>) -> Call<'_, GetBucketCorsRequest> {
        Call::new(self, GetBucketCorsRequest { bucket: bucket.into() })
    }
}
