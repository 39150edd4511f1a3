//! ChangeMessageVisibilityBatch: keeps up to ten messages invisible for longer, or gives them back.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{BatchEntry, Hooks, batch, operation};
use crate::{
    call::Call,
    client::VoidMessagingClient,
    error::Error,
    payloads::{self, PayloadOffload},
    types::{BatchResultErrorEntry, QueueUrl, ReceiptHandle},
    wire,
};

/// Names up to 10 messages and how long each stays invisible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The messages: 1 to 10.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub entries: Vec<ChangeMessageVisibilityBatchRequestEntry>,
}

/// A message of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchRequestEntry {
    /// What tells it from the others of its batch: 1 to 80 letters, digits, `-` and `_`.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub id: String,
    /// What the receive gave.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub receipt_handle: ReceiptHandle,
    /// How long from now: 0 to 43,200 s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i32>,
}

/// What became of each entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchResponse {
    /// The entries that succeeded.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub successful: Vec<ChangeMessageVisibilityBatchResultEntry>,
    /// Those that did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub failed: Vec<BatchResultErrorEntry>,
}

/// An entry that succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchResultEntry {
    /// The id of the entry in the request.
    pub id: String,
}

operation!(
    ChangeMessageVisibilityBatchRequest,
    "ChangeMessageVisibilityBatch",
    ChangeMessageVisibilityBatchResponse,
    with hooks
);

impl Hooks for ChangeMessageVisibilityBatchRequest {
    type Answer = ChangeMessageVisibilityBatchResponse;

    async fn send_with_payloads(
        mut self,
        client: &VoidMessagingClient,
        _offload: &PayloadOffload,
    ) -> Result<ChangeMessageVisibilityBatchResponse, Error> {
        for entry in &mut self.entries {
            payloads::take_pointer(&mut entry.receipt_handle);
        }
        client.send_as_is(self).await
    }

    batch::retry_by_entry!(ChangeMessageVisibilityBatchResponse);
}

impl ChangeMessageVisibilityBatchRequestEntry {
    /// Makes an entry: the message stays invisible for `visibility_timeout` from now, in whole seconds.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        receipt_handle: impl Into<ReceiptHandle>,
        visibility_timeout: Duration,
    ) -> Self {
        let visibility_timeout = Some(wire::whole_seconds(visibility_timeout));
        Self { id: id.into(), receipt_handle: receipt_handle.into(), visibility_timeout }
    }
}

impl BatchEntry for ChangeMessageVisibilityBatchRequestEntry {
    fn id(&self) -> &str {
        &self.id
    }
}

impl VoidMessagingClient {
    /// Keeps up to 10 messages that were received invisible for longer, or gives them back.
    ///
    /// An entry that fails and may succeed later is tried again, the others are not. The call succeeds when entries
    /// fail: look at [`failed`](ChangeMessageVisibilityBatchResponse::failed).
    ///
    /// # Errors
    ///
    /// `EmptyBatchRequest`, `TooManyEntriesInBatchRequest`, `BatchEntryIdsNotDistinct`, `InvalidBatchEntryId`,
    /// `QueueDoesNotExist`, `RequestThrottled`.
    pub fn change_message_visibility_batch(
        &self,
        queue_url: impl Into<QueueUrl>,
        entries: impl IntoIterator<Item = ChangeMessageVisibilityBatchRequestEntry>,
    ) -> Call<'_, ChangeMessageVisibilityBatchRequest> {
        let entries = entries.into_iter().collect();
        Call::new(self, ChangeMessageVisibilityBatchRequest { queue_url: queue_url.into(), entries })
    }
}
