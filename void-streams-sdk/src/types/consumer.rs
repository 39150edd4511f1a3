//! [`Consumer`]: a consumer with enhanced fan-out.

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{ConsumerArn, ConsumerName, ConsumerStatus, StreamArn};
use crate::wire;

/// A consumer with enhanced fan-out: it gets 2 MiB a second of each shard for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Consumer {
    /// Its name.
    pub consumer_name: ConsumerName,
    /// Its ARN, which one that is registered again under the name does not have.
    #[serde(rename = "ConsumerARN")]
    pub consumer_arn: ConsumerArn,
    /// In what state it is.
    pub consumer_status: ConsumerStatus,
    /// When it was registered.
    #[serde(with = "wire::epoch")]
    pub consumer_creation_timestamp: Timestamp,
}

/// A consumer with enhanced fan-out, and its stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConsumerDescription {
    /// Its name.
    pub consumer_name: ConsumerName,
    /// Its ARN, which one that is registered again under the name does not have.
    #[serde(rename = "ConsumerARN")]
    pub consumer_arn: ConsumerArn,
    /// In what state it is.
    pub consumer_status: ConsumerStatus,
    /// When it was registered.
    #[serde(with = "wire::epoch")]
    pub consumer_creation_timestamp: Timestamp,
    /// The stream.
    #[serde(rename = "StreamARN")]
    pub stream_arn: StreamArn,
}
