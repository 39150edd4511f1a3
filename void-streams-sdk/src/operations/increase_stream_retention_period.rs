//! IncreaseStreamRetentionPeriod: keeps a stream's records longer.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation, whole_hours};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamArn, StreamIdentifier, StreamName},
};

/// Says which stream, and for how long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IncreaseStreamRetentionPeriodRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// How long records are kept, in hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_period_hours: Option<i32>,
}

operation!(IncreaseStreamRetentionPeriodRequest, "IncreaseStreamRetentionPeriod", EmptyResponse);

impl VoidStreamsClient {
    /// Keeps a stream's records longer: at most 8,760 hours, rounded up to whole hours. What has expired does not come
    /// back.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a retention that is not longer than the one before, or can't be; `ResourceNotFound`,
    /// `ResourceInUse` when the stream is not `ACTIVE`; `LimitExceeded`, `AccessDenied`.
    pub fn increase_stream_retention_period(
        &self,
        stream: impl Into<StreamIdentifier>,
        retention: Duration,
    ) -> Call<'_, IncreaseStreamRetentionPeriodRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let retention_period_hours = Some(whole_hours(retention));
        Call::new(
            self,
            IncreaseStreamRetentionPeriodRequest { stream_name, stream_arn, retention_period_hours },
        )
    }
}
