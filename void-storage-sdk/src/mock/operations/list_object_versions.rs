//! ListObjectVersions on the engine.

use std::sync::Arc;

use void_core::Timestamp;

use super::{
    Serve,
    listed::{Encode, algorithms, page_size, storage_class, to_second},
};
use crate::{
    mock::{
        engine::{ListingAsked, Object, Problem, VersionEntry},
        protocol::Exchange,
    },
    operations::{ListObjectVersionsRequest, ListObjectVersionsResponse},
    types::{CommonPrefix, DeleteMarker, ListedVersion, ObjectVersion, Owner, VersionId},
};

impl Serve for ListObjectVersionsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<ListObjectVersionsResponse, Problem> {
        let (max_keys, encode) = (page_size(self.max_keys)?, Encode::new(self.encoding_type.as_ref())?);
        let key_marker = self.key_marker.unwrap_or_default();
        let asked = ListingAsked {
            prefix: self.prefix.as_deref().unwrap_or_default(),
            delimiter: self.delimiter.as_deref().unwrap_or_default(),
            after: Some(key_marker.as_str()).filter(|marker| !marker.is_empty()),
            limit: max_keys as usize,
        };
        let after_version =
            self.version_id_marker.as_ref().filter(|id| !(id.is_empty() && key_marker.is_empty()));
        let (page, owner) = exchange.backend.run(|state| {
            let page = state.engine.list_versions(self.bucket.as_str(), &asked, after_version)?;
            Ok::<_, Problem>((page, state.engine.settings().owner()))
        })?;
        let (next_key_marker, next_version_id_marker) = match page.entries.last() {
            Some(VersionEntry::Version { key, version_id, .. }) if page.is_truncated => {
                (Some(encode.key(key)), Some(version_id.clone()))
            }
            Some(VersionEntry::Prefix(prefix)) if page.is_truncated => (Some(encode.key(prefix)), None),
            _ => (None, None),
        };
        let (mut versions, mut common_prefixes) = (Vec::new(), Vec::new());
        for entry in page.entries {
            match entry {
                VersionEntry::Prefix(prefix) => {
                    common_prefixes.push(CommonPrefix { prefix: encode.key(&prefix) });
                }
                VersionEntry::Version { key, version_id, is_latest, last_modified, object } => {
                    let shown = Shown { key: encode.key(&key), version_id, is_latest, last_modified };
                    versions.push(shown.of(object.as_ref(), &owner));
                }
            }
        }
        Ok(ListObjectVersionsResponse {
            name: self.bucket.into(),
            prefix: Some(encode.key(asked.prefix)),
            delimiter: Some(encode.key(asked.delimiter)).filter(|delimiter| !delimiter.is_empty()),
            key_marker: Some(encode.key(&key_marker)),
            version_id_marker: Some(self.version_id_marker.unwrap_or_default()),
            next_key_marker,
            next_version_id_marker,
            max_keys: Some(max_keys),
            encoding_type: self.encoding_type,
            is_truncated: page.is_truncated,
            common_prefixes,
            versions,
        })
    }
}

/// What versions and delete markers have in common.
struct Shown {
    key: String,
    version_id: VersionId,
    is_latest: bool,
    last_modified: Timestamp,
}

impl Shown {
    fn of(self, object: Option<&Arc<Object>>, owner: &Owner) -> ListedVersion {
        let Self { key, version_id, is_latest, last_modified } = self;
        let (last_modified, owner) = (to_second(last_modified), Some(owner.clone()));
        match object {
            None => {
                ListedVersion::DeleteMarker(DeleteMarker { key, version_id, is_latest, last_modified, owner })
            }
            Some(object) => ListedVersion::Object(ObjectVersion {
                key,
                version_id,
                is_latest,
                last_modified,
                e_tag: object.e_tag.clone(),
                checksum_algorithm: algorithms(object),
                checksum_type: object.checksums.checksum_type.clone(),
                size: object.body.size(),
                storage_class: storage_class(object),
                owner,
            }),
        }
    }
}
