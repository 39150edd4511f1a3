//! HeadBucket: whether a bucket is there, and where.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{call::Call, client::VoidStorageClient, types::BucketName, wire::message};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeadBucketRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(HeadBucketRequest { bucket => bucket });

/// The bucket is there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeadBucketResponse {
    /// Its region.
    pub bucket_region: Option<String>,
    /// Its ARN.
    pub bucket_arn: Option<String>,
    /// Whether the name is an access point's alias.
    pub access_point_alias: Option<bool>,
}

message!(HeadBucketResponse {
    header "x-amz-bucket-region" => bucket_region,
    header "x-amz-bucket-arn" => bucket_arn,
    header "x-amz-access-point-alias" => access_point_alias,
});

operation!(HeadBucketRequest, "HeadBucket", Route::new(Method::HEAD, Target::Bucket), HeadBucketResponse);

impl VoidStorageClient {
    /// Asks whether a bucket is there and the caller may use it.
    ///
    /// # Errors
    ///
    /// `NotFound`, `AccessDenied`, `PermanentRedirect` when it is in another region: the response has no body that says more.
    pub fn head_bucket(&self, bucket: impl Into<BucketName>) -> Call<'_, HeadBucketRequest> {
        Call::new(self, HeadBucketRequest { bucket: bucket.into() })
    }
}
