//! DescribeStream: tells what a stream is like, and its shards.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{ShardId, StreamArn, StreamDescription, StreamIdentifier, StreamName},
};

/// Says which stream, and which of its shards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStreamRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The most shards of a page: 1 to 10,000, of which at most 100 are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
    /// The shard after which the page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_shard_id: Option<ShardId>,
}

/// What the stream is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStreamResponse {
    /// The stream and a page of its shards.
    pub stream_description: StreamDescription,
}

operation!(DescribeStreamRequest, "DescribeStream", DescribeStreamResponse);

impl VoidStreamsClient {
    /// Tells what a stream is like, with its first 100 shards; [`list_shards`](Self::list_shards) and
    /// [`describe_stream_summary`](Self::describe_stream_summary) are what the service recommends in place of it.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `LimitExceeded`, `AccessDenied`.
    pub fn describe_stream(&self, stream: impl Into<StreamIdentifier>) -> Call<'_, DescribeStreamRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        Call::new(self, DescribeStreamRequest { stream_name, stream_arn, ..DescribeStreamRequest::default() })
    }
}

impl Call<'_, DescribeStreamRequest> {
    /// Gives at most `count` shards: 1 to 10,000, of which the service gives at most 100.
    pub fn limit(self, count: u16) -> Self {
        self.set(|request| request.limit = Some(count.into()))
    }

    /// Begins with the shard after `shard`.
    pub fn exclusive_start_shard_id(self, shard: impl Into<ShardId>) -> Self {
        self.set(|request| request.exclusive_start_shard_id = Some(shard.into()))
    }
}
