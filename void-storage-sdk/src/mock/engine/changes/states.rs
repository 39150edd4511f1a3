//! Changes of what is in an engine.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    super::{Object, StoredPart, Upload, bucket::Bucket, versions::Version},
    BucketState, Change, ObjectState, PartState, UploadState, VersionState,
};
use crate::mock::BodyStore;

impl Bucket {
    pub(super) fn state(&self, name: &str) -> BucketState {
        let (lifecycle, lifecycle_since) = self.lifecycle.rules_and_since();
        BucketState {
            name: name.to_owned(),
            created: self.created,
            versioning: self.versioning,
            notifications: self.notifications.clone(),
            lifecycle: lifecycle.to_vec(),
            lifecycle_since,
            tags: self.tags.clone(),
            policy: self.policy.clone(),
            cors: self.cors.clone(),
        }
    }
}

impl Version {
    pub(super) fn change(&self, bucket: &str, key: &str) -> Change {
        let version = VersionState {
            number: self.number,
            is_null: self.is_null,
            last_modified: self.last_modified,
            object: self.object.as_deref().map(ObjectState::from),
        };
        Change::Version { bucket: bucket.to_owned(), key: key.to_owned(), version: Box::new(version) }
    }
}

impl VersionState {
    pub(super) fn restore(self, bodies: &dyn BodyStore) -> Version {
        Version {
            number: self.number,
            is_null: self.is_null,
            last_modified: self.last_modified,
            object: self.object.map(|object| Arc::new(object.restore(bodies))),
        }
    }
}

impl From<&Object> for ObjectState {
    fn from(object: &Object) -> Self {
        Self {
            body: (&object.body).into(),
            e_tag: object.e_tag.clone(),
            headers: object.headers.clone(),
            checksums: object.checksums.clone(),
            tags: object.tags.clone(),
            parts: object.parts.clone(),
            server_side_encryption: object.server_side_encryption.clone(),
        }
    }
}

impl ObjectState {
    fn restore(self, bodies: &dyn BodyStore) -> Object {
        Object {
            body: self.body.restore(bodies),
            e_tag: self.e_tag,
            headers: self.headers,
            checksums: self.checksums,
            tags: self.tags,
            parts: self.parts,
            server_side_encryption: self.server_side_encryption,
        }
    }
}

impl Upload {
    pub(super) fn change(&self, bucket: &str, key: &str) -> Change {
        let object = (*self.object).clone();
        let upload = UploadState { number: self.number, initiated: self.initiated, object };
        Change::Upload { bucket: bucket.to_owned(), key: key.to_owned(), upload: Box::new(upload) }
    }

    pub(super) fn part_change(&self, bucket: &str, key: &str, number: u32) -> Option<Change> {
        let part = self.parts.get(&number)?;
        let part = PartState {
            body: (&part.body).into(),
            md5: part.md5,
            checksums: part.checksums.clone(),
            e_tag: part.e_tag.clone(),
            last_modified: part.last_modified,
        };
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        Some(Change::Part { bucket, key, upload: self.number.number(), number, part: Box::new(part) })
    }
}

impl UploadState {
    pub(super) fn restore(self, parts: BTreeMap<u32, PartState>, bodies: &dyn BodyStore) -> Upload {
        let parts = parts.into_iter().map(|(number, part)| (number, part.restore(bodies)));
        Upload {
            number: self.number,
            initiated: self.initiated,
            object: Arc::new(self.object),
            parts: parts.collect(),
        }
    }
}

impl PartState {
    fn restore(self, bodies: &dyn BodyStore) -> StoredPart {
        StoredPart {
            body: self.body.restore(bodies),
            md5: self.md5,
            e_tag: self.e_tag,
            checksums: self.checksums,
            last_modified: self.last_modified,
        }
    }
}
