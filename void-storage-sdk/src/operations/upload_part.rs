//! UploadPart: uploads a part of an object.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html>

use http::Method;
use void_core::Body;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, Checksums, ETag, Integrity, ObjectKey, UploadId, integrity},
    wire::message,
};

/// Says which part.
#[derive(Debug)]
#[non_exhaustive]
pub struct UploadPartRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The upload.
    pub upload_id: UploadId,
    /// The part's number: 1 to 10,000.
    pub part_number: u32,
    /// The part's bytes.
    pub body: Body,
    /// The bytes' checksums, where the caller knows them.
    pub checksums: Checksums,
    /// What the client does where the caller does not know them.
    pub integrity: Integrity,
    /// The bytes' MD5 digest, base64.
    pub content_md5: Option<String>,
}

message!(UploadPartRequest {
    bucket => bucket,
    key => key,
    query "uploadId" => upload_id,
    query "partNumber" => part_number,
    stream => body,
    group => checksums,
    group => integrity,
    header "content-md5" => content_md5,
});

/// The part that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadPartResponse {
    /// What the part is named by, with its number, when the upload is completed.
    pub e_tag: ETag,
    /// Its checksums.
    pub checksums: Checksums,
    /// How it is encrypted.
    pub server_side_encryption: Option<String>,
}

message!(UploadPartResponse {
    header "etag" => e_tag,
    group => checksums,
    header "x-amz-server-side-encryption" => server_side_encryption,
});

operation!(
    UploadPartRequest,
    "UploadPart",
    Route::new(Method::PUT, Target::Object).required(&["partNumber", "uploadId"]),
    UploadPartResponse,
    {
        const UPLOADS: bool = true;
    }
);

impl VoidStorageClient {
    /// Uploads a part of an object: of 5 MiB to 5 GiB, the last one of any size, with a number of 1 to 10,000 that says where
    /// it goes. A part of the same number is replaced.
    ///
    /// # Errors
    ///
    /// `NoSuchUpload`, `InvalidArgument` for another number, `BadRequest` for a checksum other than the upload's,
    /// `BadDigest`, `EntityTooLarge`, `AccessDenied`.
    pub fn upload_part(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        upload_id: impl Into<UploadId>,
        part_number: u32,
        body: impl Into<Body>,
    ) -> Call<'_, UploadPartRequest> {
        Call::new(
            self,
            UploadPartRequest {
                bucket: bucket.into(),
                key: key.into(),
                upload_id: upload_id.into(),
                part_number,
                body: body.into(),
                checksums: Checksums::default(),
                integrity: Integrity::default(),
                content_md5: None,
            },
        )
    }
}

integrity!(UploadPartRequest);
