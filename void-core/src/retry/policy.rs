//! [`RetryPolicy`]: how often, and with what waits.

use std::time::Duration;

/// How often a call is tried and how long it waits in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first included. Default 3; 1 turns retries off, and 0 counts as 1.
    pub max_attempts: u32,
    /// The longest wait before the first retry of a throttled call; it doubles with each further one. After any other
    /// failure the wait is a twentieth of it. Default 1 s.
    pub initial_backoff: Duration,
    /// The longest wait before any retry. Default 20 s.
    pub max_backoff: Duration,
}

impl RetryPolicy {
    /// The default with this many attempts in all.
    #[must_use]
    pub fn attempts(max_attempts: u32) -> Self {
        Self { max_attempts, ..Self::default() }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            initial_backoff: Duration::from_secs(1),
            max_backoff: Duration::from_secs(20),
        }
    }
}
