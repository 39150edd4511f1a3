//! [`Keys`]: what is under each key of a bucket.

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use super::versions::{Version, Versions};

type Map = BTreeMap<Arc<str>, Versions>;

/// What is under each key of a bucket, in the order of the keys' bytes.
///
/// Keys whose current version is a delete marker are kept apart, so that a listing of objects does not meet them however many
/// there are.
#[derive(Debug, Default)]
pub(super) struct Keys {
    live: Map,
    deleted: Map,
}

impl Keys {
    pub(super) fn get(&self, key: &str) -> Option<&Versions> {
        self.live.get(key).or_else(|| self.deleted.get(key))
    }

    pub(super) fn get_key_value(&self, key: &str) -> Option<(&Arc<str>, &Versions)> {
        self.live.get_key_value(key).or_else(|| self.deleted.get_key_value(key))
    }

    /// To change what is in a version.
    pub(super) fn find_mut(&mut self, key: &str, id: Option<&str>) -> Option<&mut Version> {
        let versions = match self.live.get_mut(key) {
            Some(versions) => versions,
            None => self.deleted.get_mut(key)?,
        };
        match id {
            Some(id) => versions.find_mut(id),
            None => versions.current_mut(),
        }
    }

    /// Adds the newest version of a key. The one that it takes the place of is given back.
    pub(super) fn push(&mut self, key: &str, version: Version) -> Option<Version> {
        let mut version = Some(version);
        let replaced = self.change(key, |versions| version.take().and_then(|version| versions.push(version)));
        if let Some(version) = version {
            let map = if version.object.is_some() { &mut self.live } else { &mut self.deleted };
            map.entry(key.into()).or_default().push(version);
        }
        replaced.flatten()
    }

    /// Takes a version of a key out.
    pub(super) fn remove_version(&mut self, key: &str, id: &str) -> Option<Version> {
        self.change(key, |versions| versions.remove(id)).flatten()
    }

    /// Takes all versions of a key out.
    pub(super) fn remove(&mut self, key: &str) -> Option<Versions> {
        self.live.remove(key).or_else(|| self.deleted.remove(key))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.live.is_empty() && self.deleted.is_empty()
    }

    /// The keys with an object, from `from` on.
    pub(super) fn live(&self, from: Bound<&str>) -> impl Iterator<Item = (&Arc<str>, &Versions)> {
        self.live.range::<str, _>((from, Bound::Unbounded))
    }

    /// All keys, from `from` on.
    pub(super) fn all(&self, from: Bound<&str>) -> impl Iterator<Item = (&Arc<str>, &Versions)> {
        let range = (from, Bound::Unbounded);
        let mut live = self.live.range::<str, _>(range).peekable();
        let mut deleted = self.deleted.range::<str, _>(range).peekable();
        std::iter::from_fn(move || match (live.peek(), deleted.peek()) {
            (Some((one, _)), Some((other, _))) if one > other => deleted.next(),
            (None, _) => deleted.next(),
            _ => live.next(),
        })
    }

    /// Changes the versions of a key that is there, and puts it where it then belongs.
    fn change<T>(&mut self, key: &str, change: impl FnOnce(&mut Versions) -> T) -> Option<T> {
        let is_live = self.live.contains_key(key);
        let (home, other) = match is_live {
            true => (&mut self.live, &mut self.deleted),
            false => (&mut self.deleted, &mut self.live),
        };
        let versions = home.get_mut(key)?;
        let result = change(versions);
        let stays = !versions.is_empty() && versions.current_object().is_some() == is_live;
        if !stays
            && let Some((key, versions)) = home.remove_entry(key)
            && !versions.is_empty()
        {
            other.insert(key, versions);
        }
        Some(result)
    }
}
