//! ListMessageMoveTasks.

use super::{
    super::{
        engine::{Engine, MoveStatus, MoveTask, Problem},
        protocol::Exchange,
    },
    Serve,
    convert::page_size,
};
use crate::{
    operations::{
        ListMessageMoveTasksRequest, ListMessageMoveTasksResponse, ListMessageMoveTasksResultEntry,
    },
    types::MoveTaskStatus,
};

impl Serve for ListMessageMoveTasksRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<ListMessageMoveTasksResponse, Problem> {
        if self.source_arn.is_empty() {
            return Err(Problem::missing("SourceArn"));
        }
        let max = page_size(Some(self.max_results.unwrap_or(1)), 10)?;
        exchange.backend.run(|state| {
            let tasks = state.engine.moves(state.now, &self.source_arn, max)?;
            let results = tasks.into_iter().map(|task| entry(&state.engine, task)).collect();
            Ok(ListMessageMoveTasksResponse { results })
        })
    }
}

fn entry(engine: &Engine, task: MoveTask) -> ListMessageMoveTasksResultEntry {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (status, failure_reason) = match task.status {
        MoveStatus::Running => (MoveTaskStatus::Running, None),
        MoveStatus::Completed => (MoveTaskStatus::Completed, None),
        MoveStatus::Cancelled => (MoveTaskStatus::Cancelled, None),
        MoveStatus::Failed(reason) => (MoveTaskStatus::Failed, Some(reason)),
    };
    ListMessageMoveTasksResultEntry {
        task_handle: Some(task.handle).filter(|_| status == MoveTaskStatus::Running),
        status,
        source_arn: engine.arn(&task.source),
        destination_arn: task.destination.map(|name| engine.arn(&name)),
        max_number_of_messages_per_second: task.per_second.and_then(|rate| i32::try_from(rate).ok()),
        approximate_number_of_messages_moved: count(task.moved),
        approximate_number_of_messages_to_move: Some(count(task.to_move)),
        failure_reason,
        started_timestamp: i64::try_from(task.started_at.as_millis()).unwrap_or(i64::MAX),
    }
}
