//! GetShardIterator: gives a place in a shard from which records can be read.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html>

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{
        SequenceNumber, ShardId, ShardIterator, ShardIteratorType, StartingPosition, StreamArn,
        StreamIdentifier, StreamName,
    },
    wire,
};

/// Says which place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetShardIteratorRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The shard.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shard_id: ShardId,
    /// What kind of place it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_iterator_type: Option<ShardIteratorType>,
    /// The record, for `AT_SEQUENCE_NUMBER` and `AFTER_SEQUENCE_NUMBER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starting_sequence_number: Option<SequenceNumber>,
    /// The time, for `AT_TIMESTAMP`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub timestamp: Option<Timestamp>,
    /// Whether it is only checked if the request would succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// The place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetShardIteratorResponse {
    /// The iterator: valid for 5 minutes.
    pub shard_iterator: ShardIterator,
}

operation!(GetShardIteratorRequest, "GetShardIterator", GetShardIteratorResponse);

impl VoidStreamsClient {
    /// Gives a place in a shard from which [`get_records`](Self::get_records) reads: valid for 5 minutes.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `ProvisionedThroughputExceeded`, `Validation`.
    pub fn get_shard_iterator(
        &self,
        stream: impl Into<StreamIdentifier>,
        shard_id: impl Into<ShardId>,
        position: StartingPosition,
    ) -> Call<'_, GetShardIteratorRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let StartingPosition { kind, sequence_number, timestamp } = position;
        let request = GetShardIteratorRequest {
            stream_name,
            stream_arn,
            shard_id: shard_id.into(),
            shard_iterator_type: Some(kind),
            starting_sequence_number: sequence_number,
            timestamp,
            dry_run: None,
        };
        Call::new(self, request)
    }
}
