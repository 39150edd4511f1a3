//! GetBucketPolicy: a bucket's policy.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::BucketName,
    wire::{Invalid, Message, Parts, message},
};

/// Says which bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketPolicyRequest {
    /// The bucket.
    pub bucket: BucketName,
}

message!(GetBucketPolicyRequest { bucket => bucket });

/// The bucket's policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetBucketPolicyResponse {
    /// The policy, as JSON.
    pub policy: String,
}

impl Parts for GetBucketPolicyResponse {
    fn write(self, message: &mut Message) -> Result<(), Invalid> {
        message.put_json(self.policy)
    }

    fn read(message: &mut Message) -> Result<Self, Invalid> {
        Ok(Self { policy: message.take_json()? })
    }
}

operation!(
    GetBucketPolicyRequest,
    "GetBucketPolicy",
    Route::new(Method::GET, Target::Bucket).fixed(&[("policy", "")]),
    GetBucketPolicyResponse
);

impl VoidStorageClient {
    /// Reads a bucket's policy.
    ///
    /// # Errors
    ///
    /// `NoSuchConfiguration` where it has none; `NoSuchBucket`, `AccessDenied`.
    pub fn get_bucket_policy(&self, bucket: impl Into<BucketName>) -> Call<'_, GetBucketPolicyRequest> {
        Call::new(self, GetBucketPolicyRequest { bucket: bucket.into() })
    }
}
