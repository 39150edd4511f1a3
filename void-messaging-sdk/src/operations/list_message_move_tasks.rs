//! ListMessageMoveTasks: tells the latest move tasks of a dead-letter queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidMessagingClient, types::MoveTaskStatus, wire};

/// Names the dead-letter queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasksRequest {
    /// The ARN of the dead-letter queue.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub source_arn: String,
    /// The most tasks: 1 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
}

/// The latest tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasksResponse {
    /// The tasks, the latest first.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub results: Vec<ListMessageMoveTasksResultEntry>,
}

/// A move task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasksResultEntry {
    /// What cancels it, while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_handle: Option<String>,
    /// What it does.
    pub status: MoveTaskStatus,
    /// From where.
    pub source_arn: String,
    /// To where; none where the messages go back to where they came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_arn: Option<String>,
    /// The most messages a second, where the task was started with such a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages_per_second: Option<i32>,
    /// How many messages were moved, about.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub approximate_number_of_messages_moved: i64,
    /// How many messages there were to be moved when it started, about; none where that is not known any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_number_of_messages_to_move: Option<i64>,
    /// Why it failed, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// When it started, in milliseconds since the Unix epoch.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub started_timestamp: i64,
}

operation!(ListMessageMoveTasksRequest, "ListMessageMoveTasks", ListMessageMoveTasksResponse);

impl VoidMessagingClient {
    /// Tells the latest move tasks of the dead-letter queue of that ARN.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidParameterValue`, `RequestThrottled`.
    pub fn list_message_move_tasks(
        &self,
        source_arn: impl Into<String>,
    ) -> Call<'_, ListMessageMoveTasksRequest> {
        Call::new(self, ListMessageMoveTasksRequest { source_arn: source_arn.into(), max_results: None })
    }
}

impl Call<'_, ListMessageMoveTasksRequest> {
    /// Tells of up to `count` tasks: 1 to 10. Default 1.
    pub fn max_results(self, count: u8) -> Self {
        self.set(|request| request.max_results = Some(count.into()))
    }
}
