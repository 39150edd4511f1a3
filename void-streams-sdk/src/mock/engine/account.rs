//! What is set for the account: a minimum of throughput that it has committed itself to pay for.

use void_core::Timestamp;

use super::{Code, Engine, Problem, limits::MAX_WARM_MIB};

/// How the account stands to a minimum of throughput.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commitment {
    /// When it was made, where it was.
    pub started_at: Option<Timestamp>,
    /// When it ends or has ended, where it does.
    pub ends_at: Option<Timestamp>,
}

impl Commitment {
    /// Whether it is in force.
    #[must_use]
    pub fn is_enabled(&self, now: Timestamp) -> bool {
        self.started_at.is_some() && self.ends_at.is_none_or(|end| now < end)
    }
}

impl Engine {
    /// Checks if a stream of the account may have a throughput of `mib` MiB a second at once.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for an account that has not committed itself, `LimitExceeded` for more than 10 GiB.
    pub(super) fn check_warm_throughput(&self, now: Timestamp, mib: u32) -> Result<(), Problem> {
        if !self.commitment.is_enabled(now) {
            return Err(Problem::argument(
                "WarmThroughputMiBps needs an account with MinimumThroughputBillingCommitment enabled.",
            ));
        }
        if mib > MAX_WARM_MIB {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!("The warm throughput of a stream is at most {MAX_WARM_MIB} MiB a second, not {mib}."),
            ));
        }
        Ok(())
    }
}
