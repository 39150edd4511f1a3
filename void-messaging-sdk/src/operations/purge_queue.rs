//! PurgeQueue: removes all messages of a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Names the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PurgeQueueRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
}

operation!(PurgeQueueRequest, "PurgeQueue", EmptyResponse);

impl VoidMessagingClient {
    /// Removes all messages of a queue, those in flight too. The service may take up to 60 s over it.
    ///
    /// # Errors
    ///
    /// `PurgeQueueInProgress` within 60 s of the last purge, `QueueDoesNotExist`, `RequestThrottled`.
    pub fn purge_queue(&self, queue_url: impl Into<QueueUrl>) -> Call<'_, PurgeQueueRequest> {
        Call::new(self, PurgeQueueRequest { queue_url: queue_url.into() })
    }
}
