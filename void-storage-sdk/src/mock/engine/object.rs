//! [`Object`]: what is written under a key.

use serde::{Deserialize, Serialize};

use super::KeptHeaders;
use crate::{
    mock::StoredBody,
    types::{Checksums, ETag},
};

/// Tags: names and values, in the order in which they were given.
pub type Tags = Vec<(String, String)>;

/// What is written under a key: the bytes and what is kept with them. Cheap to share, and never changed but for its tags.
#[derive(Clone, Debug)]
pub struct Object {
    /// The bytes.
    pub body: StoredBody,
    /// What its content is told apart by.
    pub e_tag: ETag,
    /// What is kept with the bytes.
    pub headers: KeptHeaders,
    /// The bytes' checksums.
    pub checksums: Checksums,
    /// The tags.
    pub tags: Tags,
    /// The parts that it was made of; none where it was written at once.
    pub parts: Vec<ObjectPart>,
    /// How it is encrypted: `AES256`.
    pub server_side_encryption: String,
}

/// A part that an object was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectPart {
    /// Its number.
    pub number: u32,
    /// Its bytes.
    pub size: u64,
    /// Their checksums.
    pub checksums: Checksums,
}
