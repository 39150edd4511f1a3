//! Deleting objects and versions.

use void_core::Timestamp;

use super::{
    Engine, Problem, Versioning, WriteConditions,
    events::{Happened, Happening},
    listing_versions::check_id,
};
use crate::types::VersionId;

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Whether a delete marker was made, or was what was deleted.
    pub delete_marker: bool,
    /// The version that was deleted, or the delete marker's.
    pub version_id: Option<VersionId>,
}

impl Engine {
    /// Deletes an object, in whose place a delete marker comes where the bucket has versioning; or a version for good.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `PreconditionFailed`, `NoSuchKey` for `If-Match` where there is no object, `InvalidArgument` for an id
    /// that is none.
    pub fn delete_object(
        &mut self,
        now: Timestamp,
        bucket: &str,
        key: &str,
        version_id: Option<&VersionId>,
        conditions: &WriteConditions,
    ) -> Result<Deleted, Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        conditions.check(key, bucket.objects.get(key))?;
        if let Some(id) = version_id {
            check_id("versionId", id.as_str())?;
            let removed = bucket.objects.remove_version(key, id.as_str());
            bucket.plan(key);
            if let Some(removed) = &removed {
                around.touch(key, removed.number.number());
                let what = Happened::Deleted;
                let happening = Happening { what, key, version_id: Some(id), object: None };
                bucket.tell(now, &happening, &mut around);
            }
            let delete_marker = removed.is_some_and(|version| version.object.is_none());
            return Ok(Deleted { delete_marker, version_id: Some(id.clone()) });
        }
        if bucket.versioning == Versioning::Unversioned {
            if let Some(removed) = bucket.objects.remove(key) {
                around.touch_all(key, &removed);
                let what = Happened::Deleted;
                let happening = Happening { what, key, version_id: None, object: None };
                bucket.tell(now, &happening, &mut around);
            }
            return Ok(Deleted::default());
        }
        let version_id = bucket.push(now, key, None, &mut around);
        let what = Happened::MarkerCreated;
        let happening = Happening { what, key, version_id: version_id.as_ref(), object: None };
        bucket.tell(now, &happening, &mut around);
        Ok(Deleted { delete_marker: true, version_id })
    }
}
