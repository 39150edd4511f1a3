//! ReceiveMessage: takes up to ten messages, which are then invisible to others for a while.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Hooks, Operation};
use crate::{
    call::Call,
    checksum,
    client::VoidMessagingClient,
    error::Error,
    payloads::PayloadOffload,
    types::{Message, MessageSystemAttributeName, QueueUrl},
    wire,
};

/// Asks for messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReceiveMessageRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The older name of `message_system_attribute_names`, which older clients send.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub attribute_names: Vec<MessageSystemAttributeName>,
    /// Which of the attributes that the service keeps come along.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub message_system_attribute_names: Vec<MessageSystemAttributeName>,
    /// Which of the sender's attributes come along: names, prefixes (`event.*`), `All` or `.*`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub message_attribute_names: Vec<String>,
    /// The most messages: 1 to 10, default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages: Option<i32>,
    /// How long they are invisible to others: 0 to 43,200 s, default the queue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i32>,
    /// How long to wait for a message: 0 to 20 s, default the queue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_time_seconds: Option<i32>,
    /// In a FIFO queue, makes a receive that is tried again give the same messages: 1 to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receive_request_attempt_id: Option<String>,
}

/// The messages that there were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReceiveMessageResponse {
    /// The messages; none where the wait passed without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub messages: Vec<Message>,
}

impl Operation for ReceiveMessageRequest {
    type Response = ReceiveMessageResponse;
    const NAME: &'static str = "ReceiveMessage";
    const TARGET: &'static str = "AmazonSQS.ReceiveMessage";

    /// The wait asked for; the longest, 20 s, where the queue decides.
    fn service_wait(&self) -> Duration {
        Duration::from_secs(self.wait_time_seconds.map_or(20, |seconds| u64::try_from(seconds).unwrap_or(0)))
    }
}

impl Hooks for ReceiveMessageRequest {
    type Answer = ReceiveMessageResponse;

    async fn send_with_payloads(
        self,
        client: &VoidMessagingClient,
        offload: &PayloadOffload,
    ) -> Result<ReceiveMessageResponse, Error> {
        offload.receive(client, self).await
    }

    fn verify(&self, response: &ReceiveMessageResponse) -> Result<(), Error> {
        response.messages.iter().try_for_each(verify)
    }
}

fn verify(message: &Message) -> Result<(), Error> {
    let expected = checksum::of_body(&message.body);
    if expected != message.md5_of_body {
        return Err(Error::checksum(ReceiveMessageRequest::NAME, "body", expected, &message.md5_of_body));
    }
    match (&message.md5_of_message_attributes, checksum::of_attributes(&message.message_attributes)) {
        (Some(received), Some(expected)) if *received != expected => {
            Err(Error::checksum(ReceiveMessageRequest::NAME, "message attributes", expected, received))
        }
        _ => Ok(()),
    }
}

impl VoidMessagingClient {
    /// Takes a message, or as many as [`max_number_of_messages`](Call::max_number_of_messages) says, from a queue.
    /// They are invisible to others until their visibility time-out passes; delete each when it is handled.
    ///
    /// As the service has it, no attributes come along unless asked for: see
    /// [`all_attributes`](Call::all_attributes). A response that is lost leaves its messages invisible until the
    /// time-out passes.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `OverLimit` (120,000 messages in flight), `InvalidParameterValue`, `RequestThrottled`,
    /// the `Kms…` kinds; `ChecksumMismatch`.
    pub fn receive_message(&self, queue_url: impl Into<QueueUrl>) -> Call<'_, ReceiveMessageRequest> {
        let queue_url = queue_url.into();
        Call::new(self, ReceiveMessageRequest { queue_url, ..ReceiveMessageRequest::default() })
    }
}

impl Call<'_, ReceiveMessageRequest> {
    /// Takes up to `count` messages: 1 to 10. Default 1.
    pub fn max_number_of_messages(self, count: u8) -> Self {
        self.set(|request| request.max_number_of_messages = Some(count.into()))
    }

    /// Keeps the messages invisible for so long: up to 43,200 s (12 h), whole seconds. Default: the queue's.
    pub fn visibility_timeout(self, timeout: Duration) -> Self {
        self.set(|request| request.visibility_timeout = Some(wire::whole_seconds(timeout)))
    }

    /// Waits so long for a message: up to 20 s, whole seconds. Default: the queue's. The attempt's time limit is
    /// this and the configured one.
    pub fn wait_time(self, wait: Duration) -> Self {
        self.set(|request| request.wait_time_seconds = Some(wire::whole_seconds(wait)))
    }

    /// Asks for an attribute that the service keeps.
    pub fn message_system_attribute(self, name: impl Into<MessageSystemAttributeName>) -> Self {
        self.set(|request| request.message_system_attribute_names.push(name.into()))
    }

    /// Asks for an attribute of the sender's: a name, a prefix and `.*`, or `All`.
    pub fn message_attribute(self, name: impl Into<String>) -> Self {
        self.set(|request| request.message_attribute_names.push(name.into()))
    }

    /// Asks for all attributes, the service's and the sender's.
    pub fn all_attributes(self) -> Self {
        self.message_system_attribute(MessageSystemAttributeName::All).message_attribute("All")
    }

    /// In a FIFO queue, makes a receive with the same id within 5 minutes give the same messages, as long as none
    /// of them was deleted or changed its visibility.
    pub fn receive_request_attempt_id(self, id: impl Into<String>) -> Self {
        self.set(|request| request.receive_request_attempt_id = Some(id.into()))
    }
}
