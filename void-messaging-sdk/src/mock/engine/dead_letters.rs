//! [`DeadLetter`]: where a message in a dead-letter queue came from, and [`DeadLetterCause`]: what went wrong.

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

/// What went wrong with a message, as whoever handled it tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetterCause {
    /// The error's message.
    pub error: String,
    /// The error's type.
    pub error_type: String,
    /// How often it was tried.
    pub attempts: u32,
    /// The function that tried it.
    pub function: Option<String>,
    /// The request id of the last try.
    pub request_id: Option<String>,
    /// The trace that it belongs to.
    pub trace_id: Option<String>,
}

/// Where a message in a dead-letter queue came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The name of the queue that it came from.
    pub source: String,
    /// The subscription whose delivery failed, where it was one.
    pub subscription: Option<String>,
    /// What went wrong; `None` when it was received too often and nobody told why.
    pub cause: Option<DeadLetterCause>,
    /// How often it was received before it was moved.
    pub receives: u32,
    /// When it was moved.
    pub moved_at: Timestamp,
}
