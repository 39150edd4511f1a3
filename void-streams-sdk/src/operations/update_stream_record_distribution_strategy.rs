//! UpdateStreamRecordDistributionStrategy: changes what decides on a record's shard.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamRecordDistributionStrategy.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{RecordDistributionStrategy, StreamArn},
};

/// Says which stream, and what decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateStreamRecordDistributionStrategyRequest {
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// What decides on a record's shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_distribution_strategy: Option<RecordDistributionStrategy>,
}

operation!(
    UpdateStreamRecordDistributionStrategyRequest,
    "UpdateStreamRecordDistributionStrategy",
    EmptyResponse
);

impl VoidStreamsClient {
    /// Changes what decides on a record's shard in an on-demand stream: at once, for the records that come from now on.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for `AUTO` in a provisioned stream, `ResourceNotFound`, `ResourceInUse` when the stream is not
    /// `ACTIVE`; `LimitExceeded`, `Validation`, `AccessDenied`.
    pub fn update_stream_record_distribution_strategy(
        &self,
        stream: impl Into<StreamArn>,
        strategy: RecordDistributionStrategy,
    ) -> Call<'_, UpdateStreamRecordDistributionStrategyRequest> {
        let (stream_arn, record_distribution_strategy) = (Some(stream.into()), Some(strategy));
        Call::new(
            self,
            UpdateStreamRecordDistributionStrategyRequest { stream_arn, record_distribution_strategy },
        )
    }
}
