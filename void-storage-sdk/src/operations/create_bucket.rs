//! CreateBucket: makes a bucket.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>

use http::Method;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::BucketName,
    wire::{Invalid, Message, Parts, message, structure},
};

/// Says which bucket, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateBucketRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// Where it is to be.
    pub configuration: Option<CreateBucketConfiguration>,
    /// The canned ACL.
    pub acl: Option<String>,
    /// Whether objects can be locked.
    pub object_lock_enabled: Option<bool>,
    /// Who owns what others write.
    pub object_ownership: Option<String>,
}

/// Where a bucket is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateBucketConfiguration {
    /// The region; `us-east-1` is left out.
    pub location_constraint: Option<String>,
}

structure!(CreateBucketConfiguration { "LocationConstraint" => location_constraint });

impl Parts for CreateBucketRequest {
    fn write(self, message: &mut Message) -> Result<(), Invalid> {
        message.bucket = Some(self.bucket.into());
        message.put_header("x-amz-acl", &self.acl)?;
        message.put_header("x-amz-bucket-object-lock-enabled", &self.object_lock_enabled)?;
        message.put_header("x-amz-object-ownership", &self.object_ownership)?;
        if let Some(configuration) = &self.configuration {
            message.put_document("CreateBucketConfiguration", configuration);
        }
        Ok(())
    }

    fn read(message: &mut Message) -> Result<Self, Invalid> {
        let has_document = message.document().is_some();
        Ok(Self {
            bucket: Message::take_label(message.bucket.as_ref(), "Bucket")?,
            configuration: has_document
                .then(|| message.take_document("CreateBucketConfiguration"))
                .transpose()?,
            acl: message.take_header("x-amz-acl")?,
            object_lock_enabled: message.take_header("x-amz-bucket-object-lock-enabled")?,
            object_ownership: message.take_header("x-amz-object-ownership")?,
        })
    }
}

/// Where the bucket is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateBucketResponse {
    /// Its path: `/bucket`.
    pub location: Option<String>,
    /// Its ARN.
    pub bucket_arn: Option<String>,
}

message!(CreateBucketResponse { header "location" => location, header "x-amz-bucket-arn" => bucket_arn });

operation!(
    CreateBucketRequest,
    "CreateBucket",
    Route::new(Method::PUT, Target::Bucket),
    CreateBucketResponse
);

impl VoidStorageClient {
    /// Makes a bucket, in the client's region unless told otherwise.
    ///
    /// # Errors
    ///
    /// `BucketAlreadyOwnedByYou`, `BucketAlreadyExists`, `InvalidBucketName`, `TooManyBuckets`, `PermanentRedirect` when the
    /// region is not the endpoint's; `AccessDenied`.
    pub fn create_bucket(&self, bucket: impl Into<BucketName>) -> Call<'_, CreateBucketRequest> {
        let region = self.config().region().filter(|region| *region != "us-east-1");
        let configuration =
            region.map(|region| CreateBucketConfiguration { location_constraint: Some(region.to_owned()) });
        Call::new(
            self,
            CreateBucketRequest {
                bucket: bucket.into(),
                configuration,
                acl: None,
                object_lock_enabled: None,
                object_ownership: None,
            },
        )
    }
}

impl Call<'_, CreateBucketRequest> {
    /// The region. Default: the client's.
    pub fn region(self, region: impl Into<String>) -> Self {
        let region = Some(region.into()).filter(|region| region != "us-east-1");
        self.set(|request| {
            request.configuration =
                region.map(|region| CreateBucketConfiguration { location_constraint: Some(region) });
        })
    }
}
