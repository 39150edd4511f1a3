//! What requests and responses are made of.

mod checksum;
mod e_tag;
mod headers;
mod listing;
mod names;

pub(crate) use self::headers::object_headers;
pub use self::{
    checksum::{ChecksumAlgorithm, ChecksumType, Checksums},
    e_tag::ETag,
    headers::{ObjectHeaders, StorageClass},
    listing::{CommonPrefix, EncodingType, ObjectSummary, Owner},
    names::{BucketName, ObjectKey, UploadId, VersionId},
};
