//! DecreaseStreamRetentionPeriod: keeps a stream's records shorter.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html>

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
pub struct DecreaseStreamRetentionPeriodRequest {
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

operation!(DecreaseStreamRetentionPeriodRequest, "DecreaseStreamRetentionPeriod", EmptyResponse);

impl VoidStreamsClient {
    /// Keeps a stream's records shorter: at least 24 hours, rounded up to whole hours. What is older is gone.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a retention that is not shorter than the one before, or can't be; `ResourceNotFound`,
    /// `ResourceInUse` when the stream is not `ACTIVE`; `LimitExceeded`, `AccessDenied`.
    pub fn decrease_stream_retention_period(
        &self,
        stream: impl Into<StreamIdentifier>,
        retention: Duration,
    ) -> Call<'_, DecreaseStreamRetentionPeriodRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let retention_period_hours = Some(whole_hours(retention));
        Call::new(
            self,
            DecreaseStreamRetentionPeriodRequest { stream_name, stream_arn, retention_period_hours },
        )
    }
}
