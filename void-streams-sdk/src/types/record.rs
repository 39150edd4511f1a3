//! [`Record`]: what is read.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use void_core::Timestamp;

use super::{EncryptionType, SequenceNumber};
use crate::{error::Error, wire};

/// A record that was read from a shard.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Record {
    /// Its place in the shard.
    pub sequence_number: SequenceNumber,
    /// When the service got it, to the millisecond: no guarantee of order.
    #[serde(with = "wire::epoch")]
    pub approximate_arrival_timestamp: Timestamp,
    /// The data, as it was put.
    #[serde(with = "wire::blob")]
    pub data: Bytes,
    /// The key that it was put with; empty where the service spread the records by itself.
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "wire::or_default")]
    pub partition_key: String,
    /// How it is encrypted at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<EncryptionType>,
}

impl Record {
    /// Reads the data as JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidData`](crate::ErrorKind::InvalidData) when it is not the JSON of a `T`: it says where, and not what
    /// the data is.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.data).map_err(|error| Error::invalid_data("GetRecords", error))
    }

    /// The data as text, where it is UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.data).ok()
    }
}

impl fmt::Debug for Record {
    /// Does not show the data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Record")
            .field("sequence_number", &self.sequence_number)
            .field("approximate_arrival_timestamp", &self.approximate_arrival_timestamp)
            .field("partition_key", &self.partition_key)
            .field("data_bytes", &self.data.len())
            .finish_non_exhaustive()
    }
}
