//! UpdateStreamWarmThroughput: changes the write throughput that an on-demand stream has at once.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamWarmThroughput.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamArn, StreamIdentifier, StreamName, WarmThroughput},
};

/// Says which stream, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateStreamWarmThroughputRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The write throughput at once, in MiB a second.
    #[serde(rename = "WarmThroughputMiBps", default, skip_serializing_if = "Option::is_none")]
    pub warm_throughput_mib_per_second: Option<i32>,
}

/// What becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateStreamWarmThroughputResponse {
    /// The stream's ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The stream's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// What it is being scaled to, and is scaled to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_throughput: Option<WarmThroughput>,
}

operation!(
    UpdateStreamWarmThroughputRequest,
    "UpdateStreamWarmThroughput",
    UpdateStreamWarmThroughputResponse
);

impl VoidStreamsClient {
    /// Lets an on-demand stream have a write throughput of `mib` MiB a second at once, up to 10,240, in an account that
    /// has committed itself to a minimum ([`update_account_settings`](Self::update_account_settings)).
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a provisioned stream or an account without that commitment, `LimitExceeded` for more;
    /// `ResourceNotFound`, `ResourceInUse` when the stream is not `ACTIVE`; `Validation`, `AccessDenied`.
    pub fn update_stream_warm_throughput(
        &self,
        stream: impl Into<StreamIdentifier>,
        mib: u16,
    ) -> Call<'_, UpdateStreamWarmThroughputRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let warm_throughput_mib_per_second = Some(mib.into());
        Call::new(
            self,
            UpdateStreamWarmThroughputRequest { stream_name, stream_arn, warm_throughput_mib_per_second },
        )
    }
}
