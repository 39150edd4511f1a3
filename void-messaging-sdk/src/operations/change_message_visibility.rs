//! ChangeMessageVisibility: keeps a message invisible for longer, or gives it back.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, Hooks, operation};
use crate::{
    call::Call,
    client::VoidMessagingClient,
    error::Error,
    payloads::{self, PayloadOffload},
    types::{QueueUrl, ReceiptHandle},
    wire,
};

/// Names the message and how long from now it stays invisible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// What the receive gave.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub receipt_handle: ReceiptHandle,
    /// How long from now: 0 to 43,200 s. Required.
    pub visibility_timeout: Option<i32>,
}

operation!(ChangeMessageVisibilityRequest, "ChangeMessageVisibility", EmptyResponse, with hooks);

impl Hooks for ChangeMessageVisibilityRequest {
    type Answer = EmptyResponse;

    async fn send_with_payloads(
        mut self,
        client: &VoidMessagingClient,
        _offload: &PayloadOffload,
    ) -> Result<EmptyResponse, Error> {
        payloads::take_pointer(&mut self.receipt_handle);
        client.send_as_is(self).await
    }
}

impl VoidMessagingClient {
    /// Keeps a message that was received invisible for `visibility_timeout` from now: whole seconds, up to 12 h
    /// from the receive. Zero gives it back at once.
    ///
    /// # Errors
    ///
    /// `MessageNotInflight`, `ReceiptHandleIsInvalid`, `InvalidParameterValue` above 12 h, `QueueDoesNotExist`,
    /// `RequestThrottled`.
    pub fn change_message_visibility(
        &self,
        queue_url: impl Into<QueueUrl>,
        receipt_handle: impl Into<ReceiptHandle>,
        visibility_timeout: Duration,
    ) -> Call<'_, ChangeMessageVisibilityRequest> {
        let visibility_timeout = Some(wire::whole_seconds(visibility_timeout));
        let (queue_url, receipt_handle) = (queue_url.into(), receipt_handle.into());
        Call::new(self, ChangeMessageVisibilityRequest { queue_url, receipt_handle, visibility_timeout })
    }
}
