//! SendMessageBatch: puts up to ten messages into a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html>

use std::{collections::BTreeMap, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    BatchEntry, Hooks, batch, operation,
    send_message::{Sent, add_trace_header},
};
use crate::{
    body::IntoMessageBody,
    call::Call,
    client::VoidMessagingClient,
    error::Error,
    payloads::PayloadOffload,
    types::{
        BatchResultErrorEntry, MessageAttributeValue, MessageSystemAttributeName, QueueUrl, SequenceNumber,
    },
    wire,
};

const NAME: &str = "SendMessageBatch";

/// Messages to be sent: at most 10 entries, and 1,048,576 bytes together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The messages: 1 to 10.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub entries: Vec<SendMessageBatchRequestEntry>,
}

/// A message of a batch.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchRequestEntry {
    /// What tells it from the others of its batch: 1 to 80 letters, digits, `-` and `_`.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub id: String,
    /// The body: 1 byte to 1,048,576 bytes with the attributes, XML's characters only.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub message_body: String,
    /// How long nobody receives it: 0 to 900 s; the queue's delay where there is none. Not in a FIFO queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<i32>,
    /// The sender's attributes: at most 10.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "wire::or_default")]
    pub message_attributes: BTreeMap<String, MessageAttributeValue>,
    /// Attributes for the service: `AWSTraceHeader` alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "wire::or_default")]
    pub message_system_attributes: BTreeMap<MessageSystemAttributeName, MessageAttributeValue>,
    /// In a FIFO queue, what makes two messages within 5 minutes the same one: 1 to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    /// The group: 1 to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

/// What became of each message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchResponse {
    /// The messages that the service stored.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub successful: Vec<SendMessageBatchResultEntry>,
    /// Those that it did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub failed: Vec<BatchResultErrorEntry>,
}

/// A message that the service stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchResultEntry {
    /// The id of the entry in the request.
    pub id: String,
    /// The message's id.
    pub message_id: String,
    /// The MD5 of the body, in hexadecimal; the client has compared it.
    #[serde(rename = "MD5OfMessageBody")]
    pub md5_of_message_body: String,
    /// The MD5 of the message attributes; the client has compared it.
    #[serde(rename = "MD5OfMessageAttributes", default, skip_serializing_if = "Option::is_none")]
    pub md5_of_message_attributes: Option<String>,
    /// The MD5 of the message system attributes; the client has compared it.
    #[serde(rename = "MD5OfMessageSystemAttributes", default, skip_serializing_if = "Option::is_none")]
    pub md5_of_message_system_attributes: Option<String>,
    /// The message's place in its group, in a FIFO queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<SequenceNumber>,
}

operation!(SendMessageBatchRequest, "SendMessageBatch", SendMessageBatchResponse, with hooks);

impl Hooks for SendMessageBatchRequest {
    type Answer = SendMessageBatchResponse;

    fn fill_in(&mut self) {
        for entry in &mut self.entries {
            add_trace_header(&mut entry.message_system_attributes);
        }
    }

    async fn send_with_payloads(
        self,
        client: &VoidMessagingClient,
        offload: &PayloadOffload,
    ) -> Result<SendMessageBatchResponse, Error> {
        offload.send_batch(client, self).await
    }

    fn verify(&self, response: &SendMessageBatchResponse) -> Result<(), Error> {
        for result in &response.successful {
            if let Some(entry) = self.entries.iter().find(|entry| entry.id == result.id) {
                entry.verify(result)?;
            }
        }
        Ok(())
    }

    batch::retry_by_entry!(SendMessageBatchResponse, except overtaken);
}

impl SendMessageBatchRequest {
    /// In a FIFO queue, the entries that failed while a later one of their group succeeded: sent again, they would come
    /// after it.
    fn overtaken(&self, response: &SendMessageBatchResponse) -> Vec<String> {
        if !self.queue_url.is_fifo() {
            return Vec::new();
        }
        let succeeded = |id: &str| response.successful.iter().any(|result| result.id == id);
        let places = self.entries.iter().enumerate();
        places
            .filter(|(place, entry)| {
                let mut later = self.entries[place + 1..].iter();
                !succeeded(&entry.id)
                    && later
                        .any(|later| later.message_group_id == entry.message_group_id && succeeded(&later.id))
            })
            .map(|(_, entry)| entry.id.clone())
            .collect()
    }
}

impl SendMessageBatchRequestEntry {
    /// Makes an entry. Text is sent as it is, any other value as JSON ([`IntoMessageBody`]).
    ///
    /// # Errors
    ///
    /// `InvalidBody` when the value can't be written as JSON.
    pub fn new(id: impl Into<String>, body: impl IntoMessageBody) -> Result<Self, Error> {
        let message_body = body.into_message_body().map_err(|error| Error::invalid_body(NAME, error))?;
        Ok(Self { id: id.into(), message_body, ..Self::default() })
    }

    /// Lets nobody receive the message for so long: up to 900 s (15 min), whole seconds.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay_seconds = Some(wire::whole_seconds(delay));
        self
    }

    /// Adds a message attribute: at most 10.
    #[must_use]
    pub fn message_attribute(
        mut self,
        name: impl Into<String>,
        value: impl Into<MessageAttributeValue>,
    ) -> Self {
        self.message_attributes.insert(name.into(), value.into());
        self
    }

    /// Sets the group: 1 to 128 characters. Required in a FIFO queue.
    #[must_use]
    pub fn message_group_id(mut self, group_id: impl Into<String>) -> Self {
        self.message_group_id = Some(group_id.into());
        self
    }

    /// Sets the deduplication id of a FIFO queue: 1 to 128 characters.
    #[must_use]
    pub fn message_deduplication_id(mut self, deduplication_id: impl Into<String>) -> Self {
        self.message_deduplication_id = Some(deduplication_id.into());
        self
    }

    /// How many bytes of the batch's limit it takes: the body, and name, type and value of each message attribute.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        let attributes = self.message_attributes.iter();
        self.message_body.len()
            + attributes.map(|(name, value)| name.len() + value.size_bytes()).sum::<usize>()
    }

    /// Compares the MD5s of what the service stored with those of what was sent.
    pub(crate) fn verify(&self, result: &SendMessageBatchResultEntry) -> Result<(), Error> {
        Sent {
            body: &self.message_body,
            attributes: &self.message_attributes,
            system_attributes: &self.message_system_attributes,
        }
        .verify(
            NAME,
            &result.md5_of_message_body,
            result.md5_of_message_attributes.as_deref(),
            result.md5_of_message_system_attributes.as_deref(),
        )
    }
}

impl BatchEntry for SendMessageBatchRequestEntry {
    fn id(&self) -> &str {
        &self.id
    }
}

impl VoidMessagingClient {
    /// Puts up to 10 messages of 1,048,576 bytes together into a queue. For any number of messages see
    /// [`send_messages`](Self::send_messages), which makes the batches.
    ///
    /// An entry that fails and may succeed later is tried again, the others are not; in a FIFO queue only where no
    /// later one of its group has been stored. The call succeeds when entries fail: look at
    /// [`failed`](SendMessageBatchResponse::failed).
    ///
    /// # Errors
    ///
    /// `EmptyBatchRequest`, `TooManyEntriesInBatchRequest`, `BatchRequestTooLong`, `BatchEntryIdsNotDistinct`,
    /// `InvalidBatchEntryId`, `QueueDoesNotExist`, `RequestThrottled`; `ChecksumMismatch`.
    pub fn send_message_batch(
        &self,
        queue_url: impl Into<QueueUrl>,
        entries: impl IntoIterator<Item = SendMessageBatchRequestEntry>,
    ) -> Call<'_, SendMessageBatchRequest> {
        let entries = entries.into_iter().collect();
        Call::new(self, SendMessageBatchRequest { queue_url: queue_url.into(), entries })
    }
}

impl fmt::Debug for SendMessageBatchRequestEntry {
    /// Does not show the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SendMessageBatchRequestEntry")
            .field("id", &self.id)
            .field("body_bytes", &self.message_body.len())
            .field("delay_seconds", &self.delay_seconds)
            .field("message_attributes", &self.message_attributes.keys())
            .field("message_system_attributes", &self.message_system_attributes.keys())
            .field("message_deduplication_id", &self.message_deduplication_id)
            .field("message_group_id", &self.message_group_id)
            .finish()
    }
}
