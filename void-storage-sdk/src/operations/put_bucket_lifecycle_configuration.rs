//! PutBucketLifecycleConfiguration: says when objects of a bucket expire.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html>

use http::Method;

use super::{EmptyResponse, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, LifecycleConfiguration, LifecycleRule},
    wire::message,
};

/// Says which bucket, and when its objects expire.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutBucketLifecycleConfigurationRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The rules.
    pub configuration: LifecycleConfiguration,
}

message!(PutBucketLifecycleConfigurationRequest {
    bucket => bucket,
    document "LifecycleConfiguration" => configuration,
});

operation!(
    PutBucketLifecycleConfigurationRequest,
    "PutBucketLifecycleConfiguration",
    Route::new(Method::PUT, Target::Bucket).fixed(&[("lifecycle", "")]),
    EmptyResponse,
    {
        const NEEDS_CHECKSUM: bool = true;
    }
);

impl VoidStorageClient {
    /// Says when objects of a bucket expire: 1 to 1,000 rules, in place of those before.
    ///
    /// # Errors
    ///
    /// `MalformedXML`, `InvalidArgument`, `InvalidRequest` for rules that can't be; `NoSuchBucket`, `AccessDenied`.
    pub fn put_bucket_lifecycle_configuration(
        &self,
        bucket: impl Into<BucketName>,
        rules: impl IntoIterator<Item = LifecycleRule>,
    ) -> Call<'_, PutBucketLifecycleConfigurationRequest> {
        let configuration = LifecycleConfiguration { rules: rules.into_iter().collect() };
        Call::new(self, PutBucketLifecycleConfigurationRequest { bucket: bucket.into(), configuration })
    }
}
