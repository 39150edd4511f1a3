//! StartMessageMoveTask.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
};
use crate::operations::{StartMessageMoveTaskRequest, StartMessageMoveTaskResponse};

impl Serve for StartMessageMoveTaskRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<StartMessageMoveTaskResponse, Problem> {
        if self.source_arn.is_empty() {
            return Err(Problem::missing("SourceArn"));
        }
        let destination = self.destination_arn.as_deref().filter(|arn| !arn.is_empty());
        // A negative rate is out of range whatever it is.
        let rate = self.max_number_of_messages_per_second.map(|rate| u32::try_from(rate).unwrap_or(0));
        let task_handle =
            exchange.run(|state| state.engine.start_move(state.now, &self.source_arn, destination, rate))?;
        Ok(StartMessageMoveTaskResponse { task_handle })
    }
}
