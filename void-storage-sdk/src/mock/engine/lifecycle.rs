//! [`Lifecycle`]: a bucket's lifecycle rules, and what is due by them.

use std::{collections::BTreeSet, ops::Bound, sync::Arc};

use void_core::Timestamp;

use super::{
    Around, Code, Engine, Problem, Versioning,
    bucket::Bucket,
    events::{Happened, Happening},
    lifecycle_rules::{KEPT_LIMIT, check, is_for, midnight_after},
    versions::{Version, Versions},
};
use crate::{
    types::{LifecycleRule, VersionId},
    wire::encode_value,
};

/// A bucket's lifecycle rules, and what is due by them.
#[derive(Debug, Default)]
pub(super) struct Lifecycle {
    rules: Vec<LifecycleRule>,
    /// When the rules came.
    since: Timestamp,
    /// When to look at which version, by its key and number. What is due is asked of the rules then: an entry may be too many
    /// or too early, and never too late.
    due: BTreeSet<(Timestamp, Arc<str>, u64)>,
}

impl Engine {
    /// A bucket's lifecycle rules.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchLifecycleConfiguration`.
    pub fn lifecycle(&self, bucket: &str) -> Result<Vec<LifecycleRule>, Problem> {
        let rules = &self.bucket(bucket)?.lifecycle.rules;
        if rules.is_empty() {
            return Err(Problem::of(Code::NoSuchLifecycleConfiguration).with("BucketName", bucket));
        }
        Ok(rules.clone())
    }

    /// Gives a bucket lifecycle rules. A rule without an id gets one. This looks at all that is in the bucket.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`; `MalformedXML`, `InvalidArgument` and `InvalidRequest` for rules that can't be.
    pub fn set_lifecycle(
        &mut self,
        now: Timestamp,
        bucket: &str,
        mut rules: Vec<LifecycleRule>,
    ) -> Result<(), Problem> {
        let name = bucket;
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        check(&rules)?;
        for rule in &mut rules {
            let random = &around.settings.random;
            rule.id.get_or_insert_with(|| format!("{:016x}{:016x}", random.next_u64(), random.next_u64()));
        }
        bucket.set_rules(rules, now);
        around.set();
        self.expiring.insert(name.into());
        Ok(())
    }

    /// Takes a bucket's lifecycle rules away.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn delete_lifecycle(&mut self, bucket: &str) -> Result<(), Problem> {
        let name = bucket;
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        bucket.lifecycle = Lifecycle::default();
        around.set();
        self.expiring.remove(name);
        Ok(())
    }

    /// When the first object is due, of all buckets with rules.
    pub(super) fn next_expiry(&self) -> Option<Timestamp> {
        let buckets = self.expiring.iter().filter_map(|name| self.buckets.get(name));
        buckets.filter_map(|bucket| bucket.lifecycle.next()).min()
    }

    /// Lets all expire that is due.
    pub(super) fn expire(&mut self, now: Timestamp) {
        let is_due = |name: &&Arc<str>| {
            self.buckets.get(*name).and_then(|bucket| bucket.lifecycle.next()).is_some_and(|due| due <= now)
        };
        let names: Vec<_> = self.expiring.iter().filter(is_due).cloned().collect();
        for name in names {
            if let Ok((bucket, mut around)) = self.bucket_and_rest(&name) {
                bucket.expire(now, &mut around);
            }
        }
    }
}

impl Lifecycle {
    /// The rules, and when they came.
    pub(super) fn rules_and_since(&self) -> (&[LifecycleRule], Timestamp) {
        (&self.rules, self.since)
    }

    fn next(&self) -> Option<Timestamp> {
        self.due.first().map(|(due, ..)| *due)
    }

    /// When a version is due by the rules.
    fn due(&self, key: &str, versions: &Versions, number: u64) -> Option<Timestamp> {
        let current = versions.current()?;
        if current.number.number() != number {
            return self.noncurrent_due(key, versions, number);
        }
        if current.object.is_some() {
            return self.expiry(key, current).map(|(due, _)| due);
        }
        let is_alone = versions.older(number).next().is_none();
        let removal = |rule: &LifecycleRule| {
            let expiration = rule.expiration?;
            let days = match expiration.expired_object_delete_marker {
                Some(true) => 0,
                _ => expiration.days?,
            };
            is_for(rule, key, None).then(|| midnight_after(current.last_modified, days))
        };
        self.rules.iter().filter_map(removal).filter(|_| is_alone).min()
    }

    /// When the current version is due, and by which rule.
    fn expiry(&self, key: &str, version: &Version) -> Option<(Timestamp, &LifecycleRule)> {
        let object = version.object.as_deref()?;
        let due = |rule: &'_ LifecycleRule| {
            let expiration = rule.expiration?;
            let days = expiration.days.map(|days| midnight_after(version.last_modified, days));
            expiration.date.or(days)
        };
        let rules = self.rules.iter().filter(|rule| is_for(rule, key, Some(object)));
        rules.filter_map(|rule| Some((due(rule)?, rule))).min_by_key(|(due, _)| *due)
    }

    /// When an upload is due that was started at `initiated`.
    fn upload_due(&self, key: &str, initiated: Timestamp) -> Option<Timestamp> {
        let due = |rule: &LifecycleRule| {
            let days = rule.abort_incomplete_multipart_upload?.days_after_initiation?;
            is_for(rule, key, None).then(|| midnight_after(initiated, days))
        };
        self.rules.iter().filter_map(due).min()
    }

    fn noncurrent_due(&self, key: &str, versions: &Versions, number: u64) -> Option<Timestamp> {
        let version = versions.numbered(number)?;
        let since = versions.newer(number).next()?.last_modified;
        // The current one is no noncurrent one.
        let limit = usize::try_from(KEPT_LIMIT).unwrap_or(usize::MAX).saturating_add(1);
        let newer = versions.newer(number).take(limit).count().saturating_sub(1);
        let due = |rule: &LifecycleRule| {
            let expiration = rule.noncurrent_version_expiration?;
            let kept = usize::try_from(expiration.newer_noncurrent_versions.unwrap_or_default()).ok()?;
            let is_due = newer >= kept && is_for(rule, key, version.object.as_deref());
            is_due.then_some(midnight_after(since, expiration.noncurrent_days?))
        };
        self.rules.iter().filter_map(due).min()
    }
}

impl Bucket {
    /// `x-amz-expiration` of a current version: when it expires, and by which rule.
    pub(super) fn expiration(&self, key: &str, version: &Version) -> Option<String> {
        let (due, rule) = self.lifecycle.expiry(key, version)?;
        let id = encode_value(rule.id.as_deref().unwrap_or_default());
        Some(format!("expiry-date=\"{}\", rule-id=\"{id}\"", due.to_http_date()))
    }

    /// Notes when to look at what is under a key, after it changed: at the two newest versions, and at those that a rule keeps
    /// no more.
    pub(super) fn plan(&mut self, key: &str) {
        let Self { lifecycle, objects, .. } = self;
        if lifecycle.rules.is_empty() {
            return;
        }
        let Some((key, versions)) = objects.get_key_value(key) else { return };
        let kept = |rule: &LifecycleRule| rule.noncurrent_version_expiration?.newer_noncurrent_versions;
        let last = lifecycle.rules.iter().filter_map(kept).max().unwrap_or_default().min(KEPT_LIMIT);
        let count = usize::try_from(last).unwrap_or_default().saturating_add(2);
        let numbers: Vec<_> =
            versions.newest_first().take(count).map(|version| version.number.number()).collect();
        for number in numbers {
            if let Some(due) = lifecycle.due(key, versions, number) {
                lifecycle.due.insert((due, Arc::clone(key), number));
            }
        }
    }

    /// Notes when to look at an upload that was started.
    pub(super) fn plan_upload(&mut self, key: &str, number: u64, initiated: Timestamp) {
        if let Some(due) = self.lifecycle.upload_due(key, initiated) {
            self.lifecycle.due.insert((due, key.into(), number));
        }
    }

    /// Has the objects expire by these rules, which came at `since`. This looks at all that is in the bucket.
    pub(super) fn set_rules(&mut self, rules: Vec<LifecycleRule>, since: Timestamp) {
        self.lifecycle = Lifecycle { rules, since, due: BTreeSet::new() };
        self.plan_all();
    }

    fn plan_all(&mut self) {
        let Self { lifecycle, objects, uploads, .. } = self;
        for ((key, number), upload) in &uploads.open {
            if let Some(due) = lifecycle.upload_due(key, upload.initiated) {
                lifecycle.due.insert((due, Arc::clone(key), *number));
            }
        }
        for (key, versions) in objects.all(Bound::Unbounded) {
            for version in versions.newest_first() {
                let number = version.number.number();
                if let Some(due) = lifecycle.due(key, versions, number) {
                    lifecycle.due.insert((due, Arc::clone(key), number));
                }
            }
        }
    }

    fn expire(&mut self, now: Timestamp, around: &mut Around<'_>) {
        while self.lifecycle.next().is_some_and(|due| due <= now) {
            let Some((_, key, number)) = self.lifecycle.due.pop_first() else { return };
            // Uploads and versions have their numbers from one source.
            let place = (Arc::clone(&key), number);
            if let Some(upload) = self.uploads.open.get(&place) {
                if self.lifecycle.upload_due(&key, upload.initiated).is_some_and(|due| due <= now) {
                    drop(self.uploads.open.remove(&place));
                    around.changes.upload(around.bucket, &key, number);
                }
                continue;
            }
            let Some(versions) = self.objects.get(&key) else { continue };
            let Some(due) = self.lifecycle.due(&key, versions, number) else { continue };
            if due > now {
                self.lifecycle.due.insert((due, key, number));
                continue;
            }
            let at = due.max(self.lifecycle.since);
            let current = versions.current().filter(|version| version.number.number() == number);
            let Some(version) = versions.numbered(number) else { continue };
            let id = version.id();
            if current.is_some_and(|version| version.object.is_some()) {
                self.expire_current(at.max(version.last_modified), &key, around);
            } else {
                self.remove_expired(at, &key, &id, around);
            }
            self.plan(&key);
        }
    }

    /// What a deletion without an id does.
    fn expire_current(&mut self, at: Timestamp, key: &str, around: &mut Around<'_>) {
        let (what, version_id) = if self.versioning == Versioning::Unversioned {
            if let Some(removed) = self.objects.remove(key) {
                around.touch_all(key, &removed);
            }
            (Happened::Expired, None)
        } else {
            (Happened::ExpiryMarkerCreated, self.push(at, key, None, around))
        };
        self.tell(at, &Happening { what, key, version_id: version_id.as_ref(), object: None }, around);
    }

    fn remove_expired(&mut self, at: Timestamp, key: &str, id: &VersionId, around: &mut Around<'_>) {
        if let Some(removed) = self.objects.remove_version(key, id.as_str()) {
            around.touch(key, removed.number.number());
        }
        let what = Happened::Expired;
        self.tell(at, &Happening { what, key, version_id: Some(id), object: None }, around);
    }
}
