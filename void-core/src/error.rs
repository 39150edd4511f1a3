//! [`CallError`]: why a call failed. Each service's crate wraps it in an `Error` of its own with the kinds its callers handle.

mod kinds;

use std::{error::Error, fmt};

use http::StatusCode;

use crate::transport::{TransportError, TransportErrorKind};

#[doc(hidden)]
pub use crate::__error_kinds as error_kinds;

/// What the service answered instead of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// The error code as documented, without namespace: `QueueDoesNotExist`.
    pub code: String,
    /// The code of the service's older protocol where it sends one (`x-amzn-query-error`):
    /// `AWS.SimpleQueueService.NonExistentQueue`.
    pub query_code: Option<String>,
    /// The service's message, for a person.
    pub message: String,
    /// The HTTP status.
    pub status: StatusCode,
    /// The service's id of the request.
    pub request_id: Option<String>,
}

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallErrorKind {
    /// The service answered with an error.
    Service(ServiceError),
    /// There is no answer.
    Transport(TransportError),
    /// The call's time limit passed, over all its attempts.
    Timeout,
    /// The client is not set up for this call: no region, no credentials, a bad endpoint.
    Config(String),
    /// The answer is not what the service documents.
    InvalidResponse(String),
    /// The request can't be sent as the caller made it.
    InvalidRequest(String),
}

/// A failed call: which operation, after how many attempts, and why. One word wide.
pub struct CallError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: CallErrorKind,
    operation: &'static str,
    attempts: u32,
    may_have_been_applied: bool,
}

impl CallError {
    /// Makes the error of a call that failed at its first attempt.
    #[must_use]
    pub fn new(operation: &'static str, kind: CallErrorKind) -> Self {
        let may_have_been_applied = Self::is_ambiguous(&kind);
        Self(Box::new(Inner { kind, operation, attempts: 1, may_have_been_applied }))
    }

    /// Whether an attempt that ended so may have taken effect.
    pub(crate) fn is_ambiguous(kind: &CallErrorKind) -> bool {
        match kind {
            CallErrorKind::Service(error) => crate::retry::may_have_been_applied(error),
            CallErrorKind::Transport(error) => error.may_have_been_applied(),
            CallErrorKind::Timeout | CallErrorKind::InvalidResponse(_) => true,
            CallErrorKind::Config(_) | CallErrorKind::InvalidRequest(_) => false,
        }
    }

    /// Says how many attempts were made, and whether an earlier one may have taken effect.
    #[must_use]
    pub fn after_attempts(mut self, attempts: u32, an_earlier_one_may_have_been_applied: bool) -> Self {
        self.0.attempts = attempts;
        self.0.may_have_been_applied |= an_earlier_one_may_have_been_applied;
        self
    }

    /// Why it failed.
    #[must_use]
    pub fn kind(&self) -> &CallErrorKind {
        &self.0.kind
    }

    /// The operation: `SendMessage`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The service's error, where it answered with one.
    #[must_use]
    pub fn service_error(&self) -> Option<&ServiceError> {
        match self.kind() {
            CallErrorKind::Service(error) => Some(error),
            _ => None,
        }
    }

    /// The service's error code, where it answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.service_error().map(|error| error.code.as_str())
    }

    /// The HTTP status, where the service answered with an error.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.service_error().map(|error| error.status)
    }

    /// The service's id of the request, where it answered with an error.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.service_error().and_then(|error| error.request_id.as_deref())
    }

    /// Whether the same call can succeed later: throttling, a fault of the service, no answer.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            CallErrorKind::Service(error) => crate::retry::is_retryable(error),
            CallErrorKind::Transport(error) => error.is_retryable(),
            CallErrorKind::Timeout => true,
            CallErrorKind::Config(_)
            | CallErrorKind::InvalidResponse(_)
            | CallErrorKind::InvalidRequest(_) => false,
        }
    }

    /// Whether the call may have taken effect all the same: the response to a send was lost, so the message may be there.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        self.0.may_have_been_applied
    }

    /// Whether no answer came in time, on one attempt or over all.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self.kind() {
            CallErrorKind::Timeout => true,
            CallErrorKind::Transport(error) => error.kind() == TransportErrorKind::Timeout,
            _ => false,
        }
    }
}

impl fmt::Display for CallError {
    /// The operation, the code, the message and the request id in one line. A source is not repeated in it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.0.operation)?;
        match &self.0.kind {
            CallErrorKind::Service(error) => {
                write!(formatter, "{}", error.code)?;
                if !error.message.is_empty() {
                    write!(formatter, ": {}", error.message)?;
                }
                write!(formatter, " (status {}", error.status.as_u16())?;
                if let Some(id) = &error.request_id {
                    write!(formatter, ", request id {id}")?;
                }
                formatter.write_str(")")?;
            }
            CallErrorKind::Transport(error) => write!(formatter, "{error}")?,
            CallErrorKind::Timeout => formatter.write_str("the call's time limit passed")?,
            CallErrorKind::Config(message)
            | CallErrorKind::InvalidResponse(message)
            | CallErrorKind::InvalidRequest(message) => formatter.write_str(message)?,
        }
        if self.0.attempts > 1 {
            write!(formatter, ", after {} attempts", self.0.attempts)?;
        }
        Ok(())
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallError")
            .field("operation", &self.0.operation)
            .field("kind", &self.0.kind)
            .field("attempts", &self.0.attempts)
            .field("may_have_been_applied", &self.0.may_have_been_applied)
            .finish()
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.kind {
            // The transport's message is part of ours, so what is below it comes next.
            CallErrorKind::Transport(error) => error.source(),
            _ => None,
        }
    }
}
