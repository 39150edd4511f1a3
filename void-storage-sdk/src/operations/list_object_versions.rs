//! ListObjectVersions: lists the versions of a bucket's objects, delete markers among them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html>

use http::Method;

use super::{
    Operation, Route, Target,
    listed::{decode_keys, listing},
    operation,
};
use crate::{
    call::{Call, CallFuture},
    client::VoidStorageClient,
    error::Error,
    pages::Paged,
    types::{BucketName, CommonPrefix, EncodingType, ListedVersion, VersionId},
    wire::{message, structure},
};

/// Says which versions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListObjectVersionsRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// What the keys start with.
    pub prefix: Option<String>,
    /// Up to which, after the prefix, keys that start alike are given as one.
    pub delimiter: Option<String>,
    /// After which key the listing starts, or with the versions of which key after `version_id_marker`.
    pub key_marker: Option<String>,
    /// After which version of that key.
    pub version_id_marker: Option<VersionId>,
    /// How many versions, delete markers and common prefixes a page has at most: 1,000 unless less.
    pub max_keys: Option<u32>,
    /// How keys are encoded.
    pub encoding_type: Option<EncodingType>,
}

message!(ListObjectVersionsRequest {
    bucket => bucket,
    query "prefix" => prefix,
    query "delimiter" => delimiter,
    query "key-marker" => key_marker,
    query "version-id-marker" => version_id_marker,
    query "max-keys" => max_keys,
    query "encoding-type" => encoding_type,
});

/// A page of versions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListObjectVersionsResponse {
    /// The bucket.
    pub name: String,
    /// As it was asked for.
    pub prefix: Option<String>,
    /// As it was asked for.
    pub delimiter: Option<String>,
    /// As it was asked for.
    pub key_marker: Option<String>,
    /// As it was asked for.
    pub version_id_marker: Option<VersionId>,
    /// Where the next page starts.
    pub next_key_marker: Option<String>,
    /// Where among that key's versions.
    pub next_version_id_marker: Option<VersionId>,
    /// How many entries this page has at most.
    pub max_keys: Option<u32>,
    /// How keys are encoded. The client decodes them, and leaves this empty.
    pub encoding_type: Option<EncodingType>,
    /// Whether there are more.
    pub is_truncated: bool,
    /// What keys have in common up to the delimiter.
    pub common_prefixes: Vec<CommonPrefix>,
    /// The versions and delete markers, by key, and of one key the newest first.
    pub versions: Vec<ListedVersion>,
}

structure!(ListObjectVersionsResponse {
    "Name" => name,
    "Prefix" => prefix,
    "Delimiter" => delimiter,
    "KeyMarker" => key_marker,
    "VersionIdMarker" => version_id_marker,
    "NextKeyMarker" => next_key_marker,
    "NextVersionIdMarker" => next_version_id_marker,
    "MaxKeys" => max_keys,
    "EncodingType" => encoding_type,
    "IsTruncated" => is_truncated,
    "CommonPrefixes" => common_prefixes;
    group versions
});

message!(ListObjectVersionsResponse is "ListVersionsResult");

operation!(
    ListObjectVersionsRequest,
    "ListObjectVersions",
    Route::new(Method::GET, Target::Bucket).fixed(&[("versions", "")]),
    ListObjectVersionsResponse,
    {
        fn carry_out(
            client: &VoidStorageClient,
            request: Self,
        ) -> CallFuture<'_, ListObjectVersionsResponse> {
            Box::pin(async move { client.exchange(request).await?.decoded() })
        }
    }
);

impl ListObjectVersionsResponse {
    /// With keys and prefixes as they are, where the service encoded them.
    fn decoded(mut self) -> Result<Self, Error> {
        let keys = self.versions.iter_mut().map(ListedVersion::key_mut);
        let prefixes = self.common_prefixes.iter_mut().map(|common| &mut common.prefix);
        let asked = [&mut self.prefix, &mut self.delimiter, &mut self.key_marker, &mut self.next_key_marker];
        let keys = keys.chain(prefixes).chain(asked.into_iter().flatten());
        decode_keys(ListObjectVersionsRequest::NAME, &mut self.encoding_type, keys)?;
        Ok(self)
    }
}

impl Paged for ListObjectVersionsRequest {
    type Item = ListedVersion;

    fn next_page(mut self, page: &ListObjectVersionsResponse) -> Option<Self> {
        self.key_marker = Some(page.next_key_marker.clone().filter(|_| page.is_truncated)?);
        self.version_id_marker = page.next_version_id_marker.clone().filter(|marker| !marker.is_empty());
        Some(self)
    }

    fn into_items(page: ListObjectVersionsResponse) -> Vec<ListedVersion> {
        page.versions
    }
}

impl VoidStorageClient {
    /// Lists the versions of a bucket's objects, delete markers among them, in the order of their keys (by UTF-8) and of one
    /// key the newest first, up to 1,000 on a page: `.await` gives the first page, [`pages`](Call::pages) all of them,
    /// [`items`](Call::items) the versions without common prefixes.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `InvalidArgument`, `AccessDenied`.
    pub fn list_object_versions(&self, bucket: impl Into<BucketName>) -> Call<'_, ListObjectVersionsRequest> {
        Call::new(
            self,
            ListObjectVersionsRequest {
                bucket: bucket.into(),
                prefix: None,
                delimiter: None,
                key_marker: None,
                version_id_marker: None,
                max_keys: None,
                encoding_type: Some(EncodingType::Url),
            },
        )
    }
}

listing!(ListObjectVersionsRequest);

impl Call<'_, ListObjectVersionsRequest> {
    /// Only keys after this one, which need not be there.
    pub fn key_marker(self, key: impl Into<String>) -> Self {
        self.set(|request| request.key_marker = Some(key.into()))
    }

    /// Starts among the versions of the key of [`key_marker`](Self::key_marker), after this one.
    pub fn version_id_marker(self, version_id: impl Into<VersionId>) -> Self {
        self.set(|request| request.version_id_marker = Some(version_id.into()))
    }
}
