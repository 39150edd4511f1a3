//! DeleteMessageBatch: removes up to ten messages.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html>

use serde::{Deserialize, Serialize};

use super::{BatchEntry, Hooks, batch, operation};
use crate::{
    call::Call,
    client::VoidMessagingClient,
    error::Error,
    payloads::PayloadOffload,
    types::{BatchResultErrorEntry, QueueUrl, ReceiptHandle},
    wire,
};

/// Names up to 10 messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The messages: 1 to 10.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub entries: Vec<DeleteMessageBatchRequestEntry>,
}

/// A message of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchRequestEntry {
    /// What tells it from the others of its batch: 1 to 80 letters, digits, `-` and `_`.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub id: String,
    /// What the receive gave.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub receipt_handle: ReceiptHandle,
}

/// What became of each entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchResponse {
    /// The entries that succeeded.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub successful: Vec<DeleteMessageBatchResultEntry>,
    /// Those that did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub failed: Vec<BatchResultErrorEntry>,
}

/// An entry that succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchResultEntry {
    /// The id of the entry in the request.
    pub id: String,
}

operation!(DeleteMessageBatchRequest, "DeleteMessageBatch", DeleteMessageBatchResponse, with hooks);

impl Hooks for DeleteMessageBatchRequest {
    type Answer = DeleteMessageBatchResponse;

    async fn send_with_payloads(
        self,
        client: &VoidMessagingClient,
        offload: &PayloadOffload,
    ) -> Result<DeleteMessageBatchResponse, Error> {
        offload.delete_batch(client, self).await
    }

    batch::retry_by_entry!(DeleteMessageBatchResponse);
}

impl DeleteMessageBatchRequestEntry {
    /// Makes an entry.
    #[must_use]
    pub fn new(id: impl Into<String>, receipt_handle: impl Into<ReceiptHandle>) -> Self {
        Self { id: id.into(), receipt_handle: receipt_handle.into() }
    }
}

impl BatchEntry for DeleteMessageBatchRequestEntry {
    fn id(&self) -> &str {
        &self.id
    }
}

impl VoidMessagingClient {
    /// Removes up to 10 messages that were received.
    ///
    /// An entry that fails and may succeed later is tried again, the others are not. The call succeeds when entries
    /// fail: look at [`failed`](DeleteMessageBatchResponse::failed).
    ///
    /// # Errors
    ///
    /// `EmptyBatchRequest`, `TooManyEntriesInBatchRequest`, `BatchEntryIdsNotDistinct`, `InvalidBatchEntryId`,
    /// `QueueDoesNotExist`, `RequestThrottled`.
    pub fn delete_message_batch(
        &self,
        queue_url: impl Into<QueueUrl>,
        entries: impl IntoIterator<Item = DeleteMessageBatchRequestEntry>,
    ) -> Call<'_, DeleteMessageBatchRequest> {
        let entries = entries.into_iter().collect();
        Call::new(self, DeleteMessageBatchRequest { queue_url: queue_url.into(), entries })
    }
}
