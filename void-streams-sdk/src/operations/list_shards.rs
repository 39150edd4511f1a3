//! ListShards: tells which shards a stream has.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html>

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{Shard, ShardFilter, ShardId, StreamArn, StreamIdentifier, StreamName},
    wire,
};

/// Says which stream, and which of its shards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListShardsRequest {
    /// The stream, by its name; not together with a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// Where the last page ended: valid for 5 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Lists the shards after this one, in the order of ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_shard_id: Option<ShardId>,
    /// The most shards of a page: 1 to 10,000, default 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    /// When the stream was made, where another one had its name before.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub stream_creation_timestamp: Option<Timestamp>,
    /// Which of the shards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_filter: Option<ShardFilter>,
}

/// A page of shards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListShardsResponse {
    /// The shards, in the order of their ids.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shards: Vec<Shard>,
    /// Where the next page begins; none after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

operation!(ListShardsRequest, "ListShards", ListShardsResponse);

impl VoidStreamsClient {
    /// Tells which shards a stream has, the closed ones of which records are still kept among them.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `ExpiredNextToken`, `LimitExceeded`, `ResourceInUse`.
    pub fn list_shards(&self, stream: impl Into<StreamIdentifier>) -> Call<'_, ListShardsRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        Call::new(self, ListShardsRequest { stream_name, stream_arn, ..ListShardsRequest::default() })
    }
}

impl Call<'_, ListShardsRequest> {
    /// Lists only the shards that `filter` lets through. Default: all of which records may still be kept.
    pub fn shard_filter(self, filter: ShardFilter) -> Self {
        self.set(|request| request.shard_filter = Some(filter))
    }

    /// Lists the shards after this one, in the order of ids.
    pub fn exclusive_start_shard_id(self, shard: impl Into<ShardId>) -> Self {
        self.set(|request| request.exclusive_start_shard_id = Some(shard.into()))
    }

    /// Gives at most `count` shards: 1 to 1,000. Default: 1,000.
    pub fn max_results(self, count: u16) -> Self {
        self.set(|request| request.max_results = Some(count.into()))
    }

    /// Means the stream that was made at `time`, and none that had its name before.
    pub fn stream_creation_timestamp(self, time: Timestamp) -> Self {
        self.set(|request| request.stream_creation_timestamp = Some(time))
    }

    /// Goes on where an earlier page ended, in place of all else but the most shards of a page: the token says which stream
    /// and which of its shards.
    pub fn next_token(self, token: impl Into<String>) -> Self {
        self.set(|request| request.go_on(token.into()))
    }
}

impl ListShardsRequest {
    /// Asks for the page after the one that gave `token`.
    pub(crate) fn go_on(&mut self, token: String) {
        let next_token = Some(token);
        *self = Self { next_token, max_results: self.max_results, ..Self::default() };
    }
}
