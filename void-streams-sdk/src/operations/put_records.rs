//! PutRecords: puts up to 500 records into a stream.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html>

use std::{collections::HashSet, fmt};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Again, Hooks, Operation, operation};
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
    /// What the client does with a record that was overtaken. Not sent.
    #[serde(skip)]
    pub overtaken: Overtaken,
}

/// What the client does with a record that failed while a later one of its hash key was stored: put again, it would come
/// after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overtaken {
    /// Leaves it failed, so that the records of a key are in the order of the batch.
    #[default]
    Fail,
    /// Puts it again all the same, out of its order: what AWS's SDKs and the Kinesis Producer Library come to.
    PutAgain,
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

operation!(PutRecordsRequest, "PutRecords", PutRecordsResponse, with hooks);

impl Hooks for PutRecordsRequest {
    type Answer = PutRecordsResponse;

    fn to_retry(&self, response: &PutRecordsResponse) -> Option<Again<Self>> {
        let mut stored_later = HashSet::new();
        let mut places = Vec::new();
        if response.records.iter().all(|result| result.error_code.is_none()) {
            return None;
        }
        let results = self.records.iter().zip(&response.records).enumerate();
        for (place, (entry, result)) in results.collect::<Vec<_>>().into_iter().rev() {
            let key = entry.hash_key().filter(|_| self.overtaken == Overtaken::Fail);
            match &result.error_code {
                None => stored_later.extend(key),
                Some(_) if result.is_retryable() && key.is_none_or(|key| !stored_later.contains(&key)) => {
                    places.push(place);
                }
                Some(_) => {}
            }
        }
        places.reverse();
        let records: Vec<_> = places.iter().map(|place| self.records[*place].clone()).collect();
        let request = Self { records, ..self.without_records() };
        (!places.is_empty()).then_some(Again { request, places })
    }

    fn merge(response: &mut PutRecordsResponse, places: &[usize], more: PutRecordsResponse) {
        for (place, result) in places.iter().zip(more.records) {
            response.records[*place] = result;
        }
        response.encryption_type = response.encryption_type.take().or(more.encryption_type);
        response.count_failed();
    }

    fn failed_again(response: &mut PutRecordsResponse, places: &[usize], error: &Error) {
        for place in places {
            response.records[*place].failed_again(error);
        }
    }
}

impl PutRecordsRequest {
    fn without_records(&self) -> Self {
        Self {
            stream_name: self.stream_name.clone(),
            stream_arn: self.stream_arn.clone(),
            records: Vec::new(),
            dry_run: self.dry_run,
            overtaken: self.overtaken,
        }
    }
}

impl PutRecordsResponse {
    /// Each record's place, or why it failed, in the order of the request.
    pub fn results(&self) -> impl ExactSizeIterator<Item = Result<Put, Error>> {
        self.records.iter().map(PutRecordsResultEntry::result)
    }

    fn count_failed(&mut self) {
        let failed = self.records.iter().filter(|result| result.error_code.is_some()).count();
        self.failed_record_count = i32::try_from(failed).unwrap_or(i32::MAX);
    }
}

/// Where a record was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The shard.
    pub shard_id: ShardId,
    /// Its place in the shard.
    pub sequence_number: SequenceNumber,
}

impl PutRecordsResultEntry {
    /// The code of a record that failed, was put again, and has no answer: it may be there. The client sets it, the service
    /// never.
    pub const NO_ANSWER: &str = "NoAnswer";

    /// The record's place, or why it failed.
    ///
    /// # Errors
    ///
    /// `ProvisionedThroughputExceeded`, `InternalFailure`, the `Kms…` kinds; `Transport` where it
    /// [has no answer](Self::NO_ANSWER), `InvalidResponse` where the service gives neither a place nor a code.
    pub fn result(&self) -> Result<Put, Error> {
        match (&self.error_code, &self.shard_id, &self.sequence_number) {
            (Some(code), _, _) => {
                Err(Error::record(PutRecordsRequest::NAME, code, self.error_message.as_deref().unwrap_or("")))
            }
            (None, Some(shard_id), Some(sequence_number)) => {
                Ok(Put { shard_id: shard_id.clone(), sequence_number: sequence_number.clone() })
            }
            (None, ..) => {
                Err(Error::invalid_response(PutRecordsRequest::NAME, "a record with neither place nor code"))
            }
        }
    }

    fn is_retryable(&self) -> bool {
        self.result().is_err_and(|error| error.is_retryable())
    }

    /// What the failure becomes when the record is put again in a call that fails with `error`.
    fn failed_again(&mut self, error: &Error) {
        if error.may_have_been_applied() {
            let code = self.error_code.replace(Self::NO_ANSWER.to_owned()).unwrap_or_default();
            let message = self.error_message.take().unwrap_or_default();
            self.error_message = Some(format!("{code} ({message}), then {error}"));
        }
    }
}

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

    /// Where the record belongs: records of one key are kept in order. `None` where it has no key and the service spreads.
    #[must_use]
    pub fn hash_key(&self) -> Option<HashKey> {
        self.explicit_hash_key.or_else(|| self.partition_key.as_deref().map(HashKey::of_partition_key))
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
    /// A record that fails and may succeed later is put again, the others are not; it stays failed where a later one of
    /// its key has been stored, unless [`overtaken`](Call::overtaken) says otherwise. The call succeeds when records fail:
    /// look at [`results`](PutRecordsResponse::results).
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
        let request = PutRecordsRequest { stream_name, stream_arn, records, ..PutRecordsRequest::default() };
        Call::new(self, request)
    }
}

impl Call<'_, PutRecordsRequest> {
    /// Says what becomes of a record that failed while a later one of its key was stored. Default: it stays failed.
    pub fn overtaken(self, overtaken: Overtaken) -> Self {
        self.set(|request| request.overtaken = overtaken)
    }

    /// Only checks if the request would succeed: ends with `DryRun` if so.
    pub fn dry_run(self) -> Self {
        self.set(|request| request.dry_run = Some(true))
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
