//! CancelMessageMoveTask.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
};
use crate::operations::{CancelMessageMoveTaskRequest, CancelMessageMoveTaskResponse};

impl Serve for CancelMessageMoveTaskRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<CancelMessageMoveTaskResponse, Problem> {
        if self.task_handle.is_empty() {
            return Err(Problem::missing("TaskHandle"));
        }
        let moved = exchange.run(|state| state.engine.cancel_move(state.now, &self.task_handle))?;
        let approximate_number_of_messages_moved = i64::try_from(moved).unwrap_or(i64::MAX);
        Ok(CancelMessageMoveTaskResponse { approximate_number_of_messages_moved })
    }
}
