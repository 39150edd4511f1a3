//! PutBucketVersioning: has a bucket keep versions, or no longer.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html>

use http::Method;

use super::{EmptyResponse, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, VersioningConfiguration, VersioningStatus},
    wire::message,
};

/// Says which bucket, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutBucketVersioningRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// What it is to do.
    pub configuration: VersioningConfiguration,
}

message!(PutBucketVersioningRequest {
    bucket => bucket,
    document "VersioningConfiguration" => configuration,
});

operation!(
    PutBucketVersioningRequest,
    "PutBucketVersioning",
    Route::new(Method::PUT, Target::Bucket).fixed(&[("versioning", "")]),
    EmptyResponse,
    {
        const NEEDS_CHECKSUM: bool = true;
    }
);

impl VoidStorageClient {
    /// Has a bucket keep what is overwritten or deleted, or no longer. What was kept stays.
    ///
    /// # Errors
    ///
    /// `MalformedXml`, `NoSuchBucket`, `AccessDenied`.
    pub fn put_bucket_versioning(
        &self,
        bucket: impl Into<BucketName>,
        status: VersioningStatus,
    ) -> Call<'_, PutBucketVersioningRequest> {
        Call::new(
            self,
            PutBucketVersioningRequest {
                bucket: bucket.into(),
                configuration: VersioningConfiguration { status: Some(status), mfa_delete: None },
            },
        )
    }
}
