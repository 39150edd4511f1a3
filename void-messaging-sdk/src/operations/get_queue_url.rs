//! GetQueueUrl: tells where a queue is.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html>

use serde::{Deserialize, Serialize};

use super::{create_queue::queue_name, operation};
use crate::{
    call::Call,
    client::VoidMessagingClient,
    types::{InvalidQueueName, QueueName, QueueUrl},
    wire,
};

/// Names a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueUrlRequest {
    /// The name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_name: String,
    /// The account that owns it; the caller's where there is none.
    #[serde(rename = "QueueOwnerAWSAccountId", default, skip_serializing_if = "Option::is_none")]
    pub queue_owner_aws_account_id: Option<String>,
}

/// Where the queue is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueUrlResponse {
    /// The queue.
    pub queue_url: QueueUrl,
}

operation!(GetQueueUrlRequest, "GetQueueUrl", GetQueueUrlResponse);

impl VoidMessagingClient {
    /// Tells the URL of the queue of that name.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when `name` is no [`QueueName`]; `QueueDoesNotExist`, `RequestThrottled`.
    pub fn get_queue_url<N>(&self, name: N) -> Call<'_, GetQueueUrlRequest>
    where
        N: TryInto<QueueName, Error: Into<InvalidQueueName>>,
    {
        Call::new(self, GetQueueUrlRequest::default())
            .try_set(queue_name("GetQueueUrl", name), |request, name| request.queue_name = name.into())
    }
}

impl Call<'_, GetQueueUrlRequest> {
    /// Looks in another account, whose 12 digits `account_id` gives. Default: the caller's.
    pub fn queue_owner(self, account_id: impl Into<String>) -> Self {
        self.set(|request| request.queue_owner_aws_account_id = Some(account_id.into()))
    }
}
