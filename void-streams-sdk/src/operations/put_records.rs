//! PutRecords: puts up to 500 records into a stream.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html>

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

/// Records to be put: at most 500, and 10 MiB together, partition keys included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordsRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The records: 1 to 500.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub records: Vec<PutRecordsRequestEntry>,
    /// Whether it is only checked if the request would succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// A record of a batch.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordsRequestEntry {
    /// The data: with the partition key at most the stream's largest record, 1 MiB unless it was raised.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::blob::option")]
    pub data: Option<Bytes>,
    /// What decides on the shard: 1 to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_key: Option<String>,
    /// The place on the ring, in place of the partition key's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explicit_hash_key: Option<HashKey>,
}

/// What became of each record, in the order of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordsResponse {
    /// How many failed.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub failed_record_count: i32,
    /// Each record's result.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub records: Vec<PutRecordsResultEntry>,
    /// How the records are encrypted at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<EncryptionType>,
}

/// What became of a record: a shard and a number, or an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordsResultEntry {
    /// Its place in the shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<SequenceNumber>,
    /// The shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_id: Option<ShardId>,
    /// Why it failed: `ProvisionedThroughputExceededException` or `InternalFailure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The same for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

operation!(PutRecordsRequest, "PutRecords", PutRecordsResponse);

impl PutRecordsRequestEntry {
    /// Makes an entry: bytes and text as they are, any other value as JSON ([`IntoRecordData`]).
    ///
    /// # Errors
    ///
    /// `InvalidData` when the value can't be written as JSON.
    pub fn new(partition_key: impl Into<String>, data: impl IntoRecordData) -> Result<Self, Error> {
        let data =
            data.into_record_data().map_err(|error| Error::invalid_data(PutRecordsRequest::NAME, error))?;
        Ok(Self { data: Some(data), partition_key: Some(partition_key.into()), explicit_hash_key: None })
    }

    /// Puts the record where `key` belongs, whatever its partition key.
    #[must_use]
    pub fn explicit_hash_key(mut self, key: impl Into<HashKey>) -> Self {
        self.explicit_hash_key = Some(key.into());
        self
    }

    /// How many bytes of the limits it takes: the data and the partition key.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.data.as_ref().map_or(0, Bytes::len) + self.partition_key.as_ref().map_or(0, String::len)
    }
}

impl VoidStreamsClient {
    /// Puts up to 500 records of 10 MiB together into a stream. For any number of records see
    /// [`Producer`](crate::Producer), which makes the batches.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `Validation`, the `Kms…` kinds.
    pub fn put_records(
        &self,
        stream: impl Into<StreamIdentifier>,
        records: impl IntoIterator<Item = PutRecordsRequestEntry>,
    ) -> Call<'_, PutRecordsRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let records = records.into_iter().collect();
        Call::new(self, PutRecordsRequest { stream_name, stream_arn, records, dry_run: None })
    }
}

impl fmt::Debug for PutRecordsRequestEntry {
    /// Does not show the data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PutRecordsRequestEntry")
            .field("data_bytes", &self.data.as_ref().map(Bytes::len))
            .field("partition_key", &self.partition_key)
            .field("explicit_hash_key", &self.explicit_hash_key)
            .finish()
    }
}
