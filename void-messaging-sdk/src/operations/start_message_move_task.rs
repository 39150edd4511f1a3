//! StartMessageMoveTask: moves dead letters back, or to another queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidMessagingClient, wire};

/// Says from where to where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartMessageMoveTaskRequest {
    /// The ARN of the dead-letter queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub source_arn: String,
    /// The ARN of the queue that they go to; where they came from if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_arn: Option<String>,
    /// The most messages a second: 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages_per_second: Option<i32>,
}

/// The task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartMessageMoveTaskResponse {
    /// What cancels it.
    pub task_handle: String,
}

operation!(StartMessageMoveTaskRequest, "StartMessageMoveTask", StartMessageMoveTaskResponse);

impl VoidMessagingClient {
    /// Starts to move the messages of the dead-letter queue of that ARN back to where they came from. One task a
    /// queue at a time.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `UnsupportedOperation` for a FIFO queue or one with a task already,
    /// `InvalidParameterValue`, `RequestThrottled`.
    pub fn start_message_move_task(
        &self,
        source_arn: impl Into<String>,
    ) -> Call<'_, StartMessageMoveTaskRequest> {
        let source_arn = source_arn.into();
        Call::new(self, StartMessageMoveTaskRequest { source_arn, ..StartMessageMoveTaskRequest::default() })
    }
}

impl Call<'_, StartMessageMoveTaskRequest> {
    /// Moves the messages to the queue of that ARN. Default: each goes back to where it came from.
    pub fn destination_arn(self, arn: impl Into<String>) -> Self {
        self.set(|request| request.destination_arn = Some(arn.into()))
    }

    /// Moves at most `count` messages a second: 1 to 500. Default: the service decides.
    pub fn max_messages_per_second(self, count: u16) -> Self {
        self.set(|request| request.max_number_of_messages_per_second = Some(count.into()))
    }
}
