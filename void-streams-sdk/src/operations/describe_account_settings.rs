//! DescribeAccountSettings: tells what is set for the account.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeAccountSettings.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidStreamsClient, types::MinimumThroughputBillingCommitment};

/// Asks for the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeAccountSettingsRequest {}

/// What is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAccountSettingsResponse {
    /// How the account stands to a minimum of throughput.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_throughput_billing_commitment: Option<MinimumThroughputBillingCommitment>,
}

operation!(DescribeAccountSettingsRequest, "DescribeAccountSettings", DescribeAccountSettingsResponse);

impl VoidStreamsClient {
    /// Tells what is set for the account in the region.
    ///
    /// # Errors
    ///
    /// `LimitExceeded`.
    pub fn describe_account_settings(&self) -> Call<'_, DescribeAccountSettingsRequest> {
        Call::new(self, DescribeAccountSettingsRequest {})
    }
}
