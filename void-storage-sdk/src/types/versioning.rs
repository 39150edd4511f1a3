//! Whether a bucket keeps versions.

use void_core::protocol::shapes::string_enum;

use crate::wire::{as_text, structure};

string_enum! {
    /// Whether a bucket keeps what is overwritten or deleted.
    pub enum VersioningStatus {
        /// All versions are kept.
        Enabled = "Enabled",
        /// What was kept stays, and what is written from now on is not kept.
        Suspended = "Suspended",
    }
}

as_text!(VersioningStatus);

/// Whether a bucket keeps versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VersioningConfiguration {
    /// Whether it does.
    pub status: Option<VersioningStatus>,
    /// Whether deletions need a second factor.
    pub mfa_delete: Option<String>,
}

structure!(VersioningConfiguration { "Status" => status, "MfaDelete" => mfa_delete });
