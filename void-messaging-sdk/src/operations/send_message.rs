//! SendMessage: puts a message into a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>

use std::{collections::BTreeMap, fmt, time::Duration};

use serde::{Deserialize, Serialize};
use void_core::TraceContext;

use super::{Hooks, operation};
use crate::{
    body::IntoMessageBody,
    call::Call,
    checksum,
    client::VoidMessagingClient,
    error::Error,
    payloads::PayloadOffload,
    types::{MessageAttributeValue, MessageSystemAttributeName, QueueUrl, SequenceNumber},
    wire,
};

const NAME: &str = "SendMessage";

/// A message to be sent.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
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
    /// The group: 1 to 128 characters. Required in a FIFO queue, where it is received in order; in a standard queue
    /// it keeps a busy group from starving the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

/// What the service stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageResponse {
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

operation!(SendMessageRequest, "SendMessage", SendMessageResponse, with hooks);

impl Hooks for SendMessageRequest {
    type Answer = SendMessageResponse;

    fn fill_in(&mut self) {
        add_trace_header(&mut self.message_system_attributes);
    }

    async fn send_with_payloads(
        self,
        client: &VoidMessagingClient,
        offload: &PayloadOffload,
    ) -> Result<SendMessageResponse, Error> {
        offload.send(client, self).await
    }

    fn verify(&self, response: &SendMessageResponse) -> Result<(), Error> {
        Sent {
            body: &self.message_body,
            attributes: &self.message_attributes,
            system_attributes: &self.message_system_attributes,
        }
        .verify(
            NAME,
            &response.md5_of_message_body,
            response.md5_of_message_attributes.as_deref(),
            response.md5_of_message_system_attributes.as_deref(),
        )
    }
}

/// Sets the trace header of the invocation that this task works for, unless the caller set one.
pub(crate) fn add_trace_header(attributes: &mut BTreeMap<MessageSystemAttributeName, MessageAttributeValue>) {
    if attributes.contains_key(&MessageSystemAttributeName::AwsTraceHeader) {
        return;
    }
    if let Some(trace) = TraceContext::current() {
        let value = MessageAttributeValue::string(trace.to_string());
        attributes.insert(MessageSystemAttributeName::AwsTraceHeader, value);
    }
}

/// The parts of a message whose MD5s the service gives back.
pub(crate) struct Sent<'a> {
    pub(crate) body: &'a str,
    pub(crate) attributes: &'a BTreeMap<String, MessageAttributeValue>,
    pub(crate) system_attributes: &'a BTreeMap<MessageSystemAttributeName, MessageAttributeValue>,
}

impl Sent<'_> {
    /// Compares the MD5s. One of attributes that the service does not send is not compared.
    pub(crate) fn verify(
        &self,
        operation: &'static str,
        body: &str,
        attributes: Option<&str>,
        system_attributes: Option<&str>,
    ) -> Result<(), Error> {
        let expected = checksum::of_body(self.body);
        if expected != body {
            return Err(Error::checksum(operation, "body", expected, body));
        }
        let names = self.system_attributes.iter().map(|(name, value)| (name.as_str(), value));
        let checks = [
            ("message attributes", attributes, checksum::of_attributes(self.attributes)),
            ("message system attributes", system_attributes, checksum::of_attributes(names)),
        ];
        for (what, received, expected) in checks {
            match (received, expected) {
                (Some(received), Some(expected)) if received != expected => {
                    return Err(Error::checksum(operation, what, expected, received));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl VoidMessagingClient {
    /// Puts a message into a queue. Text is sent as it is, any other value as JSON ([`IntoMessageBody`]).
    ///
    /// Inside an invocation its trace header goes along, unless the call sets another.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `InvalidMessageContents`, `InvalidParameterValue`, `UnsupportedOperation`,
    /// `RequestThrottled`, the `Kms…` kinds; `InvalidBody` when the value can't be written as JSON;
    /// `ChecksumMismatch`.
    pub fn send_message(
        &self,
        queue_url: impl Into<QueueUrl>,
        body: impl IntoMessageBody,
    ) -> Call<'_, SendMessageRequest> {
        let request = SendMessageRequest { queue_url: queue_url.into(), ..SendMessageRequest::default() };
        let body = body.into_message_body().map_err(|error| Error::invalid_body(NAME, error));
        Call::new(self, request).try_set(body, |request, body| request.message_body = body)
    }
}

impl Call<'_, SendMessageRequest> {
    /// Lets nobody receive the message for so long: up to 900 s (15 min), whole seconds. Default: the queue's
    /// delay. Not in a FIFO queue.
    pub fn delay(self, delay: Duration) -> Self {
        self.set(|request| request.delay_seconds = Some(wire::whole_seconds(delay)))
    }

    /// Adds a message attribute: at most 10, their names up to 256 characters of `A–Z a–z 0–9 _ - .`
    pub fn message_attribute(self, name: impl Into<String>, value: impl Into<MessageAttributeValue>) -> Self {
        self.set(|request| drop(request.message_attributes.insert(name.into(), value.into())))
    }

    /// Sets the group: 1 to 128 characters. Required in a FIFO queue, where a group is received in order.
    pub fn message_group_id(self, group_id: impl Into<String>) -> Self {
        self.set(|request| request.message_group_id = Some(group_id.into()))
    }

    /// Sets the deduplication id of a FIFO queue: another message with it within 5 minutes is taken and not
    /// delivered.
    ///
    /// Required unless the queue has content-based deduplication. All attempts of the call carry the same.
    pub fn message_deduplication_id(self, deduplication_id: impl Into<String>) -> Self {
        self.set(|request| request.message_deduplication_id = Some(deduplication_id.into()))
    }

    /// Makes a deduplication id of its own for this call: its attempts are one message, another call's is another.
    ///
    /// For a FIFO queue where each call means a new message, whatever its body.
    pub fn unique_deduplication_id(self) -> Self {
        let id = self.client().config().random().uuid();
        self.message_deduplication_id(id)
    }

    /// Sets the trace header, in place of that of the invocation.
    pub fn trace_header(self, trace: impl fmt::Display) -> Self {
        let value = MessageAttributeValue::string(trace.to_string());
        self.set(|request| {
            let name = MessageSystemAttributeName::AwsTraceHeader;
            drop(request.message_system_attributes.insert(name, value));
        })
    }
}

impl fmt::Debug for SendMessageRequest {
    /// Does not show the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SendMessageRequest")
            .field("queue_url", &self.queue_url)
            .field("body_bytes", &self.message_body.len())
            .field("delay_seconds", &self.delay_seconds)
            .field("message_attributes", &self.message_attributes.keys())
            .field("message_system_attributes", &self.message_system_attributes.keys())
            .field("message_deduplication_id", &self.message_deduplication_id)
            .field("message_group_id", &self.message_group_id)
            .finish()
    }
}
