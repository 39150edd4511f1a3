//! Which failures are tried again, when, and how often.

use std::time::Duration;

use crate::error::ServiceError;

/// How often a call is tried and how long it waits in between: the services' "standard" mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first included. Default 3; 1 turns retries off.
    pub max_attempts: u32,
    /// The longest wait before the first retry; it doubles with each further one. Default 1 s (100 ms where throttled is no reason).
    pub initial_backoff: Duration,
    /// The longest wait before any retry. Default 20 s.
    pub max_backoff: Duration,
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

/// Whether the service's error passes with time: throttling or a fault on its side.
#[must_use]
pub fn is_retryable(error: &ServiceError) -> bool {
    is_throttling(error) || error.status.is_server_error()
}

/// Whether the service asks the caller to slow down.
#[must_use]
pub fn is_throttling(error: &ServiceError) -> bool {
    const CODES: [&str; 12] = [
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    ];
    error.status == http::StatusCode::TOO_MANY_REQUESTS || CODES.contains(&error.code.as_str())
}
