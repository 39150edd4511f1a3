//! What is set for the account, and what it is limited to.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{Change, Code, Engine, Problem, limits::MAX_WARM_MIB};

/// How long a commitment lasts at least.
const SHORTEST_COMMITMENT: Duration = Duration::from_secs(24 * 3600);

/// How the account stands to a minimum of throughput that it commits itself to pay for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

    /// When it can end at the earliest.
    #[must_use]
    pub fn earliest_end(&self) -> Option<Timestamp> {
        self.started_at.map(|start| start + SHORTEST_COMMITMENT)
    }
}

impl Engine {
    /// How the account stands to a minimum of throughput.
    #[must_use]
    pub const fn commitment(&self) -> Commitment {
        self.commitment
    }

    /// Commits the account to a minimum of throughput; an end that is to come is taken back.
    pub fn enable_commitment(&mut self, now: Timestamp) -> Commitment {
        if self.commitment.is_enabled(now) {
            self.commitment.ends_at = None;
        } else {
            self.commitment = Commitment { started_at: Some(now), ends_at: None };
        }
        self.note_commitment()
    }

    /// Ends the commitment: at once, or when it is 24 hours old.
    pub fn disable_commitment(&mut self, now: Timestamp) -> Commitment {
        if let Some(earliest) = self.commitment.earliest_end().filter(|_| self.commitment.is_enabled(now)) {
            self.commitment.ends_at = Some(earliest.max(now));
        }
        self.note_commitment()
    }

    /// Checks if a stream of the account may have a throughput of `mib` MiB a second at once.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for an account that has not committed itself, `LimitExceeded` for more than 10 GiB.
    fn note_commitment(&mut self) -> Commitment {
        let commitment = self.commitment;
        self.changes.push(|| Change::Account(commitment));
        commitment
    }

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
