//! GetQueueAttributes: tells what a queue is like and how much is in it.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidMessagingClient,
    types::{QueueAttributeName, QueueAttributes, QueueUrl},
    wire,
};

/// Names the queue and the attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueAttributesRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// Which attributes: none gives none.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub attribute_names: Vec<QueueAttributeName>,
}

/// The attributes that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueAttributesResponse {
    /// The attributes, of those asked for, that the queue has.
    #[serde(
        default,
        skip_serializing_if = "QueueAttributes::is_empty",
        deserialize_with = "wire::or_default"
    )]
    pub attributes: QueueAttributes,
}

operation!(GetQueueAttributesRequest, "GetQueueAttributes", GetQueueAttributesResponse);

impl VoidMessagingClient {
    /// Tells the attributes of a queue that `names` says: `[QueueAttributeName::All]` for all. The counts are
    /// approximate and come right within a minute.
    ///
    /// # Errors
    ///
    /// `InvalidAttributeName`, `QueueDoesNotExist`, `RequestThrottled`.
    pub fn get_queue_attributes(
        &self,
        queue_url: impl Into<QueueUrl>,
        names: impl IntoIterator<Item = QueueAttributeName>,
    ) -> Call<'_, GetQueueAttributesRequest> {
        let attribute_names = names.into_iter().collect();
        Call::new(self, GetQueueAttributesRequest { queue_url: queue_url.into(), attribute_names })
    }
}
