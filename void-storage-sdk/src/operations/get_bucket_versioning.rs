//! GetBucketVersioning: whether a bucket keeps versions.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, VersioningConfiguration},
    wire::message,
};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketVersioningRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(GetBucketVersioningRequest {
    bucket => bucket,
});

/// Whether the bucket keeps versions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketVersioningResponse {
    /// Whether it does; no status where that was never set.
    pub configuration: VersioningConfiguration,
}

// Moto has the second root element.
message!(GetBucketVersioningResponse {
    document "VersioningConfiguration" or "GetBucketVersioningResponse" => configuration,
});

operation!(
    GetBucketVersioningRequest,
    "GetBucketVersioning",
    Route::new(Method::GET, Target::Bucket).fixed(&[("versioning", "")]),
    GetBucketVersioningResponse
);

impl VoidStorageClient {
    /// Asks whether a bucket keeps versions.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `AccessDenied`.
    pub fn get_bucket_versioning(
        &self,
        bucket: impl Into<BucketName>,
    ) -> Call<'_, GetBucketVersioningRequest> {
        Call::new(self, GetBucketVersioningRequest { bucket: bucket.into() })
    }
}
