//! [`Changes`]: what the engine keeps of changes until they are taken.

use std::{collections::BTreeSet, mem, sync::Arc};

use super::{
    super::{Completed, Engine},
    Change,
};

/// What changed and was not taken yet.
#[derive(Debug, Default)]
pub(in super::super) struct Changes {
    /// Whether anybody takes them.
    wanted: bool,
    is_reset: bool,
    /// Buckets that went, before all else.
    gone: Vec<String>,
    /// What is to be looked at when they are taken.
    touched: BTreeSet<Touched>,
    completed: Vec<Change>,
    /// The last number that a change had.
    told: u64,
}

/// What changed, whatever is of it now; in the order in which it is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Touched {
    Bucket(Box<str>),
    Version(Box<str>, Box<str>, u64),
    Upload(Box<str>, Arc<str>, u64),
    Part(Box<str>, Arc<str>, u64, u32),
}

impl Changes {
    /// Takes note that what is set for a bucket changed, or that there is one now.
    pub(in super::super) fn bucket(&mut self, name: &str) {
        self.touch(|| Touched::Bucket(name.into()));
    }

    /// Takes note that a bucket is gone.
    pub(in super::super) fn bucket_gone(&mut self, name: &str) {
        if self.wanted {
            self.gone.push(name.to_owned());
        }
    }

    /// Takes note that a version came, changed or went.
    pub(in super::super) fn version(&mut self, bucket: &str, key: &str, number: u64) {
        self.touch(|| Touched::Version(bucket.into(), key.into(), number));
    }

    /// Takes note that an upload began or ended.
    pub(in super::super) fn upload(&mut self, bucket: &str, key: &str, number: u64) {
        self.touch(|| Touched::Upload(bucket.into(), key.into(), number));
    }

    /// Takes note that an upload was given a part.
    pub(in super::super) fn part(&mut self, bucket: &str, key: &str, upload: u64, number: u32) {
        self.touch(|| Touched::Part(bucket.into(), key.into(), upload, number));
    }

    /// Takes note that an upload was completed.
    pub(in super::super) fn completed(&mut self, bucket: &str, completed: &Completed) {
        if self.wanted {
            let (bucket, completed) = (bucket.to_owned(), Box::new(completed.clone()));
            self.completed.push(Change::Completed { bucket, completed });
        }
    }

    /// Takes note that there is nothing any more.
    pub(in super::super) fn reset(&mut self) {
        let (wanted, told) = (self.wanted, self.told);
        *self = Self { wanted, told, is_reset: wanted, ..Self::default() };
    }

    fn touch(&mut self, what: impl FnOnce() -> Touched) {
        if self.wanted {
            self.touched.insert(what());
        }
    }
}

impl Engine {
    /// Has the engine keep what changes, from now on.
    pub const fn log_changes(&mut self) {
        self.changes.wanted = true;
        self.changes.told = self.last_number;
    }

    /// What changed since this was asked last. Nothing unless [`Engine::log_changes`] was called.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        if mem::take(&mut self.changes.is_reset) {
            changes.push(Change::Reset);
        }
        changes.extend(mem::take(&mut self.changes.gone).into_iter().map(Change::BucketGone));
        let touched = mem::take(&mut self.changes.touched);
        changes.extend(touched.into_iter().filter_map(|touched| self.after(touched)));
        changes.append(&mut self.changes.completed);
        if self.changes.wanted && self.changes.told != self.last_number {
            self.changes.told = self.last_number;
            changes.push(Change::Numbered(self.last_number));
        }
        changes
    }

    /// What is of it now.
    fn after(&self, touched: Touched) -> Option<Change> {
        match touched {
            Touched::Bucket(name) => {
                let bucket = self.buckets.get(&*name)?;
                Some(Change::Bucket(Box::new(bucket.state(&name))))
            }
            Touched::Version(name, key, number) => {
                let versions = self.buckets.get(&*name)?.objects.get(&key);
                Some(match versions.and_then(|versions| versions.numbered(number)) {
                    Some(version) => version.change(&name, &key),
                    None => Change::VersionGone { bucket: name.into(), key: key.into(), number },
                })
            }
            Touched::Upload(name, key, number) => {
                let place = (Arc::clone(&key), number);
                Some(match self.buckets.get(&*name)?.uploads.open.get(&place) {
                    Some(upload) => upload.change(&name, &key),
                    None => Change::UploadGone { bucket: name.into(), key: key.to_string(), number },
                })
            }
            Touched::Part(name, key, upload, number) => {
                let place = (Arc::clone(&key), upload);
                let upload = self.buckets.get(&*name)?.uploads.open.get(&place)?;
                upload.part_change(&name, &key, number)
            }
        }
    }
}
