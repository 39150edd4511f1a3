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
    wire::message,
};

/// Says what is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetObjectRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The version; `None` is the current one.
    pub version_id: Option<VersionId>,
    /// The bytes: `bytes=0-99`.
    pub range: Option<String>,
    /// The part, of an object that was made in parts.
    pub part_number: Option<u32>,
    /// Only where the ETag is this one.
    pub if_match: Option<String>,
    /// Only where the ETag is another one.
    pub if_none_match: Option<String>,
    /// Only where it was written after.
    pub if_modified_since: Option<Timestamp>,
    /// Only where it was not written after.
    pub if_unmodified_since: Option<Timestamp>,
    /// `ENABLED`: the response has the checksums.
    pub checksum_mode: Option<String>,
    /// `Content-Type` of the response.
    pub response_content_type: Option<String>,
    /// `Content-Language` of the response.
    pub response_content_language: Option<String>,
    /// `Expires` of the response.
    pub response_expires: Option<String>,
    /// `Cache-Control` of the response.
    pub response_cache_control: Option<String>,
    /// `Content-Disposition` of the response.
    pub response_content_disposition: Option<String>,
    /// `Content-Encoding` of the response.
    pub response_content_encoding: Option<String>,
}

message!(GetObjectRequest {
    bucket => bucket,
    key => key,
    query "versionId" => version_id,
    header "range" => range,
    query "partNumber" => part_number,
    header "if-match" => if_match,
    header "if-none-match" => if_none_match,
    date "if-modified-since" => if_modified_since,
    date "if-unmodified-since" => if_unmodified_since,
    header "x-amz-checksum-mode" => checksum_mode,
    query "response-content-type" => response_content_type,
    query "response-content-language" => response_content_language,
    query "response-expires" => response_expires,
    query "response-cache-control" => response_cache_control,
    query "response-content-disposition" => response_content_disposition,
    query "response-content-encoding" => response_content_encoding,
});

/// An object.
#[derive(Debug)]
#[non_exhaustive]
pub struct GetObjectResponse {
    /// The bytes, as they come.
    pub body: ObjectBody,
    /// How many bytes are in this response.
    pub content_length: u64,
    /// Which bytes of how many they are, where not all were asked for: `bytes 0-99/1000`.
    pub content_range: Option<String>,
    /// What the content is told apart by.
    pub e_tag: ETag,
    /// When it was written.
    pub last_modified: Option<Timestamp>,
    /// What is kept with the bytes.
    pub headers: ObjectHeaders,
    /// The checksums.
    pub checksums: Checksums,
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
    /// `bytes`.
    pub accept_ranges: Option<String>,
    /// When it expires, and by which rule.
    pub expiration: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
    /// How many parts it was made of, where one of them was asked for.
    pub parts_count: Option<u32>,
    /// How many tags it has, where it has any.
    pub tag_count: Option<u32>,
}

message!(GetObjectResponse {
    stream => body,
    header "content-length" => content_length,
    header "content-range" => content_range,
    header "etag" => e_tag,
    date "last-modified" => last_modified,
    group => headers,
    group => checksums,
    header "x-amz-version-id" => version_id,
    header "accept-ranges" => accept_ranges,
    header "x-amz-expiration" => expiration,
    header "x-amz-server-side-encryption" => server_side_encryption,
    header "x-amz-mp-parts-count" => parts_count,
    header "x-amz-tagging-count" => tag_count,
});

operation!(GetObjectRequest, "GetObject", Route::new(Method::GET, Target::Object), GetObjectResponse, {
    const STREAMS: bool = true;

    fn carry_out(client: &VoidStorageClient, request: Self) -> CallFuture<'_, GetObjectResponse> {
        Box::pin(client.read_object(request))
    }

    fn status(answer: &GetObjectResponse) -> StatusCode {
        if answer.content_range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK }
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
        Call::new(
            self,
            GetObjectRequest {
                bucket: bucket.into(),
                key: key.into(),
                version_id: None,
                range: None,
                part_number: None,
                if_match: None,
                if_none_match: None,
                if_modified_since: None,
                if_unmodified_since: None,
                checksum_mode: Some("ENABLED".to_owned()),
                response_content_type: None,
                response_content_language: None,
                response_expires: None,
                response_cache_control: None,
                response_content_disposition: None,
                response_content_encoding: None,
            },
        )
    }
}

reading!(GetObjectRequest);
