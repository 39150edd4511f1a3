//! PutBucketTagging: gives a bucket tags.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html>

use http::{Method, StatusCode};

use super::{EmptyResponse, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, Tag, Tagging},
    wire::message,
};

/// Says which bucket, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutBucketTaggingRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The tags.
    pub tagging: Tagging,
}

message!(PutBucketTaggingRequest {
    bucket => bucket,
    document "Tagging" => tagging,
});

operation!(
    PutBucketTaggingRequest,
    "PutBucketTagging",
    Route::new(Method::PUT, Target::Bucket).fixed(&[("tagging", "")]),
    EmptyResponse,
    {
        const NEEDS_CHECKSUM: bool = true;

        fn status(_answer: &EmptyResponse) -> StatusCode {
            StatusCode::NO_CONTENT
        }
    }
);

impl VoidStorageClient {
    /// Gives a bucket tags in place of those that it has: 50 at most.
    ///
    /// # Errors
    ///
    /// `BadRequest` (`InvalidTag`), `NoSuchBucket`, `AccessDenied`.
    pub fn put_bucket_tagging(
        &self,
        bucket: impl Into<BucketName>,
        tags: impl IntoIterator<Item = impl Into<Tag>>,
    ) -> Call<'_, PutBucketTaggingRequest> {
        Call::new(
            self,
            PutBucketTaggingRequest { bucket: bucket.into(), tagging: tags.into_iter().collect() },
        )
    }
}
