//! [`MessageRef`], [`ObjectRef`], [`RecordRef`]: what the timeline calls things by.

use serde::Serialize;

/// A message, as the timeline names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MessageRef {
    /// The message's id.
    pub message_id: String,
    /// Its attribute `EventType`, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
}

impl MessageRef {
    pub(crate) fn new(message_id: impl Into<String>, event_type: Option<&str>) -> Self {
        Self { message_id: message_id.into(), event_type: event_type.map(ToOwned::to_owned) }
    }
}

/// What happened to an object, as the timeline names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ObjectRef {
    /// What happened: `ObjectCreated:Put`.
    pub event_name: String,
    /// The object's key.
    pub key: String,
    /// Its version, in a bucket that keeps them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}

/// A record, as the timeline names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecordRef {
    /// The shard's id.
    pub shard_id: String,
    /// The record's place in it.
    pub sequence_number: String,
    /// Its partition key.
    pub partition_key: String,
    /// The field `eventType` of its data up to the version, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
}
