//! GetBucketLocation: in which region a bucket is.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{call::Call, client::VoidStorageClient, types::BucketName, wire::message};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketLocationRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(GetBucketLocationRequest { bucket => bucket });

/// Where the bucket is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketLocationResponse {
    /// The location as the service has it: empty is `us-east-1`, and `EU` is `eu-west-1`.
    pub location_constraint: String,
}

message!(GetBucketLocationResponse { document "LocationConstraint" => location_constraint });

impl GetBucketLocationResponse {
    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        match self.location_constraint.as_str() {
            "" => "us-east-1",
            "EU" => "eu-west-1",
            region => region,
        }
    }
}

operation!(
    GetBucketLocationRequest,
    "GetBucketLocation",
    Route::new(Method::GET, Target::Bucket).fixed(&[("location", "")]),
    GetBucketLocationResponse
);

impl VoidStorageClient {
    /// Asks in which region a bucket is. [`head_bucket`](Self::head_bucket) says so too.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `AccessDenied`.
    pub fn get_bucket_location(&self, bucket: impl Into<BucketName>) -> Call<'_, GetBucketLocationRequest> {
        Call::new(self, GetBucketLocationRequest { bucket: bucket.into() })
    }
}
