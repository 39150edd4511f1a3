//! [`Bucket`]: its objects and what is set for it.

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{Tags, keys::Keys, lifecycle::Lifecycle, uploads::Uploads};
use crate::types::{CorsRule, NotificationConfiguration};

/// Whether what is overwritten or deleted is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Versioning {
    /// It was never switched on.
    #[default]
    Unversioned,
    /// All versions are kept.
    Enabled,
    /// What was kept stays, and what is written now is not kept.
    Suspended,
}

/// A bucket.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) created: Timestamp,
    pub(super) versioning: Versioning,
    pub(super) objects: Keys,
    /// What it tells, and whom.
    pub(super) notifications: NotificationConfiguration,
    /// When its objects expire.
    pub(super) lifecycle: Lifecycle,
    pub(super) uploads: Uploads,
    pub(super) tags: Tags,
    pub(super) policy: Option<String>,
    pub(super) cors: Vec<CorsRule>,
}

impl Bucket {
    pub(super) fn new(created: Timestamp) -> Self {
        Self {
            created,
            versioning: Versioning::Unversioned,
            objects: Keys::default(),
            notifications: NotificationConfiguration::default(),
            lifecycle: Lifecycle::default(),
            uploads: Uploads::default(),
            tags: Tags::new(),
            policy: None,
            cors: Vec::new(),
        }
    }
}
