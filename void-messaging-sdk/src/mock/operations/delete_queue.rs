//! DeleteQueue.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{DeleteQueueRequest, EmptyResponse};

impl Serve for DeleteQueueRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        exchange.run(|state| {
            state.engine.delete_queue(state.now, &name)?;
            state.wake_all();
            Ok(EmptyResponse {})
        })
    }
}
