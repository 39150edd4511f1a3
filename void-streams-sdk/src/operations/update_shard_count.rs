//! UpdateShardCount: gives a stream another number of shards, all of the same size.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{ScalingType, StreamArn, StreamIdentifier, StreamName},
};

/// Names the stream and says how many shards it is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateShardCountRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// How many open shards it is to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_shard_count: Option<i32>,
    /// How: there is only `UNIFORM_SCALING`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling_type: Option<ScalingType>,
}

/// What the stream had and is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateShardCountResponse {
    /// The stream's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream's ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// How many open shards it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_shard_count: Option<i32>,
    /// How many it will have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_shard_count: Option<i32>,
}

operation!(UpdateShardCountRequest, "UpdateShardCount", UpdateShardCountResponse);

impl VoidStreamsClient {
    /// Gives a stream `target` shards of the same size: from half of what it has, rounded up, to double of it, at most
    /// 10,000, ten times in 24 hours. The stream is `UPDATING` until that is done; records can be put and read all the
    /// while. Only for provisioned streams.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `LimitExceeded`, `ResourceInUse` when the stream is not active; `ResourceNotFound`, `Validation`,
    /// `AccessDenied`.
    pub fn update_shard_count(
        &self,
        stream: impl Into<StreamIdentifier>,
        target: u32,
    ) -> Call<'_, UpdateShardCountRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let target_shard_count = Some(i32::try_from(target).unwrap_or(i32::MAX));
        let scaling_type = Some(ScalingType::UniformScaling);
        Call::new(self, UpdateShardCountRequest { stream_name, stream_arn, target_shard_count, scaling_type })
    }
}
