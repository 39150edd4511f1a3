//! UntagQueue: removes tags from a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Names the queue and the keys of its tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagQueueRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The keys.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub tag_keys: Vec<String>,
}

operation!(UntagQueueRequest, "UntagQueue", EmptyResponse);

impl VoidMessagingClient {
    /// Removes the tags of these keys from a queue.
    ///
    /// # Errors
    ///
    /// `InvalidParameterValue`, `QueueDoesNotExist`, `RequestThrottled`.
    pub fn untag_queue<K: Into<String>>(
        &self,
        queue_url: impl Into<QueueUrl>,
        keys: impl IntoIterator<Item = K>,
    ) -> Call<'_, UntagQueueRequest> {
        let tag_keys = keys.into_iter().map(Into::into).collect();
        Call::new(self, UntagQueueRequest { queue_url: queue_url.into(), tag_keys })
    }
}
