//! DisableEnhancedMonitoring: keeps metrics for each shard of a stream no more.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DisableEnhancedMonitoring.html>

use serde::{Deserialize, Serialize};

use super::{enhanced_monitoring::EnhancedMonitoringResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{MetricsName, StreamArn, StreamIdentifier, StreamName},
};

/// Says which stream, and which metrics.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DisableEnhancedMonitoringRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The metrics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_level_metrics: Option<Vec<MetricsName>>,
}

operation!(DisableEnhancedMonitoringRequest, "DisableEnhancedMonitoring", EnhancedMonitoringResponse);

impl VoidStreamsClient {
    /// Keeps 1 to 7 metrics for each shard of a stream no more; [`MetricsName::All`] is each of them.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse` when the stream is not `ACTIVE`; `InvalidArgument`, `LimitExceeded`,
    /// `AccessDenied`, `Validation`.
    pub fn disable_enhanced_monitoring(
        &self,
        stream: impl Into<StreamIdentifier>,
        metrics: impl IntoIterator<Item = MetricsName>,
    ) -> Call<'_, DisableEnhancedMonitoringRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let shard_level_metrics = Some(metrics.into_iter().collect());
        Call::new(self, DisableEnhancedMonitoringRequest { stream_name, stream_arn, shard_level_metrics })
    }
}
