//! What listings are made of.

use void_core::{Timestamp, protocol::shapes::string_enum};

use super::{ChecksumAlgorithm, ChecksumType, ETag, StorageClass};
use crate::wire::{as_text, structure};

string_enum! {
    /// How keys are encoded in a listing.
    pub enum EncodingType {
        /// Percent-encoded, so that any key fits into XML.
        Url = "url",
    }
}

as_text!(EncodingType);

/// Who owns a bucket or an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Owner {
    /// The canonical user id.
    pub id: Option<String>,
    /// The name, which some regions give.
    pub display_name: Option<String>,
}

structure!(Owner { "ID" => id, "DisplayName" => display_name });

/// An object in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectSummary {
    /// The key.
    pub key: String,
    /// When it was written.
    pub last_modified: Timestamp,
    /// What its content is told apart by; empty where a store does not list it, as not all do.
    pub e_tag: ETag,
    /// How its checksum was computed.
    pub checksum_algorithm: Vec<ChecksumAlgorithm>,
    /// What its checksum is of.
    pub checksum_type: Option<ChecksumType>,
    /// Its bytes.
    pub size: u64,
    /// How it is kept.
    pub storage_class: Option<StorageClass>,
    /// Who owns it, where that was asked for.
    pub owner: Option<Owner>,
}

structure!(ObjectSummary {
    "Key" => key,
    "LastModified" => last_modified,
    "ETag" => e_tag or unknown,
    "ChecksumAlgorithm" => checksum_algorithm,
    "ChecksumType" => checksum_type,
    "Size" => size,
    "StorageClass" => storage_class,
    "Owner" => owner,
});

fn unknown() -> ETag {
    ETag::from("")
}

/// What keys have in common up to a delimiter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommonPrefix {
    /// The prefix, the delimiter included.
    pub prefix: String,
}

structure!(CommonPrefix { "Prefix" => prefix });
