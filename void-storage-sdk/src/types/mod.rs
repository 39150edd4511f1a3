//! What requests and responses are made of.

mod checksum;
mod copy_source;
mod cors;
mod e_tag;
mod headers;
mod integrity;
mod lifecycle;
mod listing;
mod names;
mod notification;
mod tag;
mod version;
mod versioning;

pub use self::{
    checksum::{ChecksumAlgorithm, ChecksumType, Checksums},
    copy_source::CopySource,
    cors::{CorsConfiguration, CorsRule},
    e_tag::ETag,
    headers::{ObjectHeaders, StorageClass},
    integrity::{Integrity, PayloadSigning, UploadChecksum},
    lifecycle::{
        AbortIncompleteMultipartUpload, LifecycleConfiguration, LifecycleExpiration, LifecycleFilter,
        LifecycleRule, NoncurrentVersionExpiration, NoncurrentVersionTransition, RuleStatus, Transition,
    },
    listing::{CommonPrefix, EncodingType, ObjectSummary, Owner},
    names::{BucketName, ObjectKey, UploadId, VersionId},
    notification::{
        EventBridge, NotificationConfiguration, NotificationDestination, NotificationEvent, NotificationRule,
    },
    tag::{Tag, Tagging},
    version::{DeleteMarker, ListedVersion, ObjectVersion},
    versioning::{VersioningConfiguration, VersioningStatus},
};
pub(crate) use self::{
    headers::object_headers,
    integrity::{SDK_ALGORITHM, integrity},
    notification::Answered,
};
