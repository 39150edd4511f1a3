//! [`VoidQueueRecord`].

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use void_core::{Timestamp, TraceContext};

use super::VoidMessageAttribute;
use crate::json_path::{self, JsonError};

/// One message of a [`VoidQueueEvent`](super::VoidQueueEvent). `Debug` shows neither its body nor its receipt handle.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VoidQueueRecord {
    /// The message's id, the same at each delivery.
    pub message_id: String,
    /// The handle of this delivery.
    pub receipt_handle: String,
    /// The body.
    pub body: String,
    /// The system attributes by name: `ApproximateReceiveCount`, `SentTimestamp`, `MessageGroupId`, ….
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// The message attributes by name.
    #[serde(default)]
    pub message_attributes: BTreeMap<String, VoidMessageAttribute>,
    /// The MD5 digest of the body, in hexadecimal.
    #[serde(default)]
    pub md5_of_body: String,
    /// The MD5 digest of the message attributes, in hexadecimal, where the host tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub md5_of_message_attributes: Option<String>,
    /// The service that the event is from: `aws:sqs`.
    #[serde(default)]
    pub event_source: String,
    /// The queue's ARN.
    #[serde(default, rename = "eventSourceARN")]
    pub event_source_arn: String,
    /// The queue's region.
    #[serde(default)]
    pub aws_region: String,
}

impl VoidQueueRecord {
    /// Makes a record without attributes; the other fields can be set one by one.
    pub fn new(
        message_id: impl Into<String>,
        receipt_handle: impl Into<String>,
        body: impl Into<String>,
    ) -> Self {
        Self {
            message_id: message_id.into(),
            receipt_handle: receipt_handle.into(),
            body: body.into(),
            attributes: BTreeMap::new(),
            message_attributes: BTreeMap::new(),
            md5_of_body: String::new(),
            md5_of_message_attributes: None,
            event_source: "aws:sqs".to_owned(),
            event_source_arn: String::new(),
            aws_region: String::new(),
        }
    }

    /// The body read as JSON.
    ///
    /// # Errors
    ///
    /// [`JsonError`], which names the field, where it is not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        json_path::from_slice(self.body.as_bytes())
    }

    /// The text of the message attribute `name`, where it is no binary one.
    #[must_use]
    pub fn message_attribute(&self, name: &str) -> Option<&str> {
        self.message_attributes.get(name)?.as_str()
    }

    /// The system attribute `name`.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// How often the message was delivered, this time included; 1 where the host does not tell.
    #[must_use]
    pub fn receive_count(&self) -> u32 {
        self.attribute("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
    }

    /// When the message was sent.
    #[must_use]
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.attribute("SentTimestamp")?.parse().ok().map(Timestamp::from_millis)
    }

    /// When the message was first delivered.
    #[must_use]
    pub fn first_received_at(&self) -> Option<Timestamp> {
        self.attribute("ApproximateFirstReceiveTimestamp")?.parse().ok().map(Timestamp::from_millis)
    }

    /// The message's group: what is kept in order in a FIFO queue, a tenant in a standard one.
    #[must_use]
    pub fn message_group_id(&self) -> Option<&str> {
        self.attribute("MessageGroupId")
    }

    /// The message's place in its FIFO queue.
    #[must_use]
    pub fn sequence_number(&self) -> Option<&str> {
        self.attribute("SequenceNumber")
    }

    /// The id under which a FIFO queue takes the message once only.
    #[must_use]
    pub fn deduplication_id(&self) -> Option<&str> {
        self.attribute("MessageDeduplicationId")
    }

    /// The trace that the message was sent in.
    #[must_use]
    pub fn trace(&self) -> Option<TraceContext> {
        self.attribute("AWSTraceHeader").and_then(TraceContext::parse)
    }

    /// The queue's name: the last part of its ARN.
    #[must_use]
    pub fn queue_name(&self) -> &str {
        self.event_source_arn.rsplit(':').next().unwrap_or_default()
    }

    /// Whether the queue keeps its groups in order.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.event_source_arn.ends_with(".fifo")
    }
}

impl fmt::Debug for VoidQueueRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VoidQueueRecord")
            .field("message_id", &self.message_id)
            .field("body_bytes", &self.body.len())
            .field("attributes", &self.attributes)
            .field("message_attributes", &self.message_attributes.keys().collect::<Vec<_>>())
            .field("event_source_arn", &self.event_source_arn)
            .finish_non_exhaustive()
    }
}
