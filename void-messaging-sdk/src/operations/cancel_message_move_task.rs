//! CancelMessageMoveTask: stops a move task.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidMessagingClient, wire};

/// Names the task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancelMessageMoveTaskRequest {
    /// What StartMessageMoveTask gave.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub task_handle: String,
}

/// How far it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancelMessageMoveTaskResponse {
    /// How many messages were moved, about.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub approximate_number_of_messages_moved: i64,
}

operation!(CancelMessageMoveTaskRequest, "CancelMessageMoveTask", CancelMessageMoveTaskResponse);

impl VoidMessagingClient {
    /// Stops a move task. What was moved stays moved.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `UnsupportedOperation` where it is not running, `RequestThrottled`.
    pub fn cancel_message_move_task(
        &self,
        task_handle: impl Into<String>,
    ) -> Call<'_, CancelMessageMoveTaskRequest> {
        Call::new(self, CancelMessageMoveTaskRequest { task_handle: task_handle.into() })
    }
}
