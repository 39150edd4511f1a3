//! Writing objects.

use std::sync::Arc;

use void_core::Timestamp;

use super::{
    Around, Engine, Object, Problem, Versioning, WriteConditions,
    bucket::Bucket,
    events::{Happened, Happening},
    versions::{Version, Versions},
};
use crate::types::VersionId;

/// How an object is written, which its notification says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteKind {
    /// PutObject.
    Put,
    /// A browser's form.
    Post,
    /// CopyObject.
    Copy,
    /// CompleteMultipartUpload.
    CompleteMultipartUpload,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
    /// When.
    pub last_modified: Timestamp,
    /// What.
    pub object: Arc<Object>,
    /// When it expires, and by which rule: `x-amz-expiration`.
    pub expiration: Option<String>,
}

impl Engine {
    /// Writes an object.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `PreconditionFailed`, `NoSuchKey` for `If-Match` where there is no object.
    pub fn put_object(
        &mut self,
        now: Timestamp,
        bucket: &str,
        key: &str,
        object: Object,
        conditions: &WriteConditions,
        kind: WriteKind,
    ) -> Result<Written, Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        conditions.check(key, bucket.objects.get(key))?;
        Ok(bucket.write(now, key, Arc::new(object), kind, &mut around))
    }
}

impl Bucket {
    /// Puts an object on top of what is under the key.
    pub(super) fn write(
        &mut self,
        now: Timestamp,
        key: &str,
        object: Arc<Object>,
        kind: WriteKind,
        around: &mut Around<'_>,
    ) -> Written {
        let version = self.push(now, key, Some(Arc::clone(&object)), around);
        let what = Happened::Created(kind);
        let happening = Happening { what, key, version_id: version.as_ref(), object: Some(&object) };
        self.tell(now, &happening, around);
        let current = self.objects.get(key).and_then(Versions::current);
        let expiration = current.and_then(|version| self.expiration(key, version));
        Written { version_id: version, last_modified: now, object, expiration }
    }

    /// Puts an object or a delete marker on top of what is under the key; gives the version where the bucket has versioning.
    pub(super) fn push(
        &mut self,
        now: Timestamp,
        key: &str,
        object: Option<Arc<Object>>,
        around: &mut Around<'_>,
    ) -> Option<VersionId> {
        let is_null = self.versioning != Versioning::Enabled;
        let version = Version { number: around.number(), is_null, last_modified: now, object };
        let id = (self.versioning != Versioning::Unversioned).then(|| version.id());
        around.touch(key, version.number.number());
        if let Some(replaced) = self.objects.push(key, version) {
            around.touch(key, replaced.number.number());
        }
        self.plan(key);
        id
    }
}
