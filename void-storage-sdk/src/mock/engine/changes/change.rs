//! [`Change`]: what an operation changed.

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::super::{Completed, KeptHeaders, NewUpload, ObjectPart, Tags, VersionNumber, Versioning};
use crate::{
    mock::body::KeptBody,
    types::{Checksums, CorsRule, ETag, LifecycleRule, NotificationConfiguration},
};

/// What an operation changed. New kinds come last: a log names them by their place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Change {
    /// There is nothing any more.
    Reset,
    /// Numbers up to this one were given to writes.
    Numbered(u64),
    /// What is set for a bucket is so from now on; what is in it stays.
    Bucket(Box<BucketState>),
    /// A bucket is gone, with all that is in it.
    BucketGone(String),
    /// A version, or a delete marker, is so from now on.
    Version {
        /// The bucket's name.
        bucket: String,
        /// The key.
        key: String,
        /// The version.
        version: Box<VersionState>,
    },
    /// A version is gone.
    VersionGone {
        /// The bucket's name.
        bucket: String,
        /// The key.
        key: String,
        /// The version's number.
        number: u64,
    },
    /// An upload was started.
    Upload {
        /// The bucket's name.
        bucket: String,
        /// The key.
        key: String,
        /// The upload, without its parts.
        upload: Box<UploadState>,
    },
    /// A part of an upload is so from now on.
    Part {
        /// The bucket's name.
        bucket: String,
        /// The key.
        key: String,
        /// The upload's number.
        upload: u64,
        /// The part's number.
        number: u32,
        /// The part.
        part: Box<PartState>,
    },
    /// An upload is over, with all of its parts.
    UploadGone {
        /// The bucket's name.
        bucket: String,
        /// The key.
        key: String,
        /// The upload's number.
        number: u64,
    },
    /// An upload was completed: to be said again when it is asked again.
    Completed {
        /// The bucket's name.
        bucket: String,
        /// What was said.
        completed: Box<Completed>,
    },
}

/// What is set for a bucket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BucketState {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Whether what is overwritten or deleted is kept.
    pub versioning: Versioning,
    /// What it tells, and whom.
    pub notifications: NotificationConfiguration,
    /// Its lifecycle rules.
    pub lifecycle: Vec<LifecycleRule>,
    /// When they came.
    pub lifecycle_since: Timestamp,
    /// Its tags.
    pub tags: Tags,
    /// Its policy.
    pub policy: Option<String>,
    /// Which pages of other origins may use it.
    pub cors: Vec<CorsRule>,
}

/// A version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VersionState {
    /// Its number.
    pub number: VersionNumber,
    /// Whether its id is `null`.
    pub is_null: bool,
    /// When it was written.
    pub last_modified: Timestamp,
    /// `None`: it is a delete marker.
    pub object: Option<ObjectState>,
}

/// An object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectState {
    /// Its bytes.
    pub body: KeptBody,
    /// What its content is told apart by.
    pub e_tag: ETag,
    /// What is kept with the bytes.
    pub headers: KeptHeaders,
    /// Their checksums.
    pub checksums: Checksums,
    /// Its tags.
    pub tags: Tags,
    /// The parts that it was made of.
    pub parts: Vec<ObjectPart>,
    /// How it is encrypted.
    pub server_side_encryption: String,
}

/// An upload, without its parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UploadState {
    /// Its number.
    pub number: VersionNumber,
    /// When it was started.
    pub initiated: Timestamp,
    /// What the object will have.
    pub object: NewUpload,
}

/// A part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartState {
    /// Its bytes.
    pub body: KeptBody,
    /// Their MD5 digest.
    pub md5: [u8; 16],
    /// Their checksums.
    pub checksums: Checksums,
    /// It as an ETag.
    pub e_tag: ETag,
    /// When it was uploaded.
    pub last_modified: Timestamp,
}
