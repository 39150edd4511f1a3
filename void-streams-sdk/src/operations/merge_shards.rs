//! MergeShards: merges two adjacent shards.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{ShardId, StreamArn, StreamIdentifier, StreamName},
    wire,
};

/// Names the shards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MergeShardsRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// One of them: the child's parent.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shard_to_merge: ShardId,
    /// The one beside it: the child's adjacent parent.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub adjacent_shard_to_merge: ShardId,
}

operation!(MergeShardsRequest, "MergeShards", EmptyResponse);

impl VoidStreamsClient {
    /// Merges two shards whose hash keys have no gap between them. The stream is `UPDATING` until that is done; records can be
    /// put and read all the while. Only for provisioned streams.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` when one is closed or they are not adjacent, `ResourceInUse` when the stream is not active;
    /// `ResourceNotFound`, `LimitExceeded`, `Validation`, `AccessDenied`.
    pub fn merge_shards(
        &self,
        stream: impl Into<StreamIdentifier>,
        shard: impl Into<ShardId>,
        adjacent: impl Into<ShardId>,
    ) -> Call<'_, MergeShardsRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let (shard_to_merge, adjacent_shard_to_merge) = (shard.into(), adjacent.into());
        let request = MergeShardsRequest { stream_name, stream_arn, shard_to_merge, adjacent_shard_to_merge };
        Call::new(self, request)
    }
}
