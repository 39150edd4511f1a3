//! ListObjects: lists a bucket's objects in the order of their keys. ListObjectsV2 is the newer form.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html>

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
    types::{BucketName, CommonPrefix, EncodingType, ObjectSummary},
    wire::{message, structure},
};

/// Says which objects.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListObjectsRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// What the keys start with.
    pub prefix: Option<String>,
    /// Up to which, after the prefix, keys that start alike are given as one.
    pub delimiter: Option<String>,
    /// After which key or common prefix the listing starts.
    pub marker: Option<String>,
    /// How many keys and common prefixes a page has at most: 1,000 unless less.
    pub max_keys: Option<u32>,
    /// How keys are encoded.
    pub encoding_type: Option<EncodingType>,
}

message!(ListObjectsRequest {
    bucket => bucket,
    query "prefix" => prefix,
    query "delimiter" => delimiter,
    query "marker" => marker,
    query "max-keys" => max_keys,
    query "encoding-type" => encoding_type,
});

/// A page of objects.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListObjectsResponse {
    /// The bucket.
    pub name: String,
    /// As it was asked for.
    pub prefix: Option<String>,
    /// As it was asked for.
    pub delimiter: Option<String>,
    /// As it was asked for.
    pub marker: Option<String>,
    /// Where the next page starts. The service gives it only where there is a delimiter: the last key does as well.
    pub next_marker: Option<String>,
    /// How many it has at most.
    pub max_keys: Option<u32>,
    /// How keys are encoded. The client decodes them, and leaves this empty.
    pub encoding_type: Option<EncodingType>,
    /// Whether there are more.
    pub is_truncated: bool,
    /// The objects.
    pub contents: Vec<ObjectSummary>,
    /// What keys have in common up to the delimiter.
    pub common_prefixes: Vec<CommonPrefix>,
}

structure!(ListObjectsResponse {
    "Name" => name,
    "Prefix" => prefix,
    "Delimiter" => delimiter,
    "Marker" => marker,
    "NextMarker" => next_marker,
    "MaxKeys" => max_keys,
    "EncodingType" => encoding_type,
    "IsTruncated" => is_truncated,
    "Contents" => contents,
    "CommonPrefixes" => common_prefixes,
});

message!(ListObjectsResponse is "ListBucketResult");

operation!(
    ListObjectsRequest,
    "ListObjects",
    Route::new(Method::GET, Target::Bucket),
    ListObjectsResponse,
    {
        fn carry_out(client: &VoidStorageClient, request: Self) -> CallFuture<'_, ListObjectsResponse> {
            Box::pin(async move { client.exchange(request).await?.decoded() })
        }
    }
);

impl ListObjectsResponse {
    /// With keys and prefixes as they are, where the service encoded them.
    fn decoded(mut self) -> Result<Self, Error> {
        let keys = self.contents.iter_mut().map(|object| &mut object.key);
        let prefixes = self.common_prefixes.iter_mut().map(|common| &mut common.prefix);
        let asked = [&mut self.prefix, &mut self.delimiter, &mut self.marker, &mut self.next_marker];
        decode_keys(
            ListObjectsRequest::NAME,
            &mut self.encoding_type,
            keys.chain(prefixes).chain(asked.into_iter().flatten()),
        )?;
        Ok(self)
    }
}

impl Paged for ListObjectsRequest {
    type Item = ObjectSummary;

    /// By the marker, or where the service gives none by the last key.
    fn next_page(mut self, page: &ListObjectsResponse) -> Option<Self> {
        if !page.is_truncated {
            return None;
        }
        let keys = page.contents.last().map(|object| &object.key);
        let prefixes = page.common_prefixes.last().map(|common| &common.prefix);
        let next = page.next_marker.as_ref().filter(|marker| !marker.is_empty());
        self.marker = Some(next.or_else(|| keys.max(prefixes))?.clone());
        Some(self)
    }

    fn into_items(page: ListObjectsResponse) -> Vec<ObjectSummary> {
        page.contents
    }
}

impl VoidStorageClient {
    /// Lists a bucket's objects in the order of their keys (by UTF-8), up to 1,000 on a page: `.await` gives the first page,
    /// [`pages`](Call::pages) all of them, [`items`](Call::items) the objects without common prefixes.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `InvalidArgument`, `AccessDenied`.
    pub fn list_objects(&self, bucket: impl Into<BucketName>) -> Call<'_, ListObjectsRequest> {
        Call::new(
            self,
            ListObjectsRequest {
                bucket: bucket.into(),
                prefix: None,
                delimiter: None,
                marker: None,
                max_keys: None,
                encoding_type: Some(EncodingType::Url),
            },
        )
    }
}

listing!(ListObjectsRequest);

impl Call<'_, ListObjectsRequest> {
    /// Only keys and common prefixes after this one, which need not be there.
    pub fn marker(self, key: impl Into<String>) -> Self {
        self.set(|request| request.marker = Some(key.into()))
    }
}
