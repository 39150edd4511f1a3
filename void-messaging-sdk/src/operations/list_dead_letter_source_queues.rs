//! ListDeadLetterSourceQueues: tells which queues send their dead letters to this one.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Names the dead-letter queue, and from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDeadLetterSourceQueuesRequest {
    /// The dead-letter queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
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
pub struct ListDeadLetterSourceQueuesResponse {
    /// The queues whose redrive policy names the dead-letter queue.
    #[serde(rename = "queueUrls", default, deserialize_with = "wire::or_default")]
    pub queue_urls: Vec<QueueUrl>,
    /// Where the next page begins; none after the last one, and where the request has no `max_results`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

operation!(
    ListDeadLetterSourceQueuesRequest,
    "ListDeadLetterSourceQueues",
    ListDeadLetterSourceQueuesResponse
);

impl VoidMessagingClient {
    /// Tells which queues send their dead letters to `queue_url`: the first 1,000, or a page. For all of them see
    /// [`pages`](Call::pages) and [`items`](Call::items).
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `InvalidParameterValue`, `RequestThrottled`.
    pub fn list_dead_letter_source_queues(
        &self,
        queue_url: impl Into<QueueUrl>,
    ) -> Call<'_, ListDeadLetterSourceQueuesRequest> {
        let queue_url = queue_url.into();
        Call::new(self, ListDeadLetterSourceQueuesRequest { queue_url, next_token: None, max_results: None })
    }
}

impl Call<'_, ListDeadLetterSourceQueuesRequest> {
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
