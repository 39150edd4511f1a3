//! What EnableEnhancedMonitoring and DisableEnhancedMonitoring answer.

use serde::{Deserialize, Serialize};

use crate::{
    types::{MetricsName, StreamArn, StreamName},
    wire,
};

/// The metrics that are kept for each shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EnhancedMonitoringResponse {
    /// The stream's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// Those before the change.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub current_shard_level_metrics: Vec<MetricsName>,
    /// Those after it.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub desired_shard_level_metrics: Vec<MetricsName>,
    /// The stream's ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
}
