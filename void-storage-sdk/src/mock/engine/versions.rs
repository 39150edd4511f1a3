//! [`Versions`]: what is and was under a key.

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

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

/// What is and was under a key; never empty in a bucket. A key with one version costs no more than the version.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions {
    current: Option<Version>,
    /// By their numbers.
    older: BTreeMap<u64, Version>,
    /// The number of the version whose id is `null`, or last was.
    null: Option<u64>,
}

impl Versions {
    /// The current version.
    pub(super) const fn current(&self) -> Option<&Version> {
        self.current.as_ref()
    }

    /// The current version, where it is an object.
    pub(super) fn current_object(&self) -> Option<(&Version, &Arc<Object>)> {
        let version = self.current()?;
        Some((version, version.object.as_ref()?))
    }

    /// All, the newest first.
    pub(super) fn newest_first(&self) -> impl DoubleEndedIterator<Item = &Version> {
        self.current.iter().chain(self.older.values().rev())
    }

    /// Those that are older than the version with this id, the newest first. All, where it can't be told: no version is
    /// passed over because the one that marks the place is gone.
    pub(super) fn older_than(&self, id: &str) -> impl Iterator<Item = &Version> {
        let number = self.number(id).unwrap_or(u64::MAX);
        let current = self.current.iter().filter(move |version| version.number.number() < number);
        current.chain(
            self.older.range((Bound::Unbounded, Bound::Excluded(number))).rev().map(|(_, version)| version),
        )
    }

    /// The version of a number.
    pub(super) fn numbered(&self, number: u64) -> Option<&Version> {
        let current = self.current.as_ref().filter(|version| version.number.number() == number);
        current.or_else(|| self.older.get(&number))
    }

    /// Those that are newer than a number, the oldest first.
    pub(super) fn newer(&self, number: u64) -> impl Iterator<Item = &Version> {
        let current = self.current.iter().filter(move |version| version.number.number() > number);
        self.older
            .range((Bound::Excluded(number), Bound::Unbounded))
            .map(|(_, version)| version)
            .chain(current)
    }

    /// Those that are older than a number, the newest first.
    pub(super) fn older(&self, number: u64) -> impl Iterator<Item = &Version> {
        self.older.range(..number).rev().map(|(_, version)| version)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.current.is_none()
    }

    /// The version of an id.
    pub(super) fn find(&self, id: &str) -> Option<&Version> {
        let number = self.number(id)?;
        let version = match &self.current {
            Some(current) if current.number.number() == number => current,
            _ => self.older.get(&number)?,
        };
        is_of(version, id).then_some(version)
    }

    pub(super) fn find_mut(&mut self, id: &str) -> Option<&mut Version> {
        let number = self.number(id)?;
        let version = match &mut self.current {
            Some(current) if current.number.number() == number => current,
            _ => self.older.get_mut(&number)?,
        };
        is_of(version, id).then_some(version)
    }

    pub(super) const fn current_mut(&mut self) -> Option<&mut Version> {
        self.current.as_mut()
    }

    /// Adds the newest one. One whose id is `null` takes the place of the other whose id is `null`, which is given back.
    pub(super) fn push(&mut self, version: Version) -> Option<Version> {
        let replaced = if version.is_null { self.remove(VersionId::null().as_str()) } else { None };
        if version.is_null {
            self.null = Some(version.number.number());
        }
        if let Some(older) = self.current.replace(version) {
            self.older.insert(older.number.number(), older);
        }
        replaced
    }

    /// Takes the version of an id out. Where it was the current one, the newest of the others becomes it.
    pub(super) fn remove(&mut self, id: &str) -> Option<Version> {
        let number = self.find(id)?.number.number();
        if self.current.as_ref().is_some_and(|current| current.number.number() == number) {
            let newest = self.older.pop_last().map(|(_, version)| version);
            std::mem::replace(&mut self.current, newest)
        } else {
            self.older.remove(&number)
        }
    }

    /// The number that an id says; `None` for what is no id, and for `null` where no version ever had it.
    fn number(&self, id: &str) -> Option<u64> {
        if id == "null" { self.null } else { VersionNumber::parse(id).map(VersionNumber::number) }
    }
}

/// Whether an id is a version's, and not of another one with the same number or of one that shows another id.
fn is_of(version: &Version, id: &str) -> bool {
    if id == "null" {
        version.is_null
    } else {
        !version.is_null && VersionNumber::parse(id) == Some(version.number)
    }
}
