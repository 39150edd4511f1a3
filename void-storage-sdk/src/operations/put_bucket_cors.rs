//! PutBucketCors: gives a bucket CORS rules.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html>

use http::Method;

use super::{EmptyResponse, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, CorsConfiguration, CorsRule},
    wire::message,
};

/// Says which bucket, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutBucketCorsRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The rules.
    pub configuration: CorsConfiguration,
}

message!(PutBucketCorsRequest {
    bucket => bucket,
    document "CORSConfiguration" => configuration,
});

operation!(
    PutBucketCorsRequest,
    "PutBucketCors",
    Route::new(Method::PUT, Target::Bucket).fixed(&[("cors", "")]),
    EmptyResponse,
    {
        const NEEDS_CHECKSUM: bool = true;
    }
);

impl VoidStorageClient {
    /// Gives a bucket CORS rules in place of those that it has: 100 at most.
    ///
    /// # Errors
    ///
    /// `BadRequest`, `MalformedXml`, `NoSuchBucket`, `AccessDenied`.
    pub fn put_bucket_cors(
        &self,
        bucket: impl Into<BucketName>,
        rules: impl IntoIterator<Item = CorsRule>,
    ) -> Call<'_, PutBucketCorsRequest> {
        Call::new(
            self,
            PutBucketCorsRequest {
                bucket: bucket.into(),
                configuration: CorsConfiguration { rules: rules.into_iter().collect() },
            },
        )
    }
}
