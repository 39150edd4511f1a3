//! GetObject: reads an object.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use http::{Method, StatusCode};
use void_core::Timestamp;

use super::{Route, Target, operation, reading};
use crate::{
    body::ObjectBody,
    call::{Call, CallFuture},
    client::VoidStorageClient,
    types::{BucketName, Checksums, ETag, ObjectHeaders, ObjectKey, VersionId},
};

reading! {
    /// Says what is to be read.
    GetObjectRequest,
    /// An object.
    #[derive(Debug)]
    GetObjectResponse {
        /// The bytes, as they come.
        stream => body: ObjectBody,
    }
}

operation!(GetObjectRequest, "GetObject", Route::new(Method::GET, Target::Object), GetObjectResponse, {
    const STREAMS: bool = true;

    fn carry_out(client: &VoidStorageClient, request: Self) -> CallFuture<'_, GetObjectResponse> {
        Box::pin(client.read_object(request))
    }

    fn status(answer: &GetObjectResponse) -> StatusCode {
        answer.status()
    }
});

impl VoidStorageClient {
    /// Reads an object.
    ///
    /// # Errors
    ///
    /// `NoSuchKey`, `NoSuchVersion`, `NoSuchBucket`, `NotModified` and `PreconditionFailed` for conditions, `InvalidRange`,
    /// `MethodNotAllowed` for a version that is a delete marker, `InvalidObjectState`, `AccessDenied`.
    pub fn get_object(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, GetObjectRequest> {
        Call::new(self, GetObjectRequest::new(bucket.into(), key.into()))
    }
}
