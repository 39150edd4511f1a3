//! What is set for an account.

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use crate::wire::{self, string_enum};

string_enum! {
    /// Whether an account has committed itself to pay for a minimum of throughput.
    pub enum CommitmentStatus {
        /// It has.
        Enabled = "ENABLED",
        /// It has not.
        Disabled = "DISABLED",
        /// It has, and ends it as soon as it can.
        EnabledUntilEarliestAllowedEnd = "ENABLED_UNTIL_EARLIEST_ALLOWED_END",
    }
}

/// How an account stands to a minimum of throughput that it commits itself to pay for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MinimumThroughputBillingCommitment {
    /// Whether it has committed itself.
    pub status: CommitmentStatus,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub started_at: Option<Timestamp>,
    /// Until when it had.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub ended_at: Option<Timestamp>,
    /// When it can end at the earliest.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub earliest_allowed_end_at: Option<Timestamp>,
}
