//! What requests and responses are made of.

mod checksum;
mod copy_source;
mod e_tag;
mod headers;
mod integrity;
mod listing;
mod names;
mod notification;
mod version;

pub use self::{
    checksum::{ChecksumAlgorithm, ChecksumType, Checksums},
    copy_source::CopySource,
    e_tag::ETag,
    headers::{ObjectHeaders, StorageClass},
    integrity::{Integrity, PayloadSigning, UploadChecksum},
    listing::{CommonPrefix, EncodingType, ObjectSummary, Owner},
    names::{BucketName, ObjectKey, UploadId, VersionId},
    notification::{
        EventBridge, NotificationConfiguration, NotificationDestination, NotificationEvent, NotificationRule,
    },
    version::{DeleteMarker, ListedVersion, ObjectVersion},
};
pub(crate) use self::{
    headers::object_headers,
    integrity::{SDK_ALGORITHM, integrity},
};
