//! [`VoidStreamRecord`].

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use void_core::{
    Timestamp,
    protocol::shapes::{blob, epoch, or_default},
};

use crate::json_path::{self, JsonError};

/// One record of a [`VoidStreamEvent`](super::VoidStreamEvent). `Debug` does not show its data.
///
/// Records that a producer packed together in the KPL's format come as they were put, packed: `void-streams-sdk` unpacks them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VoidStreamRecord {
    /// What was put, and where it is in its shard.
    pub kinesis: VoidStreamPayload,
    /// The service that the event is from: `aws:kinesis`.
    #[serde(default, deserialize_with = "or_default")]
    pub event_source: String,
    /// The version of the event's shape: `1.0`.
    #[serde(default, deserialize_with = "or_default")]
    pub event_version: String,
    /// The shard's id, `:`, and the sequence number.
    #[serde(default, rename = "eventID", deserialize_with = "or_default")]
    pub event_id: String,
    /// `aws:kinesis:record`.
    #[serde(default, deserialize_with = "or_default")]
    pub event_name: String,
    /// The role that the trigger reads with.
    #[serde(default, deserialize_with = "or_default")]
    pub invoke_identity_arn: String,
    /// The stream's region.
    #[serde(default, deserialize_with = "or_default")]
    pub aws_region: String,
    /// The stream's ARN.
    #[serde(default, rename = "eventSourceARN", deserialize_with = "or_default")]
    pub event_source_arn: String,
}

/// What was put, and where it is in its shard.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VoidStreamPayload {
    /// The version of the shape: `1.0`.
    #[serde(default, deserialize_with = "or_default")]
    pub kinesis_schema_version: String,
    /// The key that it was put with: records of one key are in order.
    #[serde(default, deserialize_with = "or_default")]
    pub partition_key: String,
    /// Its place in the shard: a number of up to 129 digits in decimal.
    pub sequence_number: String,
    /// The data: in the event in Base64, here as it was put.
    #[serde(with = "blob")]
    pub data: Bytes,
    /// When the service got it, to the millisecond, where the host tells.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "epoch::option")]
    pub approximate_arrival_timestamp: Option<Timestamp>,
}

impl VoidStreamRecord {
    /// Makes a record; the other fields can be set one by one.
    pub fn new(
        shard_id: &str,
        sequence_number: impl Into<String>,
        partition_key: impl Into<String>,
        data: impl Into<Bytes>,
    ) -> Self {
        let sequence_number = sequence_number.into();
        Self {
            event_id: format!("{shard_id}:{sequence_number}"),
            kinesis: VoidStreamPayload {
                kinesis_schema_version: "1.0".to_owned(),
                partition_key: partition_key.into(),
                sequence_number,
                data: data.into(),
                approximate_arrival_timestamp: None,
            },
            event_source: "aws:kinesis".to_owned(),
            event_version: "1.0".to_owned(),
            event_name: "aws:kinesis:record".to_owned(),
            invoke_identity_arn: String::new(),
            aws_region: String::new(),
            event_source_arn: String::new(),
        }
    }

    /// The data read as JSON.
    ///
    /// # Errors
    ///
    /// [`JsonError`], which names the field, where it is not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        json_path::from_slice(&self.kinesis.data)
    }

    /// The data.
    #[must_use]
    pub const fn data(&self) -> &Bytes {
        &self.kinesis.data
    }

    /// The data as text, where it is UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.kinesis.data).ok()
    }

    /// The key that it was put with: records of one key are in order.
    #[must_use]
    pub fn partition_key(&self) -> &str {
        &self.kinesis.partition_key
    }

    /// Its place in the shard, a number in decimal: what a [`BatchResponse`](crate::BatchResponse) names it by.
    #[must_use]
    pub fn sequence_number(&self) -> &str {
        &self.kinesis.sequence_number
    }

    /// When the service got it.
    #[must_use]
    pub const fn arrived_at(&self) -> Option<Timestamp> {
        self.kinesis.approximate_arrival_timestamp
    }

    /// The shard that it is in: the first part of its event id.
    #[must_use]
    pub fn shard_id(&self) -> &str {
        self.event_id.split_once(':').map_or("", |(shard, _)| shard)
    }

    /// The stream's name: in its ARN, what stands after `stream/`.
    #[must_use]
    pub fn stream_name(&self) -> &str {
        let rest = self.event_source_arn.split_once(":stream/").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }
}

impl fmt::Debug for VoidStreamPayload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VoidStreamPayload")
            .field("partition_key", &self.partition_key)
            .field("sequence_number", &self.sequence_number)
            .field("data_bytes", &self.data.len())
            .field("approximate_arrival_timestamp", &self.approximate_arrival_timestamp)
            .finish_non_exhaustive()
    }
}
