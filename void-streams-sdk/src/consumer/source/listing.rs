//! Lists all shards of a stream, page by page.

use crate::{
    client::VoidStreamsClient,
    error::Error,
    operations::{ListShardsRequest, Operation},
    types::{Shard, ShardFilter, ShardId, StreamIdentifier},
};

/// More pages than a stream can have: 20,000 shards in pages of 1,000, and those that are closed.
const MAX_PAGES: usize = 1_000;

/// Lists the shards of a stream: all of which records may be kept, or those of a filter.
pub(in crate::consumer) async fn list_shards(
    client: &VoidStreamsClient,
    stream: &StreamIdentifier,
    shard_filter: Option<ShardFilter>,
) -> Result<Vec<Shard>, Error> {
    let (stream_name, stream_arn) = stream.clone().into_parts();
    let mut request = ListShardsRequest {
        stream_name,
        stream_arn: stream_arn.clone(),
        shard_filter,
        ..ListShardsRequest::default()
    };
    let mut shards = Vec::new();
    for _ in 0..MAX_PAGES {
        let page = client.send(request).await?;
        shards.extend(page.shards);
        let Some(next_token) = page.next_token else { return Ok(shards) };
        // A token names the stream and the filter.
        request = ListShardsRequest {
            stream_arn: stream_arn.clone(),
            next_token: Some(next_token),
            ..ListShardsRequest::default()
        };
    }
    Err(Error::invalid_response(ListShardsRequest::NAME, "the listing does not end"))
}

/// Whether the stream is there and the shard is not.
pub(super) async fn is_trimmed_away(
    client: &VoidStreamsClient,
    stream: &StreamIdentifier,
    shard_id: &ShardId,
) -> bool {
    match list_shards(client, stream, None).await {
        Ok(shards) => !shards.iter().any(|shard| shard.shard_id == *shard_id),
        Err(_) => false,
    }
}
