//! [`ListedVersion`]: a version of an object, or a delete marker, in a listing.

use void_core::Timestamp;

use super::{ChecksumAlgorithm, ChecksumType, ETag, Owner, StorageClass, VersionId};
use crate::wire::{
    Invalid, structure,
    xml::{Content, Group, Member, Node, Writer},
};

/// A version of an object in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectVersion {
    /// The key.
    pub key: String,
    /// The version; `null` for what was written while versioning was not enabled.
    pub version_id: VersionId,
    /// Whether it is the current one.
    pub is_latest: bool,
    /// When it was written.
    pub last_modified: Timestamp,
    /// What its content is told apart by.
    pub e_tag: ETag,
    /// How its checksum was computed.
    pub checksum_algorithm: Vec<ChecksumAlgorithm>,
    /// What its checksum is of.
    pub checksum_type: Option<ChecksumType>,
    /// Its bytes.
    pub size: u64,
    /// How it is kept.
    pub storage_class: Option<StorageClass>,
    /// Who owns it.
    pub owner: Option<Owner>,
}

structure!(ObjectVersion {
    "Key" => key,
    "VersionId" => version_id,
    "IsLatest" => is_latest,
    "LastModified" => last_modified,
    "ETag" => e_tag,
    "ChecksumAlgorithm" => checksum_algorithm,
    "ChecksumType" => checksum_type,
    "Size" => size,
    "StorageClass" => storage_class,
    "Owner" => owner,
});

/// A delete marker in a listing: it stands where an object was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteMarker {
    /// The key.
    pub key: String,
    /// Its version.
    pub version_id: VersionId,
    /// Whether it is the current version: the object is deleted.
    pub is_latest: bool,
    /// When it was made.
    pub last_modified: Timestamp,
    /// Who made it.
    pub owner: Option<Owner>,
}

structure!(DeleteMarker {
    "Key" => key,
    "VersionId" => version_id,
    "IsLatest" => is_latest,
    "LastModified" => last_modified,
    "Owner" => owner,
});

/// A version of an object, or a delete marker, in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedVersion {
    /// A version of an object.
    Object(ObjectVersion),
    /// A delete marker.
    DeleteMarker(DeleteMarker),
}

impl ListedVersion {
    /// The key.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Object(version) => &version.key,
            Self::DeleteMarker(marker) => &marker.key,
        }
    }

    /// The version.
    #[must_use]
    pub const fn version_id(&self) -> &VersionId {
        match self {
            Self::Object(version) => &version.version_id,
            Self::DeleteMarker(marker) => &marker.version_id,
        }
    }

    /// Whether it is the current one.
    #[must_use]
    pub const fn is_latest(&self) -> bool {
        match self {
            Self::Object(version) => version.is_latest,
            Self::DeleteMarker(marker) => marker.is_latest,
        }
    }

    /// When it was written.
    #[must_use]
    pub const fn last_modified(&self) -> Timestamp {
        match self {
            Self::Object(version) => version.last_modified,
            Self::DeleteMarker(marker) => marker.last_modified,
        }
    }

    /// The object, where it is no delete marker.
    #[must_use]
    pub const fn object(&self) -> Option<&ObjectVersion> {
        match self {
            Self::Object(version) => Some(version),
            Self::DeleteMarker(_) => None,
        }
    }

    /// Whether it is a delete marker.
    #[must_use]
    pub const fn is_delete_marker(&self) -> bool {
        matches!(self, Self::DeleteMarker(_))
    }

    pub(crate) const fn key_mut(&mut self) -> &mut String {
        match self {
            Self::Object(version) => &mut version.key,
            Self::DeleteMarker(marker) => &mut marker.key,
        }
    }
}

/// Both kinds of elements stand among each other, in the order of the listing.
impl Group for Vec<ListedVersion> {
    fn write(&self, writer: &mut Writer) {
        for version in self {
            match version {
                ListedVersion::Object(version) => Member::write(version, "Version", writer),
                ListedVersion::DeleteMarker(marker) => Member::write(marker, "DeleteMarker", writer),
            }
        }
    }

    fn accept(&mut self, node: Node<'_, '_>) -> Result<(), Invalid> {
        match node.name() {
            "Version" => self.push(ListedVersion::Object(Content::read(node)?)),
            "DeleteMarker" => self.push(ListedVersion::DeleteMarker(Content::read(node)?)),
            _ => node.skip()?,
        }
        Ok(())
    }
}
