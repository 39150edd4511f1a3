//! ListParts: lists the parts of an upload.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>

use http::Method;
use void_core::Timestamp;

use super::{CompletedPart, Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    pages::Paged,
    types::{
        BucketName, ChecksumAlgorithm, ChecksumType, Checksums, ETag, ObjectKey, Owner, StorageClass,
        UploadId,
    },
    wire::{message, structure},
};

/// Says which parts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPartsRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The upload.
    pub upload_id: UploadId,
    /// After which number the listing starts.
    pub part_number_marker: Option<u32>,
    /// How many parts a page has at most: 1,000 unless less.
    pub max_parts: Option<u32>,
}

message!(ListPartsRequest {
    bucket => bucket,
    key => key,
    query "uploadId" => upload_id,
    query "part-number-marker" => part_number_marker,
    query "max-parts" => max_parts,
});

/// A part of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedPart {
    /// Its number.
    pub part_number: u32,
    /// When it was uploaded.
    pub last_modified: Timestamp,
    /// What it is named by, with its number, when the upload is completed.
    pub e_tag: ETag,
    /// Its bytes.
    pub size: u64,
    /// Its checksums, where the upload has them.
    pub checksums: Checksums,
}

structure!(UploadedPart {
    "PartNumber" => part_number,
    "LastModified" => last_modified,
    "ETag" => e_tag,
    "Size" => size;
    group checksums
});

impl From<UploadedPart> for CompletedPart {
    fn from(part: UploadedPart) -> Self {
        Self { part_number: part.part_number, e_tag: part.e_tag, checksums: part.checksums }
    }
}

/// A page of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPartsResponse {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The upload.
    pub upload_id: UploadId,
    /// As it was asked for.
    pub part_number_marker: Option<u32>,
    /// The last part of this page, after which the next page starts.
    pub next_part_number_marker: Option<u32>,
    /// How many parts a page has at most.
    pub max_parts: Option<u32>,
    /// Whether there are more.
    pub is_truncated: bool,
    /// The parts, by number.
    pub parts: Vec<UploadedPart>,
    /// Who started the upload.
    pub initiator: Option<Owner>,
    /// Who will own the object.
    pub owner: Option<Owner>,
    /// How the object will be kept.
    pub storage_class: Option<StorageClass>,
    /// How checksums are computed.
    pub checksum_algorithm: Option<ChecksumAlgorithm>,
    /// What the object's checksum will be of.
    pub checksum_type: Option<ChecksumType>,
}

structure!(ListPartsResponse {
    "Bucket" => bucket,
    "Key" => key,
    "UploadId" => upload_id,
    "PartNumberMarker" => part_number_marker,
    "NextPartNumberMarker" => next_part_number_marker,
    "MaxParts" => max_parts,
    "IsTruncated" => is_truncated,
    "Part" => parts,
    "Initiator" => initiator,
    "Owner" => owner,
    "StorageClass" => storage_class,
    "ChecksumAlgorithm" => checksum_algorithm,
    "ChecksumType" => checksum_type,
});

// Moto has the second root element.
message!(ListPartsResponse is "ListPartsResult" or "ListPartsResponse");

operation!(
    ListPartsRequest,
    "ListParts",
    Route::new(Method::GET, Target::Object).required(&["uploadId"]),
    ListPartsResponse
);

impl Paged for ListPartsRequest {
    type Item = UploadedPart;

    fn next_page(mut self, page: &ListPartsResponse) -> Option<Self> {
        self.part_number_marker = Some(page.next_part_number_marker.filter(|_| page.is_truncated)?);
        Some(self)
    }

    fn into_items(page: ListPartsResponse) -> Vec<UploadedPart> {
        page.parts
    }
}

impl VoidStorageClient {
    /// Lists the parts of an upload by number, up to 1,000 on a page: `.await` gives the first page,
    /// [`pages`](Call::pages) all of them, [`items`](Call::items) the parts.
    ///
    /// # Errors
    ///
    /// `NoSuchUpload`, `InvalidArgument`, `AccessDenied`.
    pub fn list_parts(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        upload_id: impl Into<UploadId>,
    ) -> Call<'_, ListPartsRequest> {
        Call::new(
            self,
            ListPartsRequest {
                bucket: bucket.into(),
                key: key.into(),
                upload_id: upload_id.into(),
                part_number_marker: None,
                max_parts: None,
            },
        )
    }
}

impl Call<'_, ListPartsRequest> {
    /// Only parts after this number.
    pub fn part_number_marker(self, number: u32) -> Self {
        self.set(|request| request.part_number_marker = Some(number))
    }

    /// How many parts a page has at most. Default, and limit: 1,000.
    pub fn max_parts(self, count: u32) -> Self {
        self.set(|request| request.max_parts = Some(count))
    }
}
