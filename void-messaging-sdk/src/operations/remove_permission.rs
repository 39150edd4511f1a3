//! RemovePermission: takes back what AddPermission gave.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Names the queue and the permission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RemovePermissionRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The permission's name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub label: String,
}

operation!(RemovePermissionRequest, "RemovePermission", EmptyResponse);

impl VoidMessagingClient {
    /// Takes back the permission of that name.
    ///
    /// # Errors
    ///
    /// `InvalidParameterValue` where there is none, `QueueDoesNotExist`, `RequestThrottled`.
    pub fn remove_permission(
        &self,
        queue_url: impl Into<QueueUrl>,
        label: impl Into<String>,
    ) -> Call<'_, RemovePermissionRequest> {
        Call::new(self, RemovePermissionRequest { queue_url: queue_url.into(), label: label.into() })
    }
}
