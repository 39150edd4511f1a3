//! [`Versions`]: what is and was under a key.

use std::sync::Arc;

use void_core::Timestamp;

use super::{Object, VersionNumber};
use crate::types::VersionId;

/// One version: an object, or a delete marker.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub(super) number: VersionNumber,
    /// Whether its id is `null`: it was written while versioning was not enabled.
    pub(super) is_null: bool,
    pub(super) last_modified: Timestamp,
    /// `None`: it is a delete marker.
    pub(super) object: Option<Arc<Object>>,
}

impl Version {
    pub(super) fn id(&self) -> VersionId {
        if self.is_null { VersionId::null() } else { self.number.to_id() }
    }
}

/// What is and was under a key, the oldest first; never empty in a bucket.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions(Vec<Version>);

impl Versions {
    /// The current version.
    pub(super) fn current(&self) -> Option<&Version> {
        self.0.last()
    }

    /// The current version, where it is an object.
    pub(super) fn current_object(&self) -> Option<(&Version, &Arc<Object>)> {
        let version = self.current()?;
        Some((version, version.object.as_ref()?))
    }

    /// All, the newest first.
    pub(super) fn newest_first(&self) -> impl DoubleEndedIterator<Item = &Version> {
        self.0.iter().rev()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The version of an id.
    pub(super) fn find(&self, id: &str) -> Option<&Version> {
        self.index(id).and_then(|index| self.0.get(index))
    }

    pub(super) fn find_mut(&mut self, id: &str) -> Option<&mut Version> {
        self.index(id).and_then(|index| self.0.get_mut(index))
    }

    pub(super) fn current_mut(&mut self) -> Option<&mut Version> {
        self.0.last_mut()
    }

    /// Adds the newest one. One whose id is `null` takes the place of the other whose id is `null`, which is given back.
    pub(super) fn push(&mut self, version: Version) -> Option<Version> {
        let replaced = if version.is_null { self.remove(VersionId::null().as_str()) } else { None };
        self.0.push(version);
        replaced
    }

    /// Takes the version of an id out.
    pub(super) fn remove(&mut self, id: &str) -> Option<Version> {
        self.index(id).map(|index| self.0.remove(index))
    }

    fn index(&self, id: &str) -> Option<usize> {
        if id == "null" {
            // The newest are asked for most.
            return self.0.iter().rposition(|version| version.is_null);
        }
        let number = VersionNumber::parse(id)?;
        let index = self.0.binary_search_by_key(&number.number(), |version| version.number.number()).ok()?;
        let version = self.0.get(index)?;
        (!version.is_null && version.number == number).then_some(index)
    }
}
