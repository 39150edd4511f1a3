//! UpdateAccountSettings on the engine.

use super::{Constraints, Serve, commitment};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{UpdateAccountSettingsRequest, UpdateAccountSettingsResponse},
    types::CommitmentStatus,
};

impl Serve for UpdateAccountSettingsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<UpdateAccountSettingsResponse, Problem> {
        let status = self.minimum_throughput_billing_commitment.map(|commitment| commitment.status);
        let mut check = Constraints::default();
        check.not_null("minimumThroughputBillingCommitment", status.is_some());
        let allowed = [CommitmentStatus::Enabled, CommitmentStatus::Disabled];
        check.one_of("minimumThroughputBillingCommitment.status", status.as_ref(), &allowed);
        check.finish()?;
        let told = exchange.run(|state| {
            let changed = match status {
                Some(CommitmentStatus::Enabled) => state.engine.enable_commitment(state.now),
                _ => state.engine.disable_commitment(state.now),
            };
            commitment(state.now, changed)
        });
        Ok(UpdateAccountSettingsResponse { minimum_throughput_billing_commitment: Some(told) })
    }
}
