//! CreateQueue: makes a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{operation, queue_settings::QueueSettings};
use crate::{
    call::Call,
    client::VoidMessagingClient,
    error::Error,
    types::{InvalidQueueName, QueueAttributes, QueueName, QueueUrl},
    wire,
};

/// Names a queue and what it is to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateQueueRequest {
    /// The name: 1 to 80 letters, digits, `-` and `_`; a FIFO queue's ends in `.fifo`.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_name: String,
    /// The attributes that are not to be as by default.
    #[serde(
        default,
        skip_serializing_if = "QueueAttributes::is_empty",
        deserialize_with = "wire::or_default"
    )]
    pub attributes: QueueAttributes,
    /// The tags: at most 50.
    #[serde(
        rename = "tags",
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "wire::or_default"
    )]
    pub tags: BTreeMap<String, String>,
}

/// Where the queue is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateQueueResponse {
    /// The queue.
    pub queue_url: QueueUrl,
}

operation!(CreateQueueRequest, "CreateQueue", CreateQueueResponse);

impl QueueSettings for CreateQueueRequest {
    fn attributes_mut(&mut self) -> &mut QueueAttributes {
        &mut self.attributes
    }
}

impl VoidMessagingClient {
    /// Makes a queue, a FIFO queue where `name` ends in `.fifo`. One that is there with the same attributes is no
    /// error.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when `name` is no [`QueueName`]; `QueueNameExists` where it is there with other attributes,
    /// `QueueDeletedRecently` within 60 s of its deletion, `InvalidAttributeName`, `InvalidAttributeValue`,
    /// `RequestThrottled`.
    pub fn create_queue<N>(&self, name: N) -> Call<'_, CreateQueueRequest>
    where
        N: TryInto<QueueName, Error: Into<InvalidQueueName>>,
    {
        Call::new(self, CreateQueueRequest::default()).try_set(
            queue_name("CreateQueue", name),
            |request, name| {
                if name.is_fifo() {
                    request.attributes.insert("FifoQueue", "true");
                }
                request.queue_name = name.into();
            },
        )
    }
}

/// Takes what may be a name.
pub(crate) fn queue_name<N>(operation: &'static str, name: N) -> Result<QueueName, Error>
where
    N: TryInto<QueueName, Error: Into<InvalidQueueName>>,
{
    name.try_into().map_err(|error| Error::invalid_request(operation, error.into().to_string()))
}

impl Call<'_, CreateQueueRequest> {
    /// Adds a tag: at most 50, keys up to 128 and values up to 256 characters.
    pub fn tag(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.set(|request| drop(request.tags.insert(key.into(), value.into())))
    }
}
