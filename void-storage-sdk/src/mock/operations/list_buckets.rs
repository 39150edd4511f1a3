//! ListBuckets on the engine.

use super::{
    Serve,
    listed::{position, token},
};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{BucketSummary, ListBucketsRequest, ListBucketsResponse},
};

impl Serve for ListBucketsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<ListBucketsResponse, Problem> {
        let most = self.max_buckets.unwrap_or(PAGE_LIMIT);
        if !(1..=PAGE_LIMIT).contains(&most) {
            return Err(Problem::argument(
                "max-buckets",
                &most.to_string(),
                "Argument max-buckets must be an integer between 1 and 10000.",
            ));
        }
        let after = self.continuation_token.as_deref().map(position).transpose()?;
        let most = most as usize;
        let prefix = self.prefix.as_deref().unwrap_or_default();
        let is_paged =
            self.max_buckets.is_some() || self.continuation_token.is_some() || self.bucket_region.is_some();
        let (owner, region, mut found) = exchange.run(|state| {
            let settings = state.engine.settings();
            let is_here = self.bucket_region.as_ref().is_none_or(|region| *region == settings.region);
            let found: Vec<_> = state
                .engine
                .buckets_after(after.as_deref(), prefix)
                .take(if is_here { most + 1 } else { 0 })
                .map(|(name, created)| (name.to_owned(), created))
                .collect();
            (settings.owner(), settings.region.clone(), found)
        });
        let is_truncated = found.len() > most;
        found.truncate(most);
        let continuation_token = found.last().filter(|_| is_truncated).map(|(name, _)| token(name));
        let buckets = found.into_iter().map(|(name, created)| BucketSummary {
            bucket_arn: is_paged.then(|| format!("arn:aws:s3:::{name}")),
            name,
            creation_date: Some(created),
            bucket_region: is_paged.then(|| region.clone()),
        });
        Ok(ListBucketsResponse {
            owner: Some(owner),
            buckets: buckets.collect(),
            continuation_token,
            prefix: self.prefix,
        })
    }
}

/// How many buckets a page has at most.
const PAGE_LIMIT: u32 = 10_000;
