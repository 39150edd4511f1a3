//! SetQueueAttributes: changes what a queue is like.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation, queue_settings::QueueSettings};
use crate::{
    call::Call,
    client::VoidMessagingClient,
    types::{QueueAttributes, QueueUrl},
    wire,
};

/// Names the queue and the attributes that change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetQueueAttributesRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The attributes that change.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub attributes: QueueAttributes,
}

operation!(SetQueueAttributesRequest, "SetQueueAttributes", EmptyResponse);

impl QueueSettings for SetQueueAttributesRequest {
    fn attributes_mut(&mut self) -> &mut QueueAttributes {
        &mut self.attributes
    }
}

impl VoidMessagingClient {
    /// Changes the attributes that the call's methods set. The service may take up to 60 s to follow, and up to 15
    /// min for the retention period.
    ///
    /// # Errors
    ///
    /// `InvalidAttributeName`, `InvalidAttributeValue`, `QueueDoesNotExist`, `OverLimit`, `RequestThrottled`.
    pub fn set_queue_attributes(
        &self,
        queue_url: impl Into<QueueUrl>,
    ) -> Call<'_, SetQueueAttributesRequest> {
        let queue_url = queue_url.into();
        Call::new(self, SetQueueAttributesRequest { queue_url, attributes: QueueAttributes::new() })
    }
}
