//! AddPermission: lets other accounts use a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidMessagingClient, types::QueueUrl, wire};

/// Says who may do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AddPermissionRequest {
    /// The queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub queue_url: QueueUrl,
    /// The permission's name: 1 to 80 letters, digits, `-` and `_`.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub label: String,
    /// The accounts, 12 digits each.
    #[serde(rename = "AWSAccountIds", default, deserialize_with = "wire::or_default")]
    pub aws_account_ids: Vec<String>,
    /// What they may do: `SendMessage`, …, or `*`.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub actions: Vec<String>,
}

operation!(AddPermissionRequest, "AddPermission", EmptyResponse);

impl VoidMessagingClient {
    /// Lets the accounts do the actions on a queue: at most 7 actions and 20 statements in the queue's policy.
    ///
    /// # Errors
    ///
    /// `OverLimit`, `InvalidParameterValue`, `QueueDoesNotExist`, `RequestThrottled`.
    pub fn add_permission<I: Into<String>, A: Into<String>>(
        &self,
        queue_url: impl Into<QueueUrl>,
        label: impl Into<String>,
        account_ids: impl IntoIterator<Item = I>,
        actions: impl IntoIterator<Item = A>,
    ) -> Call<'_, AddPermissionRequest> {
        let request = AddPermissionRequest {
            queue_url: queue_url.into(),
            label: label.into(),
            aws_account_ids: account_ids.into_iter().map(Into::into).collect(),
            actions: actions.into_iter().map(Into::into).collect(),
        };
        Call::new(self, request)
    }
}
