//! ListQueueTags: tells a queue's tags.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Names the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueueTagsRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
}

/// The queue's tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueueTagsResponse {
    /// The tags, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "wire::or_default")]
    pub tags: BTreeMap<String, String>,
}

operation!(ListQueueTagsRequest, "ListQueueTags", ListQueueTagsResponse);

impl VoidMessagingClient {
    /// Tells a queue's tags.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `RequestThrottled`.
    pub fn list_queue_tags(&self, queue_url: impl Into<QueueUrl>) -> Call<'_, ListQueueTagsRequest> {
        Call::new(self, ListQueueTagsRequest { queue_url: queue_url.into() })
    }
}
