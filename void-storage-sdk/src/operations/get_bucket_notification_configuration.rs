//! GetBucketNotificationConfiguration: tells what a bucket tells, and whom.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{Answered, BucketName, NotificationConfiguration},
    wire::{Invalid, Message, Parts, message},
};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketNotificationConfigurationRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(GetBucketNotificationConfigurationRequest { bucket => bucket });

/// What a bucket tells, and whom.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketNotificationConfigurationResponse {
    /// What it tells, and whom; no rules where it tells nothing.
    pub configuration: NotificationConfiguration,
}

const ROOT: &str = "NotificationConfiguration";
/// What moto has for a root element.
const OTHER_ROOT: &str = "GetBucketNotificationResponse";

impl Parts for GetBucketNotificationConfigurationResponse {
    fn write(self, message: &mut Message) -> Result<(), Invalid> {
        message.put_document(ROOT, &Answered(self.configuration));
        Ok(())
    }

    fn read(message: &mut Message) -> Result<Self, Invalid> {
        let Answered(configuration) = message.take_either_document(ROOT, OTHER_ROOT)?;
        Ok(Self { configuration })
    }
}

operation!(
    GetBucketNotificationConfigurationRequest,
    "GetBucketNotificationConfiguration",
    Route::new(Method::GET, Target::Bucket).fixed(&[("notification", "")]),
    GetBucketNotificationConfigurationResponse
);

impl VoidStorageClient {
    /// Tells what a bucket tells, and whom.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `AccessDenied`.
    pub fn get_bucket_notification_configuration(
        &self,
        bucket: impl Into<BucketName>,
    ) -> Call<'_, GetBucketNotificationConfigurationRequest> {
        Call::new(self, GetBucketNotificationConfigurationRequest { bucket: bucket.into() })
    }
}
