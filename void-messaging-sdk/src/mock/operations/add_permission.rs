//! AddPermission.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    convert::queue_name,
};
use crate::operations::{AddPermissionRequest, EmptyResponse};

impl Serve for AddPermissionRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        let (accounts, actions) = (&self.aws_account_ids, &self.actions);
        exchange
            .run(|state| state.engine.add_permission(state.now, &name, &self.label, accounts, actions))?;
        Ok(EmptyResponse {})
    }
}
