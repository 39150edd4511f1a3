//! TagQueue: adds tags to a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Names the queue and the tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagQueueRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The tags, by key: at most 50 a queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub tags: BTreeMap<String, String>,
}

operation!(TagQueueRequest, "TagQueue", EmptyResponse);

impl VoidMessagingClient {
    /// Adds tags to a queue: at most 50, keys up to 128 and values up to 256 characters. One with the key of an
    /// older one takes its place.
    ///
    /// # Errors
    ///
    /// `InvalidParameterValue`, `QueueDoesNotExist`, `RequestThrottled`.
    pub fn tag_queue<K: Into<String>, V: Into<String>>(
        &self,
        queue_url: impl Into<QueueUrl>,
        tags: impl IntoIterator<Item = (K, V)>,
    ) -> Call<'_, TagQueueRequest> {
        let tags = tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        Call::new(self, TagQueueRequest { queue_url: queue_url.into(), tags })
    }
}
