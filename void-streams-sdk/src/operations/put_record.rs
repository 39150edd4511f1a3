//! PutRecord: puts a record into a stream.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html>

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Operation, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    data::IntoRecordData,
    error::Error,
    types::{EncryptionType, HashKey, SequenceNumber, ShardId, StreamArn, StreamIdentifier, StreamName},
    wire,
};

/// A record to be put.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The data: with the partition key at most the stream's largest record, 1 MiB unless it was raised.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::blob::option")]
    pub data: Option<Bytes>,
    /// What decides on the shard: 1 to 256 characters. Records of one key are in one shard, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_key: Option<String>,
    /// The place on the ring, in place of the partition key's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explicit_hash_key: Option<HashKey>,
    /// The number of the record before: this one's will be higher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number_for_ordering: Option<SequenceNumber>,
    /// Whether it is only checked if the request would succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// Where the record is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordResponse {
    /// The shard.
    pub shard_id: ShardId,
    /// Its place in the shard.
    pub sequence_number: SequenceNumber,
    /// How it is encrypted at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<EncryptionType>,
}

operation!(PutRecordRequest, "PutRecord", PutRecordResponse);

impl VoidStreamsClient {
    /// Puts a record into a stream: bytes and text as they are, any other value as JSON ([`IntoRecordData`]).
    ///
    /// A response that is lost is tried again, so the record can be there twice: a reader drops what it has seen.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ProvisionedThroughputExceeded`, `InvalidArgument`, `Validation`, the `Kms…` kinds; `InvalidData`.
    pub fn put_record(
        &self,
        stream: impl Into<StreamIdentifier>,
        partition_key: impl Into<String>,
        data: impl IntoRecordData,
    ) -> Call<'_, PutRecordRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let partition_key = Some(partition_key.into());
        let request =
            PutRecordRequest { stream_name, stream_arn, partition_key, ..PutRecordRequest::default() };
        let data =
            data.into_record_data().map_err(|error| Error::invalid_data(PutRecordRequest::NAME, error));
        Call::new(self, request).try_set(data, |request, data| request.data = Some(data))
    }
}

impl Call<'_, PutRecordRequest> {
    /// Puts the record where `key` belongs, whatever its partition key.
    pub fn explicit_hash_key(self, key: impl Into<HashKey>) -> Self {
        self.set(|request| request.explicit_hash_key = Some(key.into()))
    }

    /// Makes the record's number higher than `number`: that of the record of the same key that this client put before.
    pub fn sequence_number_for_ordering(self, number: impl Into<SequenceNumber>) -> Self {
        self.set(|request| request.sequence_number_for_ordering = Some(number.into()))
    }

    /// Only checks if the request would succeed: ends with `DryRun` if so.
    pub fn dry_run(self) -> Self {
        self.set(|request| request.dry_run = Some(true))
    }
}

impl fmt::Debug for PutRecordRequest {
    /// Does not show the data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PutRecordRequest")
            .field("stream_name", &self.stream_name)
            .field("stream_arn", &self.stream_arn)
            .field("data_bytes", &self.data.as_ref().map(Bytes::len))
            .field("partition_key", &self.partition_key)
            .field("explicit_hash_key", &self.explicit_hash_key)
            .finish_non_exhaustive()
    }
}
