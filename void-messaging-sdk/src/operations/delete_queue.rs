//! DeleteQueue: removes a queue and all that is in it.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Names the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteQueueRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
}

operation!(DeleteQueueRequest, "DeleteQueue", EmptyResponse);

impl VoidMessagingClient {
    /// Removes a queue, whatever it holds. One of that name can be made again after 60 s.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `RequestThrottled`.
    pub fn delete_queue(&self, queue_url: impl Into<QueueUrl>) -> Call<'_, DeleteQueueRequest> {
        Call::new(self, DeleteQueueRequest { queue_url: queue_url.into() })
    }
}
