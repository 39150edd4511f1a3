//! [`LifecycleRule`]: when objects of a bucket expire.

mod filter;

use serde::{Deserialize, Serialize};
use void_core::{Timestamp, protocol::shapes::string_enum};

pub use self::filter::LifecycleFilter;
use super::{StorageClass, Tag};
use crate::wire::{as_text, structure};

string_enum! {
    /// Whether a rule is in force.
    pub enum RuleStatus {
        /// It is.
        Enabled = "Enabled",
        /// It is not.
        Disabled = "Disabled",
    }
}

as_text!(RuleStatus);

/// Says which objects expire, and when.
///
/// [Lifecycle configuration](https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LifecycleRule {
    /// What the rule is called: at most 255 characters. The service makes an id where there is none.
    pub id: Option<String>,
    /// Whether it is in force.
    pub status: RuleStatus,
    /// Which objects it is for. Without one: those of `prefix`.
    pub filter: Option<LifecycleFilter>,
    /// Which objects it is for, as older configurations have it in place of `filter`.
    pub prefix: Option<String>,
    /// When the current versions expire.
    pub expiration: Option<LifecycleExpiration>,
    /// When versions expire that were overwritten or deleted.
    pub noncurrent_version_expiration: Option<NoncurrentVersionExpiration>,
    /// When uploads in parts are aborted that nobody completed.
    pub abort_incomplete_multipart_upload: Option<AbortIncompleteMultipartUpload>,
    /// When the current versions are kept in another way.
    pub transitions: Vec<Transition>,
    /// When versions that were overwritten or deleted are kept in another way.
    pub noncurrent_version_transitions: Vec<NoncurrentVersionTransition>,
}

structure!(LifecycleRule {
    "ID" => id,
    "Filter" => filter,
    "Prefix" => prefix,
    "Status" => status,
    "Transition" => transitions,
    "Expiration" => expiration,
    "NoncurrentVersionTransition" => noncurrent_version_transitions,
    "NoncurrentVersionExpiration" => noncurrent_version_expiration,
    "AbortIncompleteMultipartUpload" => abort_incomplete_multipart_upload,
});

impl LifecycleRule {
    /// A rule for all objects that does nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            status: RuleStatus::Enabled,
            filter: Some(LifecycleFilter::default()),
            prefix: None,
            expiration: None,
            noncurrent_version_expiration: None,
            abort_incomplete_multipart_upload: None,
            transitions: Vec::new(),
            noncurrent_version_transitions: Vec::new(),
        }
    }

    /// Only objects whose keys start so.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.narrow().prefix = Some(prefix.into());
        self
    }

    /// Only objects with this tag; more than one call asks for all of them.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.narrow().tags.push(Tag::new(key, value));
        self
    }

    /// Only objects of more bytes.
    #[must_use]
    pub fn larger_than(mut self, size: u64) -> Self {
        self.narrow().object_size_greater_than = Some(size);
        self
    }

    /// Only objects of fewer bytes.
    #[must_use]
    pub fn smaller_than(mut self, size: u64) -> Self {
        self.narrow().object_size_less_than = Some(size);
        self
    }

    /// Objects expire so many days after they were written, at the next midnight of UTC.
    #[must_use]
    pub fn expire_after_days(mut self, days: u32) -> Self {
        self.expiration.get_or_insert_default().days = Some(days);
        self
    }

    /// Objects expire from this day on; it is a midnight of UTC.
    #[must_use]
    pub fn expire_on(mut self, date: Timestamp) -> Self {
        self.expiration.get_or_insert_default().date = Some(date);
        self
    }

    /// Delete markers with no versions below them are removed.
    #[must_use]
    pub fn remove_expired_delete_markers(mut self) -> Self {
        self.expiration.get_or_insert_default().expired_object_delete_marker = Some(true);
        self
    }

    /// Versions expire so many days after they were overwritten or deleted.
    #[must_use]
    pub const fn expire_noncurrent_after_days(mut self, days: u32) -> Self {
        let newer_noncurrent_versions = match self.noncurrent_version_expiration {
            Some(known) => known.newer_noncurrent_versions,
            None => None,
        };
        self.noncurrent_version_expiration =
            Some(NoncurrentVersionExpiration { noncurrent_days: Some(days), newer_noncurrent_versions });
        self
    }

    /// Of the versions that were overwritten or deleted, the newest ones stay: 1 to 100.
    #[must_use]
    pub fn keep_noncurrent_versions(mut self, count: u32) -> Self {
        self.noncurrent_version_expiration.get_or_insert_default().newer_noncurrent_versions = Some(count);
        self
    }

    /// Uploads in parts are aborted that nobody completed in so many days.
    #[must_use]
    pub const fn abort_uploads_after_days(mut self, days: u32) -> Self {
        self.abort_incomplete_multipart_upload =
            Some(AbortIncompleteMultipartUpload { days_after_initiation: Some(days) });
        self
    }

    /// It is not in force.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.status = RuleStatus::Disabled;
        self
    }

    fn narrow(&mut self) -> &mut LifecycleFilter {
        self.filter.get_or_insert_default()
    }
}

/// When current versions expire: one of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LifecycleExpiration {
    /// On this day: a midnight of UTC.
    pub date: Option<Timestamp>,
    /// So many days after they were written.
    pub days: Option<u32>,
    /// Whether delete markers with no versions below them are removed.
    pub expired_object_delete_marker: Option<bool>,
}

structure!(LifecycleExpiration {
    "Date" => date,
    "Days" => days,
    "ExpiredObjectDeleteMarker" => expired_object_delete_marker,
});

/// When versions expire that were overwritten or deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NoncurrentVersionExpiration {
    /// So many days after.
    pub noncurrent_days: Option<u32>,
    /// How many of the newest ones stay: 1 to 100.
    pub newer_noncurrent_versions: Option<u32>,
}

structure!(NoncurrentVersionExpiration {
    "NoncurrentDays" => noncurrent_days,
    "NewerNoncurrentVersions" => newer_noncurrent_versions,
});

/// When uploads in parts are aborted that nobody completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AbortIncompleteMultipartUpload {
    /// So many days after they were begun.
    pub days_after_initiation: Option<u32>,
}

structure!(AbortIncompleteMultipartUpload { "DaysAfterInitiation" => days_after_initiation });

/// When objects are kept in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Transition {
    /// From this day on: a midnight of UTC.
    pub date: Option<Timestamp>,
    /// So many days after they were written.
    pub days: Option<u32>,
    /// How they are kept then.
    pub storage_class: StorageClass,
}

structure!(Transition { "Date" => date, "Days" => days, "StorageClass" => storage_class });

/// When versions that were overwritten or deleted are kept in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NoncurrentVersionTransition {
    /// So many days after.
    pub noncurrent_days: Option<u32>,
    /// How they are kept then.
    pub storage_class: StorageClass,
    /// How many of the newest ones stay as they are.
    pub newer_noncurrent_versions: Option<u32>,
}

structure!(NoncurrentVersionTransition {
    "NoncurrentDays" => noncurrent_days,
    "StorageClass" => storage_class,
    "NewerNoncurrentVersions" => newer_noncurrent_versions,
});

/// A bucket's lifecycle rules: 1,000 at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LifecycleConfiguration {
    /// The rules.
    pub rules: Vec<LifecycleRule>,
}

structure!(LifecycleConfiguration { "Rule" => rules });
