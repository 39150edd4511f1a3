//! HeadObject: reads what is known of an object, without its bytes.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>

use http::{Method, StatusCode};
use void_core::Timestamp;

use super::{Route, Target, operation, reading};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, Checksums, ETag, ObjectHeaders, ObjectKey, VersionId},
};

reading! {
    /// Says what is to be looked at.
    HeadObjectRequest,
    /// What is known of an object.
    #[derive(Clone, Debug, PartialEq, Eq)]
    HeadObjectResponse {}
}

operation!(HeadObjectRequest, "HeadObject", Route::new(Method::HEAD, Target::Object), HeadObjectResponse, {
    fn status(answer: &HeadObjectResponse) -> StatusCode {
        answer.status()
    }
});

impl VoidStorageClient {
    /// Reads what is known of an object, without its bytes.
    ///
    /// # Errors
    ///
    /// An answer to HEAD has no body, so that its status is all that is known: `NotFound`, `NotModified` and
    /// `PreconditionFailed` for conditions, `InvalidRange`, `MethodNotAllowed` for a version that is a delete marker,
    /// `AccessDenied`.
    pub fn head_object(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, HeadObjectRequest> {
        Call::new(self, HeadObjectRequest::new(bucket.into(), key.into()))
    }
}
