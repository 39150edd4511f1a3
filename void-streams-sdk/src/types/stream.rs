//! What the service tells of a stream: [`StreamDescription`], [`StreamDescriptionSummary`], [`StreamSummary`].

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{
    EncryptionType, MetricsName, RecordDistributionStrategy, Shard, StreamArn, StreamMode, StreamName,
    StreamStatus,
};
use crate::wire;

/// A stream and a page of its shards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamDescription {
    /// Its name.
    pub stream_name: StreamName,
    /// Its ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: StreamArn,
    /// In what state it is.
    pub stream_status: StreamStatus,
    /// Who looks after its capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_mode_details: Option<StreamModeDetails>,
    /// Its shards, in the order of their ids; none while it is being made or deleted.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shards: Vec<Shard>,
    /// Whether there are shards after these.
    pub has_more_shards: bool,
    /// How long records are kept, in hours.
    pub retention_period_hours: u32,
    /// When it was made, to the second.
    #[serde(with = "wire::epoch")]
    pub stream_creation_timestamp: Timestamp,
    /// The metrics that are kept for each shard.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub enhanced_monitoring: Vec<EnhancedMetrics>,
    /// How records are encrypted at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<EncryptionType>,
    /// The KMS key that they are encrypted with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
}

/// A stream without its shards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamDescriptionSummary {
    /// Its name.
    pub stream_name: StreamName,
    /// Its ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: StreamArn,
    /// In what state it is.
    pub stream_status: StreamStatus,
    /// Who looks after its capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_mode_details: Option<StreamModeDetails>,
    /// How long records are kept, in hours.
    pub retention_period_hours: u32,
    /// When it was made, to the second.
    #[serde(with = "wire::epoch")]
    pub stream_creation_timestamp: Timestamp,
    /// The metrics that are kept for each shard.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub enhanced_monitoring: Vec<EnhancedMetrics>,
    /// How records are encrypted at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<EncryptionType>,
    /// The KMS key that they are encrypted with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// How many shards take records.
    pub open_shard_count: u32,
    /// How many consumers with enhanced fan-out there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer_count: Option<u32>,
    /// The throughput that is there at once: of an on-demand stream whose account has committed itself to a minimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_throughput: Option<WarmThroughput>,
    /// The largest record, in KiB: data and partition key.
    #[serde(rename = "MaxRecordSizeInKiB", default, skip_serializing_if = "Option::is_none")]
    pub max_record_size_in_kib: Option<u32>,
    /// What decides on a record's shard: of an on-demand stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_distribution_strategy: Option<RecordDistributionStrategy>,
    /// How many channels it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_count: Option<u32>,
    /// How many queues it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_count: Option<u32>,
}

/// A stream in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamSummary {
    /// Its name.
    pub stream_name: StreamName,
    /// Its ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: StreamArn,
    /// In what state it is.
    pub stream_status: StreamStatus,
    /// Who looks after its capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_mode_details: Option<StreamModeDetails>,
    /// When it was made, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub stream_creation_timestamp: Option<Timestamp>,
}

/// Who looks after a stream's capacity, as requests and descriptions have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamModeDetails {
    /// Who it is.
    pub stream_mode: StreamMode,
}

impl From<StreamMode> for StreamModeDetails {
    fn from(stream_mode: StreamMode) -> Self {
        Self { stream_mode }
    }
}

/// Metrics that are kept for each shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EnhancedMetrics {
    /// Which they are.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shard_level_metrics: Vec<MetricsName>,
}

/// The write throughput that a stream has at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmThroughput {
    /// What it is being scaled to, in MiB a second.
    #[serde(rename = "TargetMiBps", default, skip_serializing_if = "Option::is_none")]
    pub target_mib_per_second: Option<u32>,
    /// What it is scaled to, in MiB a second.
    #[serde(rename = "CurrentMiBps", default, skip_serializing_if = "Option::is_none")]
    pub current_mib_per_second: Option<u32>,
}

/// A tag of a stream or a consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// Its key: 1 to 128 characters.
    pub key: String,
    /// Its value: up to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}
