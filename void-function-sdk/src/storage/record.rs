//! [`VoidStorageRecord`].

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use void_core::{StorageRef, Timestamp, protocol::shapes::or_default};

/// What keys have as it is, in events: they are written as forms are.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b'/').remove(b' ');

/// One thing that happened to an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VoidStorageRecord {
    /// The version of the event's shape: `2.1`. Within a major version fields are only added.
    #[serde(default, deserialize_with = "or_default")]
    pub event_version: String,
    /// The service that the event is from: `aws:s3`.
    #[serde(default, deserialize_with = "or_default")]
    pub event_source: String,
    /// The bucket's region.
    #[serde(default, deserialize_with = "or_default")]
    pub aws_region: String,
    /// When it happened: `1970-01-01T00:00:00.000Z`.
    #[serde(default, deserialize_with = "or_default")]
    pub event_time: String,
    /// What happened, without `s3:`: `ObjectCreated:Put`, `ObjectRemoved:Delete`.
    pub event_name: String,
    /// Who did it.
    #[serde(default, deserialize_with = "or_default")]
    pub user_identity: StorageEntity,
    /// From where.
    #[serde(default, deserialize_with = "or_default")]
    pub request_parameters: StorageRequest,
    /// The ids of the request: `x-amz-request-id`, `x-amz-id-2`.
    #[serde(default, deserialize_with = "or_default")]
    pub response_elements: BTreeMap<String, String>,
    /// To what it happened.
    pub s3: StoragePlace,
}

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StorageEntity {
    /// The id.
    #[serde(default, deserialize_with = "or_default")]
    pub principal_id: String,
}

/// From where something was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StorageRequest {
    /// The address.
    #[serde(default, rename = "sourceIPAddress", deserialize_with = "or_default")]
    pub source_ip_address: String,
}

/// To what something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StoragePlace {
    /// The version of this shape: `1.0`.
    #[serde(default, rename = "s3SchemaVersion", deserialize_with = "or_default")]
    pub schema_version: String,
    /// The id of the configuration that asked for this event.
    #[serde(default, deserialize_with = "or_default")]
    pub configuration_id: String,
    /// The bucket.
    pub bucket: StorageBucket,
    /// The object.
    pub object: StorageObject,
}

/// A bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StorageBucket {
    /// Its name.
    pub name: String,
    /// Whose it is.
    #[serde(default, deserialize_with = "or_default")]
    pub owner_identity: StorageEntity,
    /// Its ARN.
    #[serde(default, deserialize_with = "or_default")]
    pub arn: String,
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StorageObject {
    /// Its key as the event has it, encoded as in a form: [`VoidStorageRecord::key`] decodes it.
    pub key: String,
    /// Its bytes; not told of what was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Its ETag, without quotes; not told of what was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e_tag: Option<String>,
    /// Its version, in a bucket that keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// Tells which of two events of one key is the later one: hexadecimal, the shorter padded with zeros on the right.
    #[serde(default, deserialize_with = "or_default")]
    pub sequencer: String,
}

impl VoidStorageRecord {
    /// Makes a record of what happened (`ObjectCreated:Put`) to an object; `key` is not encoded. The other fields can be set
    /// one by one.
    pub fn new(event_name: impl Into<String>, bucket: impl Into<String>, key: &str) -> Self {
        let bucket = bucket.into();
        Self {
            event_version: "2.1".to_owned(),
            event_source: "aws:s3".to_owned(),
            aws_region: "us-east-1".to_owned(),
            event_time: Timestamp::UNIX_EPOCH.to_rfc3339(),
            event_name: event_name.into(),
            user_identity: StorageEntity::default(),
            request_parameters: StorageRequest::default(),
            response_elements: BTreeMap::new(),
            s3: StoragePlace {
                schema_version: "1.0".to_owned(),
                configuration_id: String::new(),
                bucket: StorageBucket {
                    arn: format!("arn:aws:s3:::{bucket}"),
                    name: bucket,
                    owner_identity: StorageEntity::default(),
                },
                object: StorageObject {
                    key: utf8_percent_encode(key, ENCODED).to_string().replace(' ', "+"),
                    size: None,
                    e_tag: None,
                    version_id: None,
                    sequencer: String::new(),
                },
            },
        }
    }

    /// The bucket's name.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.s3.bucket.name
    }

    /// The object's key, decoded. What is not UTF-8 in it is replaced; the service's keys always are.
    #[must_use]
    pub fn key(&self) -> String {
        let spaced = self.s3.object.key.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    }

    /// The object as a reference, to be read by or passed on. Of what was removed the size is 0.
    #[must_use]
    pub fn reference(&self) -> StorageRef {
        let object = &self.s3.object;
        let reference = StorageRef::new(self.bucket(), self.key(), object.size.unwrap_or(0));
        match &object.version_id {
            Some(version_id) => reference.with_version_id(version_id),
            None => reference,
        }
    }

    /// When it happened, where that is told.
    #[must_use]
    pub fn happened_at(&self) -> Option<Timestamp> {
        Timestamp::parse_rfc3339(&self.event_time)
    }

    /// Whether an object was put, posted, copied or completed.
    #[must_use]
    pub fn is_created(&self) -> bool {
        self.is_of("ObjectCreated:")
    }

    /// Whether an object was removed, for good or by a delete marker.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.is_of("ObjectRemoved:")
    }

    fn is_of(&self, kind: &str) -> bool {
        self.event_name.strip_prefix("s3:").unwrap_or(&self.event_name).starts_with(kind)
    }
}
