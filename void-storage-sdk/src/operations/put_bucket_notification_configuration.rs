//! PutBucketNotificationConfiguration: says what a bucket tells, and whom.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html>

use http::Method;

use super::{EmptyResponse, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, NotificationConfiguration},
    wire::message,
};

/// Says which bucket, what it tells, and whom.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutBucketNotificationConfigurationRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// What it tells, and whom.
    pub configuration: NotificationConfiguration,
    /// Whether destinations are taken as they are, and not sent a test event.
    pub skip_destination_validation: Option<bool>,
}

message!(PutBucketNotificationConfigurationRequest {
    bucket => bucket,
    document "NotificationConfiguration" => configuration,
    header "x-amz-skip-destination-validation" => skip_destination_validation,
});

operation!(
    PutBucketNotificationConfigurationRequest,
    "PutBucketNotificationConfiguration",
    Route::new(Method::PUT, Target::Bucket).fixed(&[("notification", "")]),
    EmptyResponse
);

impl VoidStorageClient {
    /// Says what a bucket tells, and whom, in place of what was said before. With no rules it tells nothing.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for rules of one event that overlap, an event that is none, and a destination that is not there or
    /// may not be written to; `NoSuchBucket`, `AccessDenied`.
    pub fn put_bucket_notification_configuration(
        &self,
        bucket: impl Into<BucketName>,
        configuration: impl Into<NotificationConfiguration>,
    ) -> Call<'_, PutBucketNotificationConfigurationRequest> {
        Call::new(
            self,
            PutBucketNotificationConfigurationRequest {
                bucket: bucket.into(),
                configuration: configuration.into(),
                skip_destination_validation: None,
            },
        )
    }
}

impl Call<'_, PutBucketNotificationConfigurationRequest> {
    /// Takes destinations as they are, and sends them no test event.
    pub fn skip_destination_validation(self) -> Self {
        self.set(|request| request.skip_destination_validation = Some(true))
    }
}
