//! SplitShard: splits a shard in two.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{HashKey, ShardId, StreamArn, StreamIdentifier, StreamName},
    wire,
};

/// Names the shard and says where it is split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SplitShardRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The shard.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shard_to_split: ShardId,
    /// The lowest hash key of the second child, in decimal.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub new_starting_hash_key: String,
}

operation!(SplitShardRequest, "SplitShard", EmptyResponse);

impl VoidStreamsClient {
    /// Splits a shard in two: the second one gets the hash keys from `new_starting_hash_key` on. The stream is `UPDATING`
    /// until that is done; records can be put and read all the while. Only for provisioned streams.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` when the shard is closed or can't be split there, `ResourceInUse` when the stream is not active;
    /// `ResourceNotFound`, `LimitExceeded`, `Validation`, `AccessDenied`.
    pub fn split_shard(
        &self,
        stream: impl Into<StreamIdentifier>,
        shard: impl Into<ShardId>,
        new_starting_hash_key: impl Into<HashKey>,
    ) -> Call<'_, SplitShardRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let new_starting_hash_key = new_starting_hash_key.into().to_string();
        let shard_to_split = shard.into();
        Call::new(self, SplitShardRequest { stream_name, stream_arn, shard_to_split, new_starting_hash_key })
    }
}
