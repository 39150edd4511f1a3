//! ListObjectsV2: lists a bucket's objects in the order of their keys.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

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
pub struct ListObjectsV2Request {
    /// The bucket.
    pub bucket: BucketName,
    /// What the keys start with.
    pub prefix: Option<String>,
    /// Up to which, after the prefix, keys that start alike are given as one.
    pub delimiter: Option<String>,
    /// After which key the listing starts.
    pub start_after: Option<String>,
    /// Where an earlier page ended.
    pub continuation_token: Option<String>,
    /// How many keys and common prefixes a page has at most: 1,000 unless less.
    pub max_keys: Option<u32>,
    /// How keys are encoded.
    pub encoding_type: Option<EncodingType>,
    /// Whether each object is given with its owner.
    pub fetch_owner: Option<bool>,
}

message!(ListObjectsV2Request {
    bucket => bucket,
    query "prefix" => prefix,
    query "delimiter" => delimiter,
    query "start-after" => start_after,
    query "continuation-token" => continuation_token,
    query "max-keys" => max_keys,
    query "encoding-type" => encoding_type,
    query "fetch-owner" => fetch_owner,
});

/// A page of objects.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListObjectsV2Response {
    /// The bucket.
    pub name: String,
    /// As it was asked for.
    pub prefix: Option<String>,
    /// As it was asked for.
    pub delimiter: Option<String>,
    /// As it was asked for.
    pub start_after: Option<String>,
    /// As it was asked for.
    pub continuation_token: Option<String>,
    /// Where the next page starts; `None` on the last one.
    pub next_continuation_token: Option<String>,
    /// How many keys and common prefixes this page has.
    pub key_count: Option<u32>,
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

structure!(ListObjectsV2Response {
    "Name" => name,
    "Prefix" => prefix,
    "Delimiter" => delimiter,
    "StartAfter" => start_after,
    "ContinuationToken" => continuation_token,
    "NextContinuationToken" => next_continuation_token,
    "KeyCount" => key_count,
    "MaxKeys" => max_keys,
    "EncodingType" => encoding_type,
    "IsTruncated" => is_truncated,
    "Contents" => contents,
    "CommonPrefixes" => common_prefixes,
});

message!(ListObjectsV2Response is "ListBucketResult");

operation!(
    ListObjectsV2Request,
    "ListObjectsV2",
    Route::new(Method::GET, Target::Bucket).fixed(&[("list-type", "2")]),
    ListObjectsV2Response,
    {
        fn carry_out(client: &VoidStorageClient, request: Self) -> CallFuture<'_, ListObjectsV2Response> {
            Box::pin(async move { client.exchange(request).await?.decoded() })
        }
    }
);

impl ListObjectsV2Response {
    /// With keys and prefixes as they are, where the service encoded them.
    fn decoded(mut self) -> Result<Self, Error> {
        let keys = self.contents.iter_mut().map(|object| &mut object.key);
        let prefixes = self.common_prefixes.iter_mut().map(|common| &mut common.prefix);
        let asked = [&mut self.prefix, &mut self.delimiter, &mut self.start_after].into_iter().flatten();
        decode_keys(ListObjectsV2Request::NAME, &mut self.encoding_type, keys.chain(prefixes).chain(asked))?;
        Ok(self)
    }
}

impl Paged for ListObjectsV2Request {
    type Item = ObjectSummary;

    fn next_page(mut self, page: &ListObjectsV2Response) -> Option<Self> {
        let token = page.next_continuation_token.as_ref().filter(|token| !token.is_empty())?;
        self.continuation_token = Some(token.clone());
        Some(self)
    }

    fn into_items(page: ListObjectsV2Response) -> Vec<ObjectSummary> {
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
    pub fn list_objects_v2(&self, bucket: impl Into<BucketName>) -> Call<'_, ListObjectsV2Request> {
        Call::new(
            self,
            ListObjectsV2Request {
                bucket: bucket.into(),
                prefix: None,
                delimiter: None,
                start_after: None,
                continuation_token: None,
                max_keys: None,
                encoding_type: Some(EncodingType::Url),
                fetch_owner: None,
            },
        )
    }
}

listing!(ListObjectsV2Request);

impl Call<'_, ListObjectsV2Request> {
    /// Only keys after this one, which need not be there.
    pub fn start_after(self, key: impl Into<String>) -> Self {
        self.set(|request| request.start_after = Some(key.into()))
    }

    /// Goes on where an earlier page ended ([`next_continuation_token`](ListObjectsV2Response::next_continuation_token)).
    pub fn continuation_token(self, token: impl Into<String>) -> Self {
        self.set(|request| request.continuation_token = Some(token.into()))
    }

    /// Gives each object with its owner.
    pub fn fetch_owner(self) -> Self {
        self.set(|request| request.fetch_owner = Some(true))
    }
}
