//! UpdateAccountSettings: changes what is set for the account.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateAccountSettings.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{CommitmentStatus, MinimumThroughputBillingCommitment},
};

/// Says what is to be set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateAccountSettingsRequest {
    /// Whether the account commits itself to a minimum of throughput.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_throughput_billing_commitment: Option<CommitmentInput>,
}

/// Whether the account commits itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CommitmentInput {
    /// `ENABLED` or `DISABLED`.
    pub status: CommitmentStatus,
}

/// What is set now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateAccountSettingsResponse {
    /// How the account stands to a minimum of throughput.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_throughput_billing_commitment: Option<MinimumThroughputBillingCommitment>,
}

operation!(UpdateAccountSettingsRequest, "UpdateAccountSettings", UpdateAccountSettingsResponse);

impl VoidStreamsClient {
    /// Commits the account to pay for a minimum of throughput (`Enabled`), for 24 hours at least, or ends that
    /// (`Disabled`), as soon as it can end. Warm throughput needs it.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `Validation`, `LimitExceeded`.
    pub fn update_account_settings(
        &self,
        commitment: CommitmentStatus,
    ) -> Call<'_, UpdateAccountSettingsRequest> {
        let commitment = Some(CommitmentInput { status: commitment });
        Call::new(self, UpdateAccountSettingsRequest { minimum_throughput_billing_commitment: commitment })
    }
}
