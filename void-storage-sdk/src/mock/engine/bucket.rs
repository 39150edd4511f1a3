//! [`Bucket`]: its objects and what is set for it.

use std::{collections::BTreeMap, sync::Arc};

use void_core::Timestamp;

use super::versions::Versions;

/// Whether what is overwritten or deleted is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// By key, in the order of the keys' bytes.
    pub(super) objects: BTreeMap<Arc<str>, Versions>,
}

impl Bucket {
    pub(super) const fn new(created: Timestamp) -> Self {
        Self { created, versioning: Versioning::Unversioned, objects: BTreeMap::new() }
    }
}
