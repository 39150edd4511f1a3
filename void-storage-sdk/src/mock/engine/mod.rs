//! The engine: buckets and objects as plain data and plain functions.
//!
//! It has no clock, lock, socket or randomness of its own: `now` comes in with each call, results go out, and
//! [`Engine::next_wakeup`] says when something is due next. It does not read what objects hold: a body is a
//! [`StoredBody`](super::StoredBody).
//!
//! Every operation costs at most O(log n) in what the bucket holds, and a listing so much for each of its results.

mod bucket;
mod buckets;
mod changes;
mod completing;
mod conditions;
mod cors;
mod deleting;
mod errors;
mod events;
mod getting;
mod keys;
mod lifecycle;
mod lifecycle_rules;
mod limits;
mod listing;
mod listing_uploads;
mod listing_versions;
mod metadata;
mod notifications;
mod object;
mod owner;
mod policy;
mod putting;
mod ranges;
mod read_conditions;
mod tags;
mod uploads;
mod usage;
mod version_ids;
mod versioning;
mod versions;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use void_core::{Random, Timestamp};

use self::{bucket::Bucket, changes::Changes, completing::REMEMBERED, versions::Versions};
pub use self::{
    bucket::Versioning,
    changes::{
        BucketState, Change, ObjectState, PartState, Saved, SnapshotCursor, UploadState, VersionState,
    },
    completing::{Completed, Completion},
    conditions::WriteConditions,
    cors::CrossOrigin,
    deleting::Deleted,
    errors::{Code, Problem},
    events::Caller,
    getting::Found,
    limits::{UPLOAD_LIMIT, check_key},
    listing::{Entry, ListingAsked, Page},
    listing_uploads::UploadEntry,
    listing_versions::VersionEntry,
    metadata::{KeptHeaders, check_headers},
    notifications::check_notifications,
    object::{Object, ObjectPart, Tags},
    putting::{WriteKind, Written},
    ranges::ByteRange,
    read_conditions::ReadConditions,
    tags::check_object_tags,
    uploads::{NewUpload, PartsPage, StoredPart, Upload, check_part_number},
    usage::BucketUsage,
    version_ids::VersionNumber,
};
use super::Notification;

/// What an engine is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The region of the endpoint and its buckets.
    pub region: String,
    /// The account that all belongs to: 12 digits.
    pub account_id: String,
    /// How many bytes a part has at least, the last one aside.
    pub minimum_part_size: u64,
    /// Where version and upload ids come from.
    pub random: Random,
}

/// All buckets of one account in one region.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    buckets: BTreeMap<Arc<str>, Bucket>,
    /// The number of the last write, of all buckets.
    last_number: u64,
    /// What there is to tell.
    notifications: Vec<Notification>,
    /// Whose request is carried out.
    caller: Option<Caller>,
    /// The buckets with lifecycle rules.
    expiring: BTreeSet<Arc<str>>,
    /// What changed.
    changes: Changes,
}

impl Engine {
    /// Makes an engine with no buckets.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            buckets: BTreeMap::new(),
            last_number: 0,
            notifications: Vec::new(),
            caller: None,
            expiring: BTreeSet::new(),
            changes: Changes::default(),
        }
    }

    /// What the engine was made of.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Carries out what is due.
    pub fn pass(&mut self, now: Timestamp) {
        self.expire(now);
    }

    /// When something falls due next by itself; `None` when nothing ever will.
    #[must_use]
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        self.next_expiry()
    }

    /// Says whose request is carried out from now on; `None` for nobody's.
    pub fn set_caller(&mut self, caller: Option<Caller>) {
        self.caller = caller;
    }

    /// Takes what there is to tell, in the order in which it happened.
    pub fn take_notifications(&mut self) -> Vec<Notification> {
        std::mem::take(&mut self.notifications)
    }

    /// Drops all buckets.
    pub fn reset(&mut self) {
        self.buckets.clear();
        self.expiring.clear();
        self.changes.reset();
    }

    fn bucket(&self, name: &str) -> Result<&Bucket, Problem> {
        self.buckets.get(name).ok_or_else(|| Problem::no_bucket(name))
    }

    /// A bucket that is there, and what else changes with it.
    fn bucket_and_rest<'a>(&'a mut self, name: &'a str) -> Result<(&'a mut Bucket, Around<'a>), Problem> {
        let Self { buckets, settings, last_number, notifications, caller, changes, .. } = self;
        let bucket = buckets.get_mut(name).ok_or_else(|| Problem::no_bucket(name))?;
        let caller = caller.as_ref();
        Ok((bucket, Around { settings, last_number, notifications, bucket: name, caller, changes }))
    }
}

/// What is around a bucket.
struct Around<'a> {
    settings: &'a Settings,
    last_number: &'a mut u64,
    notifications: &'a mut Vec<Notification>,
    /// The bucket's name.
    bucket: &'a str,
    /// Whose request is carried out.
    caller: Option<&'a Caller>,
    changes: &'a mut Changes,
}

impl Around<'_> {
    /// The number of the next write.
    fn number(&mut self) -> VersionNumber {
        *self.last_number += 1;
        VersionNumber::new(*self.last_number, self.settings.random.next_u64())
    }

    /// Takes note that what is set for the bucket changed.
    fn set(&mut self) {
        self.changes.bucket(self.bucket);
    }

    /// Takes note that a version came, changed or went.
    fn touch(&mut self, key: &str, number: u64) {
        self.changes.version(self.bucket, key, number);
    }

    /// Takes note that all versions of a key went.
    fn touch_all(&mut self, key: &str, versions: &Versions) {
        versions.newest_first().for_each(|version| self.touch(key, version.number.number()));
    }
}
