//! ListBuckets: lists the caller's buckets.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>

use http::Method;
use void_core::Timestamp;

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    pages::Paged,
    types::Owner,
    wire::{message, structure},
};

/// Says which buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListBucketsRequest {
    /// How many a page has at most: 1 to 10,000.
    pub max_buckets: Option<u32>,
    /// Where an earlier page ended.
    pub continuation_token: Option<String>,
    /// What the names start with.
    pub prefix: Option<String>,
    /// The region that they are in.
    pub bucket_region: Option<String>,
}

message!(ListBucketsRequest {
    query "max-buckets" => max_buckets,
    query "continuation-token" => continuation_token,
    query "prefix" => prefix,
    query "bucket-region" => bucket_region,
});

/// A page of buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListBucketsResponse {
    /// Who owns them.
    pub owner: Option<Owner>,
    /// The buckets, in the order of their names.
    pub buckets: Vec<BucketSummary>,
    /// Where the next page starts; `None` on the last one.
    pub continuation_token: Option<String>,
    /// As it was asked for.
    pub prefix: Option<String>,
}

structure!(ListBucketsResponse {
    "Owner" => owner,
    "Buckets" / "Bucket" => buckets,
    "ContinuationToken" => continuation_token,
    "Prefix" => prefix,
});

message!(ListBucketsResponse is "ListAllMyBucketsResult");

/// A bucket in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BucketSummary {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub creation_date: Option<Timestamp>,
    /// Its region, where the listing is paged or filtered.
    pub bucket_region: Option<String>,
    /// Its ARN.
    pub bucket_arn: Option<String>,
}

structure!(BucketSummary {
    "Name" => name,
    "CreationDate" => creation_date,
    "BucketRegion" => bucket_region,
    "BucketArn" => bucket_arn,
});

operation!(ListBucketsRequest, "ListBuckets", Route::new(Method::GET, Target::Service), ListBucketsResponse);

impl Paged for ListBucketsRequest {
    type Item = BucketSummary;

    fn next_page(mut self, page: &ListBucketsResponse) -> Option<Self> {
        let token = page.continuation_token.as_ref().filter(|token| !token.is_empty())?;
        self.continuation_token = Some(token.clone());
        Some(self)
    }

    fn into_items(page: ListBucketsResponse) -> Vec<BucketSummary> {
        page.buckets
    }
}

impl VoidStorageClient {
    /// Lists the caller's buckets: `.await` gives the first page, [`pages`](Call::pages) all of them, [`items`](Call::items)
    /// the buckets.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `AccessDenied`.
    pub fn list_buckets(&self) -> Call<'_, ListBucketsRequest> {
        Call::new(
            self,
            ListBucketsRequest {
                max_buckets: None,
                continuation_token: None,
                prefix: None,
                bucket_region: None,
            },
        )
    }
}

impl Call<'_, ListBucketsRequest> {
    /// How many buckets a page has at most: 1 to 10,000. Default: all are on one page.
    pub fn max_buckets(self, count: u32) -> Self {
        self.set(|request| request.max_buckets = Some(count))
    }

    /// Goes on where an earlier page ended ([`continuation_token`](ListBucketsResponse::continuation_token)).
    pub fn continuation_token(self, token: impl Into<String>) -> Self {
        self.set(|request| request.continuation_token = Some(token.into()))
    }

    /// Only buckets whose names start so.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        self.set(|request| request.prefix = Some(prefix.into()))
    }

    /// Only buckets of a region.
    pub fn bucket_region(self, region: impl Into<String>) -> Self {
        self.set(|request| request.bucket_region = Some(region.into()))
    }
}
