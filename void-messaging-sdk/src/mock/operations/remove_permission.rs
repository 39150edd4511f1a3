//! RemovePermission.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{EmptyResponse, RemovePermissionRequest};

impl Serve for RemovePermissionRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        exchange.run(|state| state.engine.remove_permission(state.now, &name, &self.label))?;
        Ok(EmptyResponse {})
    }
}
