//! DeleteMessage: removes a message that was handled.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, Hooks, operation};
use crate::{
    call::Call,
    client::VoidMessagingClient,
    error::Error,
    payloads::PayloadOffload,
    types::{QueueUrl, ReceiptHandle},
    wire,
};

/// Names the message by the handle of its latest receive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// What the receive gave.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub receipt_handle: ReceiptHandle,
}

operation!(DeleteMessageRequest, "DeleteMessage", EmptyResponse, with hooks);

impl Hooks for DeleteMessageRequest {
    type Answer = EmptyResponse;

    async fn send_with_payloads(
        self,
        client: &VoidMessagingClient,
        offload: &PayloadOffload,
    ) -> Result<EmptyResponse, Error> {
        offload.delete(client, self).await
    }
}

impl VoidMessagingClient {
    /// Removes a message that was received. One that is gone already is no error.
    ///
    /// # Errors
    ///
    /// `ReceiptHandleIsInvalid`, `InvalidIdFormat`, `QueueDoesNotExist`, `RequestThrottled`; in a FIFO queue
    /// `InvalidParameterValue` once the visibility time-out has passed.
    pub fn delete_message(
        &self,
        queue_url: impl Into<QueueUrl>,
        receipt_handle: impl Into<ReceiptHandle>,
    ) -> Call<'_, DeleteMessageRequest> {
        let (queue_url, receipt_handle) = (queue_url.into(), receipt_handle.into());
        Call::new(self, DeleteMessageRequest { queue_url, receipt_handle })
    }
}
