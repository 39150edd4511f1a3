//! [`Saved`]: what changes led to.

use std::collections::{BTreeMap, VecDeque};

use super::{super::Completed, BucketState, Change, PartState, UploadState, VersionState};
use crate::mock::engine::REMEMBERED;

/// What changes led to: an engine to be.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    pub(super) last_number: u64,
    pub(super) buckets: BTreeMap<String, SavedBucket>,
}

/// A bucket to be.
#[derive(Clone, Debug)]
pub(super) struct SavedBucket {
    pub(super) state: BucketState,
    /// By their keys and numbers.
    pub(super) versions: BTreeMap<String, BTreeMap<u64, VersionState>>,
    /// By their keys and numbers.
    pub(super) uploads: BTreeMap<(String, u64), SavedUpload>,
    pub(super) completed: VecDeque<Completed>,
}

#[derive(Clone, Debug)]
pub(super) struct SavedUpload {
    pub(super) state: UploadState,
    pub(super) parts: BTreeMap<u32, PartState>,
}

impl Saved {
    /// Applies a change. One that changes nothing any more does nothing.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Reset => self.buckets.clear(),
            Change::Numbered(last) => self.last_number = self.last_number.max(last),
            Change::Bucket(state) => self.set_bucket(*state),
            Change::BucketGone(name) => drop(self.buckets.remove(&name)),
            Change::Version { bucket, key, version } => self.within(&bucket, |bucket| {
                bucket.versions.entry(key).or_default().insert(version.number.number(), *version);
            }),
            Change::VersionGone { bucket, key, number } => {
                self.within(&bucket, |bucket| bucket.remove_version(&key, number));
            }
            Change::Upload { bucket, key, upload } => self.within(&bucket, |bucket| {
                let place = (key, upload.number.number());
                let saved = SavedUpload { state: *upload, parts: BTreeMap::new() };
                bucket.uploads.entry(place).or_insert(saved);
            }),
            Change::Part { bucket, key, upload, number, part } => self.within(&bucket, |bucket| {
                if let Some(upload) = bucket.uploads.get_mut(&(key, upload)) {
                    upload.parts.insert(number, *part);
                }
            }),
            Change::UploadGone { bucket, key, number } => {
                self.within(&bucket, |bucket| drop(bucket.uploads.remove(&(key, number))));
            }
            Change::Completed { bucket, completed } => {
                self.within(&bucket, |bucket| bucket.remember(*completed));
            }
        }
    }

    /// What a store of bodies must have: numbers, and how many bytes are under each at least.
    pub(in crate::mock) fn needed(&self) -> impl Iterator<Item = (u64, u64)> {
        self.buckets.values().flat_map(|bucket| {
            let versions = bucket.versions.values().flat_map(BTreeMap::values);
            let objects = versions.filter_map(|version| version.object.as_ref()).map(|object| &object.body);
            let parts = bucket.uploads.values().flat_map(|upload| upload.parts.values());
            objects.chain(parts.map(|part| &part.body)).flat_map(|body| body.needed())
        })
    }

    fn set_bucket(&mut self, state: BucketState) {
        if let Some(bucket) = self.buckets.get_mut(&state.name) {
            bucket.state = state;
            return;
        }
        let name = state.name.clone();
        let bucket = SavedBucket {
            state,
            versions: BTreeMap::new(),
            uploads: BTreeMap::new(),
            completed: VecDeque::new(),
        };
        self.buckets.insert(name, bucket);
    }

    /// Changes a bucket; nothing where it went before a snapshot came to it.
    fn within(&mut self, name: &str, change: impl FnOnce(&mut SavedBucket)) {
        if let Some(bucket) = self.buckets.get_mut(name) {
            change(bucket);
        }
    }
}

impl SavedBucket {
    fn remove_version(&mut self, key: &str, number: u64) {
        if let Some(versions) = self.versions.get_mut(key) {
            versions.remove(&number);
            if versions.is_empty() {
                self.versions.remove(key);
            }
        }
    }

    /// What comes twice is the newest again: so it was, when it came.
    fn remember(&mut self, completed: Completed) {
        self.completed.retain(|known| !known.is_of_same_upload(&completed));
        self.completed.push_back(completed);
        if self.completed.len() > REMEMBERED {
            self.completed.pop_front();
        }
    }
}
