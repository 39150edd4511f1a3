//! ListMultipartUploads: lists the uploads of a bucket that were neither completed nor aborted.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>

use http::Method;
use void_core::Timestamp;

use super::{Operation, Route, Target, listed::decode_keys, operation};
use crate::{
    call::{Call, CallFuture},
    client::VoidStorageClient,
    error::Error,
    pages::Paged,
    types::{
        BucketName, ChecksumAlgorithm, ChecksumType, CommonPrefix, EncodingType, Owner, StorageClass,
        UploadId,
    },
    wire::{message, structure},
};

/// Says which uploads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListMultipartUploadsRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// What the keys start with.
    pub prefix: Option<String>,
    /// Up to which, after the prefix, keys that start alike are given as one.
    pub delimiter: Option<String>,
    /// After which key the listing starts, or with the uploads of which key after `upload_id_marker`.
    pub key_marker: Option<String>,
    /// After which upload of that key.
    pub upload_id_marker: Option<UploadId>,
    /// How many uploads and common prefixes a page has at most: 1,000 unless less.
    pub max_uploads: Option<u32>,
    /// How keys are encoded.
    pub encoding_type: Option<EncodingType>,
}

message!(ListMultipartUploadsRequest {
    bucket => bucket,
    query "prefix" => prefix,
    query "delimiter" => delimiter,
    query "key-marker" => key_marker,
    query "upload-id-marker" => upload_id_marker,
    query "max-uploads" => max_uploads,
    query "encoding-type" => encoding_type,
});

/// An upload that was neither completed nor aborted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MultipartUpload {
    /// What it is named by.
    pub upload_id: UploadId,
    /// The key.
    pub key: String,
    /// When it was started.
    pub initiated: Timestamp,
    /// How the object will be kept.
    pub storage_class: Option<StorageClass>,
    /// Who will own the object.
    pub owner: Option<Owner>,
    /// Who started it.
    pub initiator: Option<Owner>,
    /// How checksums are computed.
    pub checksum_algorithm: Option<ChecksumAlgorithm>,
    /// What the object's checksum will be of.
    pub checksum_type: Option<ChecksumType>,
}

structure!(MultipartUpload {
    "UploadId" => upload_id,
    "Key" => key,
    "Initiated" => initiated,
    "StorageClass" => storage_class,
    "Owner" => owner,
    "Initiator" => initiator,
    "ChecksumAlgorithm" => checksum_algorithm,
    "ChecksumType" => checksum_type,
});

/// A page of uploads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListMultipartUploadsResponse {
    /// The bucket.
    pub bucket: String,
    /// As it was asked for.
    pub key_marker: Option<String>,
    /// As it was asked for.
    pub upload_id_marker: Option<UploadId>,
    /// Where the next page starts.
    pub next_key_marker: Option<String>,
    /// Where among that key's uploads.
    pub next_upload_id_marker: Option<UploadId>,
    /// As it was asked for.
    pub prefix: Option<String>,
    /// As it was asked for.
    pub delimiter: Option<String>,
    /// How keys are encoded. The client decodes them, and leaves this empty.
    pub encoding_type: Option<EncodingType>,
    /// How many entries a page has at most.
    pub max_uploads: Option<u32>,
    /// Whether there are more.
    pub is_truncated: bool,
    /// The uploads, by key, and of one key the oldest first.
    pub uploads: Vec<MultipartUpload>,
    /// What keys have in common up to the delimiter.
    pub common_prefixes: Vec<CommonPrefix>,
}

structure!(ListMultipartUploadsResponse {
    "Bucket" => bucket,
    "KeyMarker" => key_marker,
    "UploadIdMarker" => upload_id_marker,
    "NextKeyMarker" => next_key_marker,
    "NextUploadIdMarker" => next_upload_id_marker,
    "Prefix" => prefix,
    "Delimiter" => delimiter,
    "EncodingType" => encoding_type,
    "MaxUploads" => max_uploads,
    "IsTruncated" => is_truncated,
    "Upload" => uploads,
    "CommonPrefixes" => common_prefixes,
});

message!(ListMultipartUploadsResponse is "ListMultipartUploadsResult");

operation!(
    ListMultipartUploadsRequest,
    "ListMultipartUploads",
    Route::new(Method::GET, Target::Bucket).fixed(&[("uploads", "")]),
    ListMultipartUploadsResponse,
    {
        fn carry_out(
            client: &VoidStorageClient,
            request: Self,
        ) -> CallFuture<'_, ListMultipartUploadsResponse> {
            Box::pin(async move { client.exchange(request).await?.decoded() })
        }
    }
);

impl ListMultipartUploadsResponse {
    /// With keys and prefixes as they are, where the service encoded them.
    fn decoded(mut self) -> Result<Self, Error> {
        let keys = self.uploads.iter_mut().map(|upload| &mut upload.key);
        let prefixes = self.common_prefixes.iter_mut().map(|common| &mut common.prefix);
        let asked = [&mut self.prefix, &mut self.delimiter, &mut self.key_marker, &mut self.next_key_marker];
        let keys = keys.chain(prefixes).chain(asked.into_iter().flatten());
        decode_keys(ListMultipartUploadsRequest::NAME, &mut self.encoding_type, keys)?;
        Ok(self)
    }
}

impl Paged for ListMultipartUploadsRequest {
    type Item = MultipartUpload;

    fn next_page(mut self, page: &ListMultipartUploadsResponse) -> Option<Self> {
        self.key_marker = Some(page.next_key_marker.clone().filter(|_| page.is_truncated)?);
        self.upload_id_marker = page.next_upload_id_marker.clone().filter(|marker| !marker.is_empty());
        Some(self)
    }

    fn into_items(page: ListMultipartUploadsResponse) -> Vec<MultipartUpload> {
        page.uploads
    }
}

impl VoidStorageClient {
    /// Lists a bucket's uploads that were neither completed nor aborted, in the order of their keys and of one key the oldest
    /// first, up to 1,000 on a page: `.await` gives the first page, [`pages`](Call::pages) all of them,
    /// [`items`](Call::items) the uploads without common prefixes.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `InvalidArgument`, `AccessDenied`.
    pub fn list_multipart_uploads(
        &self,
        bucket: impl Into<BucketName>,
    ) -> Call<'_, ListMultipartUploadsRequest> {
        Call::new(
            self,
            ListMultipartUploadsRequest {
                bucket: bucket.into(),
                prefix: None,
                delimiter: None,
                key_marker: None,
                upload_id_marker: None,
                max_uploads: None,
                encoding_type: Some(EncodingType::Url),
            },
        )
    }
}

impl Call<'_, ListMultipartUploadsRequest> {
    /// Only keys that start with `prefix`.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        self.set(|request| request.prefix = Some(prefix.into()))
    }

    /// Gives keys that are alike up to the first `delimiter` after the prefix as one common prefix.
    pub fn delimiter(self, delimiter: impl Into<String>) -> Self {
        self.set(|request| request.delimiter = Some(delimiter.into()))
    }

    /// Only keys after this one, which need not be there.
    pub fn key_marker(self, key: impl Into<String>) -> Self {
        self.set(|request| request.key_marker = Some(key.into()))
    }

    /// Starts among the uploads of the key of [`key_marker`](Self::key_marker), after this one.
    pub fn upload_id_marker(self, upload_id: impl Into<UploadId>) -> Self {
        self.set(|request| request.upload_id_marker = Some(upload_id.into()))
    }

    /// How many entries a page has at most: uploads and common prefixes together. Default, and limit: 1,000.
    pub fn max_uploads(self, count: u32) -> Self {
        self.set(|request| request.max_uploads = Some(count))
    }
}
