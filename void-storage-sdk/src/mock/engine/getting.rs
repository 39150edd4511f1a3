//! Reading objects.

use std::sync::Arc;

use void_core::Timestamp;

use super::{
    Code, Engine, Object, Problem, Versioning,
    bucket::Bucket,
    listing_versions::check_id,
    versions::{Version, Versions},
};
use crate::types::VersionId;

/// An object that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The object.
    pub object: Arc<Object>,
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
    /// When it was written.
    pub last_modified: Timestamp,
    /// When it expires, and by which rule: `x-amz-expiration`. Of current versions only.
    pub expiration: Option<String>,
}

impl Engine {
    /// Finds an object, or a version of it.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`; `InvalidArgument` for an id that is none; `MethodNotAllowed` for a
    /// version that is a delete marker.
    pub fn find_object(
        &self,
        bucket: &str,
        key: &str,
        version_id: Option<&VersionId>,
    ) -> Result<Found, Problem> {
        self.bucket(bucket)?.find(key, version_id)
    }
}

impl Bucket {
    /// Finds an object, or a version of it.
    pub(super) fn find(&self, key: &str, version_id: Option<&VersionId>) -> Result<Found, Problem> {
        let versions = self.objects.get(key);
        let version = match version_id {
            None => versions.and_then(Versions::current).ok_or_else(|| Problem::no_key(key))?,
            Some(id) => {
                check_id("versionId", id.as_str())?;
                versions
                    .and_then(|versions| versions.find(id.as_str()))
                    .ok_or_else(|| Problem::no_version(key, id.as_str()))?
            }
        };
        match &version.object {
            Some(object) => Ok(Found {
                object: Arc::clone(object),
                version_id: self.shown_id(version),
                last_modified: version.last_modified,
                expiration: versions
                    .and_then(Versions::current)
                    .filter(|current| current.number == version.number)
                    .and_then(|current| self.expiration(key, current)),
            }),
            None => Err(marker(key, version, version_id.is_some())),
        }
    }

    /// The id of a version as responses show it: not in a bucket that never had versioning.
    pub(super) fn shown_id(&self, version: &Version) -> Option<VersionId> {
        (self.versioning != Versioning::Unversioned).then(|| version.id())
    }
}

/// A delete marker is no object: asked for by its id it can't be read, and in place of an object there is none.
fn marker(key: &str, version: &Version, by_id: bool) -> Problem {
    let problem = if by_id {
        Problem::of(Code::MethodNotAllowed)
            .with("Method", "GET")
            .with("ResourceType", "DeleteMarker")
            .with_header("allow", "DELETE")
            .with_header("last-modified", version.last_modified.to_http_date())
    } else {
        Problem::no_key(key)
    };
    problem.with_header("x-amz-delete-marker", "true").with_header("x-amz-version-id", version.id())
}
