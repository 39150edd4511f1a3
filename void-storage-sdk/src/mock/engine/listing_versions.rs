//! Listing versions.

use std::{ops::Bound, sync::Arc};

use void_core::Timestamp;

use super::{
    Engine, ListingAsked, Object, Problem, VersionNumber,
    listing::{Page, after_prefix, common_prefix, start},
    versions::{Version, Versions},
};
use crate::types::VersionId;

/// A result of a listing of versions.
#[derive(Clone, Debug)]
pub enum VersionEntry {
    /// A version.
    Version {
        /// The key.
        key: Arc<str>,
        /// Its id.
        version_id: VersionId,
        /// Whether it is the current one.
        is_latest: bool,
        /// When it was written.
        last_modified: Timestamp,
        /// `None`: it is a delete marker.
        object: Option<Arc<Object>>,
    },
    /// What keys have in common up to the delimiter, which it ends with.
    Prefix(String),
}

impl Engine {
    /// Lists the versions of a bucket's objects, delete markers among them: by key, and of one key the newest first. It starts
    /// after the key [`after`](ListingAsked::after), or with those of its versions that are older than `after_version`.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`; `InvalidArgument` for an id that is none, or one without a key.
    pub fn list_versions(
        &self,
        bucket: &str,
        asked: &ListingAsked<'_>,
        after_version: Option<&VersionId>,
    ) -> Result<Page<VersionEntry>, Problem> {
        let bucket = self.bucket(bucket)?;
        let mut page = Page::new(asked.limit);
        if let Some(id) = after_version.map(VersionId::as_str) {
            let key = asked.after.ok_or_else(|| {
                let message = "A version-id marker cannot be specified without a key marker.";
                Problem::argument("version-id-marker", id, message)
            })?;
            check_id("version-id-marker", id)?;
            let is_listed = key.starts_with(asked.prefix) && common_prefix(key, asked).is_none();
            if let Some((key, versions)) = bucket.objects.get_key_value(key).filter(|_| is_listed) {
                for version in versions.older_than(id) {
                    if !page.take(|| entry(key, versions, version)) {
                        return Ok(page);
                    }
                }
            }
        }
        let mut from = start(asked);
        while let Some(at) = from.take() {
            for (key, versions) in bucket.objects.all(at.as_ref().map(String::as_str)) {
                if !key.starts_with(asked.prefix) {
                    return Ok(page);
                }
                if let Some(prefix) = common_prefix(key, asked) {
                    if !page.take(|| VersionEntry::Prefix(prefix.to_owned())) {
                        return Ok(page);
                    }
                    from = after_prefix(prefix).map(Bound::Included);
                    break;
                }
                for version in versions.newest_first() {
                    if !page.take(|| entry(key, versions, version)) {
                        return Ok(page);
                    }
                }
            }
        }
        Ok(page)
    }
}

fn entry(key: &Arc<str>, versions: &Versions, version: &Version) -> VersionEntry {
    VersionEntry::Version {
        key: Arc::clone(key),
        version_id: version.id(),
        is_latest: versions.current().is_some_and(|current| current.number == version.number),
        last_modified: version.last_modified,
        object: version.object.clone(),
    }
}

/// Whether a text can be the id of a version.
pub(super) fn check_id(parameter: &'static str, id: &str) -> Result<(), Problem> {
    if id.is_empty() {
        return Err(Problem::argument(parameter, id, "Version id cannot be the empty string"));
    }
    if id != "null" && VersionNumber::parse(id).is_none() {
        return Err(Problem::argument(parameter, id, "Invalid version id specified"));
    }
    Ok(())
}
