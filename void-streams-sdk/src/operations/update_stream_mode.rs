//! UpdateStreamMode: changes who looks after a stream's capacity.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamMode.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamArn, StreamMode, StreamModeDetails},
};

/// Says which stream, and who.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateStreamModeRequest {
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// Who looks after its capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_mode_details: Option<StreamModeDetails>,
    /// The write throughput in MiB a second that it has at once, where it becomes on-demand.
    #[serde(rename = "WarmThroughputMiBps", default, skip_serializing_if = "Option::is_none")]
    pub warm_throughput_mib_per_second: Option<i32>,
}

operation!(UpdateStreamModeRequest, "UpdateStreamMode", EmptyResponse);

impl VoidStreamsClient {
    /// Changes who looks after a stream's capacity; its shards stay. Twice in 24 hours.
    ///
    /// # Errors
    ///
    /// `LimitExceeded` for the third change in 24 hours, or more on-demand streams than the account may have;
    /// `ResourceNotFound`, `ResourceInUse` when the stream is not `ACTIVE`; `InvalidArgument`, `Validation`.
    pub fn update_stream_mode(
        &self,
        stream: impl Into<StreamArn>,
        mode: StreamMode,
    ) -> Call<'_, UpdateStreamModeRequest> {
        Call::new(
            self,
            UpdateStreamModeRequest {
                stream_arn: Some(stream.into()),
                stream_mode_details: Some(mode.into()),
                ..UpdateStreamModeRequest::default()
            },
        )
    }
}

impl Call<'_, UpdateStreamModeRequest> {
    /// Has a write throughput of `mib` MiB a second at once, up to 10,240: for a stream that becomes on-demand, in an account
    /// that has committed itself to a minimum ([`update_account_settings`](VoidStreamsClient::update_account_settings)).
    pub fn warm_throughput_mib_per_second(self, mib: u16) -> Self {
        self.set(|request| request.warm_throughput_mib_per_second = Some(mib.into()))
    }
}
