//! GetBucketLifecycleConfiguration: tells when objects of a bucket expire.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, LifecycleConfiguration},
    wire::message,
};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketLifecycleConfigurationRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(GetBucketLifecycleConfigurationRequest { bucket => bucket });

/// When objects of a bucket expire.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketLifecycleConfigurationResponse {
    /// The rules.
    pub configuration: LifecycleConfiguration,
}

message!(GetBucketLifecycleConfigurationResponse { document "LifecycleConfiguration" => configuration });

operation!(
    GetBucketLifecycleConfigurationRequest,
    "GetBucketLifecycleConfiguration",
    Route::new(Method::GET, Target::Bucket).fixed(&[("lifecycle", "")]),
    GetBucketLifecycleConfigurationResponse
);

impl VoidStorageClient {
    /// Tells when objects of a bucket expire.
    ///
    /// # Errors
    ///
    /// `NoSuchLifecycleConfiguration` where there are no rules; `NoSuchBucket`, `AccessDenied`.
    pub fn get_bucket_lifecycle_configuration(
        &self,
        bucket: impl Into<BucketName>,
    ) -> Call<'_, GetBucketLifecycleConfigurationRequest> {
        Call::new(self, GetBucketLifecycleConfigurationRequest { bucket: bucket.into() })
    }
}
