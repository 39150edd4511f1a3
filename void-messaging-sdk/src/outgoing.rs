//! [`OutgoingMessage`]: a message that is not sent yet.

use std::{fmt, time::Duration};

use crate::{
    body::IntoMessageBody,
    error::Error,
    operations::SendMessageBatchRequestEntry,
    types::{MessageAttributeValue, MessageSystemAttributeName},
};

/// A message for [`send_messages`](crate::VoidMessagingClient::send_messages) or a
/// [`BatchSender`](crate::BatchSender).
///
/// Anything that can be a body becomes one by `into()`; its methods set what else a message has.
#[must_use = "a message has to be sent"]
pub struct OutgoingMessage {
    entry: Result<SendMessageBatchRequestEntry, Error>,
}

impl OutgoingMessage {
    /// Makes a message. Text is sent as it is, any other value as JSON ([`IntoMessageBody`]).
    ///
    /// A value that can't be written as JSON is the result of its sending, `InvalidBody`; nothing is sent then.
    pub fn new(body: impl IntoMessageBody) -> Self {
        Self { entry: SendMessageBatchRequestEntry::new("", body) }
    }

    /// Lets nobody receive the message for so long: up to 900 s (15 min), whole seconds. Not in a FIFO queue.
    pub fn delay(self, delay: Duration) -> Self {
        self.map(|entry| entry.delay(delay))
    }

    /// Adds a message attribute: at most 10.
    pub fn message_attribute(self, name: impl Into<String>, value: impl Into<MessageAttributeValue>) -> Self {
        self.map(|entry| entry.message_attribute(name, value))
    }

    /// Sets the group: 1 to 128 characters. Required in a FIFO queue, where a group is received in order.
    pub fn message_group_id(self, group_id: impl Into<String>) -> Self {
        self.map(|entry| entry.message_group_id(group_id))
    }

    /// Sets the deduplication id of a FIFO queue: 1 to 128 characters.
    pub fn message_deduplication_id(self, deduplication_id: impl Into<String>) -> Self {
        self.map(|entry| entry.message_deduplication_id(deduplication_id))
    }

    /// Sets the trace header, in place of that of the invocation that sends it.
    pub fn trace_header(self, trace: impl fmt::Display) -> Self {
        let value = MessageAttributeValue::string(trace.to_string());
        self.map(|mut entry| {
            entry.message_system_attributes.insert(MessageSystemAttributeName::AwsTraceHeader, value);
            entry
        })
    }

    pub(crate) fn into_entry(self) -> Result<SendMessageBatchRequestEntry, Error> {
        self.entry
    }

    fn map(self, change: impl FnOnce(SendMessageBatchRequestEntry) -> SendMessageBatchRequestEntry) -> Self {
        Self { entry: self.entry.map(change) }
    }
}

impl<B: IntoMessageBody> From<B> for OutgoingMessage {
    fn from(body: B) -> Self {
        Self::new(body)
    }
}

impl fmt::Debug for OutgoingMessage {
    /// Does not show the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("OutgoingMessage").field(&self.entry).finish()
    }
}
