//! ListQueues: tells which queues there are.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Says which queues, and from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueuesRequest {
    /// What the names begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_name_prefix: Option<String>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// The most queues of a page: 1 to 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
}

/// A page of queues.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueuesResponse {
    /// The queues.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub queue_urls: Vec<QueueUrl>,
    /// Where the next page begins; none after the last one, and where the request has no `max_results`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

operation!(ListQueuesRequest, "ListQueues", ListQueuesResponse);

impl VoidMessagingClient {
    /// Tells which queues there are in the region: the first 1,000, or a page. For all of them see
    /// [`pages`](Call::pages) and [`items`](Call::items).
    ///
    /// # Errors
    ///
    /// `InvalidParameterValue`, `RequestThrottled`.
    pub fn list_queues(&self) -> Call<'_, ListQueuesRequest> {
        Call::new(self, ListQueuesRequest::default())
    }
}

impl Call<'_, ListQueuesRequest> {
    /// Lists only the queues whose name begins with `prefix`.
    pub fn queue_name_prefix(self, prefix: impl Into<String>) -> Self {
        self.set(|request| request.queue_name_prefix = Some(prefix.into()))
    }

    /// Gives pages of at most `count` queues: 1 to 1,000. Default: one page of up to 1,000 and no token for a next
    /// one.
    pub fn max_results(self, count: u16) -> Self {
        self.set(|request| request.max_results = Some(count.into()))
    }

    /// Goes on where an earlier page ended.
    pub fn next_token(self, token: impl Into<String>) -> Self {
        self.set(|request| request.next_token = Some(token.into()))
    }
}
