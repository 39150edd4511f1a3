//! PutBucketPolicy: gives a bucket a policy.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::BucketName,
    wire::{Invalid, Message, Parts},
};

/// Says what the policy of which bucket is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutBucketPolicyRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The policy, as JSON.
    pub policy: String,
    /// Whether the caller may lock himself out.
    pub confirm_remove_self_bucket_access: Option<bool>,
}

impl Parts for PutBucketPolicyRequest {
    fn write(self, message: &mut Message) -> Result<(), Invalid> {
        message.bucket = Some(self.bucket.into());
        message
            .put_header("x-amz-confirm-remove-self-bucket-access", &self.confirm_remove_self_bucket_access)?;
        message.put_json(self.policy)
    }

    fn read(message: &mut Message) -> Result<Self, Invalid> {
        Ok(Self {
            bucket: Message::take_label(message.bucket.as_ref(), "Bucket")?,
            policy: message.take_json()?,
            confirm_remove_self_bucket_access: message
                .take_header("x-amz-confirm-remove-self-bucket-access")?,
        })
    }
}

operation!(
    PutBucketPolicyRequest,
    "PutBucketPolicy",
    Route::new(Method::PUT, Target::Bucket).fixed(&[("policy", "")]),
    EmptyResponse,
    {
        const NEEDS_CHECKSUM: bool = true;

        fn status(_answer: &EmptyResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Gives a bucket a policy in place of the one that it has: JSON of at most 20 KB.
    ///
    /// # Errors
    ///
    /// `BadRequest` (`MalformedPolicy`), `NoSuchBucket`, `AccessDenied`.
    pub fn put_bucket_policy(
        &self,
        bucket: impl Into<BucketName>,
        policy: impl Into<String>,
    ) -> Call<'_, PutBucketPolicyRequest> {
        Call::new(
            self,
            PutBucketPolicyRequest {
                bucket: bucket.into(),
                policy: policy.into(),
                confirm_remove_self_bucket_access: None,
            },
        )
    }
}

impl Call<'_, PutBucketPolicyRequest> {
    /// Lets the policy take the caller's own access away.
    pub fn confirm_remove_self_bucket_access(self) -> Self {
        self.set(|request| request.confirm_remove_self_bucket_access = Some(true))
    }
}
