//! DescribeLimits: tells what the account may have, and has.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidStreamsClient};

/// Asks for the limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeLimitsRequest {}

/// What the account may have, and has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeLimitsResponse {
    /// The most shards.
    pub shard_limit: u32,
    /// How many shards are open.
    pub open_shard_count: u32,
    /// How many streams are on-demand; absent from what does not know the mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_demand_stream_count: Option<u32>,
    /// The most on-demand streams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_demand_stream_count_limit: Option<u32>,
    /// How many channels there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_count: Option<u32>,
    /// The most channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_count_limit: Option<u32>,
}

operation!(DescribeLimitsRequest, "DescribeLimits", DescribeLimitsResponse);

impl VoidStreamsClient {
    /// Tells how many shards and on-demand streams the account may have in the region, and has.
    ///
    /// # Errors
    ///
    /// `LimitExceeded` for more than one call a second.
    pub fn describe_limits(&self) -> Call<'_, DescribeLimitsRequest> {
        Call::new(self, DescribeLimitsRequest {})
    }
}
