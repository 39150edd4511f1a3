//! [`Error`]: why a call failed, and what a caller can do about it.

mod kind;

use std::{
    error::Error as StdError,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use http::StatusCode;
use void_core::{CallError, CallErrorKind, TransportError};

pub use self::kind::ErrorKind;
use crate::wire::Invalid;

/// A failed call, one word wide.
///
/// `Display` says in one line the operation, the code, the message and the request id.
#[derive(Clone)]
pub struct Error(Arc<Repr>);

#[derive(Debug)]
enum Repr {
    Call(CallError),
    Checksum { operation: &'static str, message: String },
    Io { operation: &'static str, path: Option<PathBuf>, error: io::Error },
    Cancelled { operation: &'static str, was_sent: bool },
}

impl Error {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Repr::Call(error) => ErrorKind::of_call(error),
            Repr::Checksum { .. } => ErrorKind::ChecksumMismatch,
            Repr::Io { .. } => ErrorKind::Io,
            Repr::Cancelled { .. } => ErrorKind::Cancelled,
        }
    }

    /// The operation: `PutObject`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match &*self.0 {
            Repr::Call(error) => error.operation(),
            Repr::Checksum { operation, .. }
            | Repr::Io { operation, .. }
            | Repr::Cancelled { operation, .. } => operation,
        }
    }

    /// The service's error code, where it answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.call_error().and_then(CallError::code)
    }

    /// The HTTP status, where the service answered with an error.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.call_error().and_then(CallError::status)
    }

    /// The service's id of the request, where it answered with an error.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.call_error().and_then(CallError::request_id)
    }

    /// Whether the same call can succeed later. The client has already tried it as often as its configuration says.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match &*self.0 {
            Repr::Call(error) => {
                error.is_retryable()
                    || matches!(
                        self.kind(),
                        ErrorKind::OperationAborted | ErrorKind::ConditionalRequestConflict
                    )
            }
            Repr::Checksum { .. } => true,
            Repr::Io { .. } | Repr::Cancelled { .. } => false,
        }
    }

    /// Whether the call may have taken effect all the same: the response to a put was lost, so the object may be there.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        match &*self.0 {
            Repr::Call(error) => error.may_have_been_applied(),
            Repr::Cancelled { was_sent, .. } => *was_sent,
            Repr::Checksum { .. } | Repr::Io { .. } => false,
        }
    }

    pub(crate) fn call_error(&self) -> Option<&CallError> {
        match &*self.0 {
            Repr::Call(error) => Some(error),
            Repr::Checksum { .. } | Repr::Io { .. } | Repr::Cancelled { .. } => None,
        }
    }

    pub(crate) fn invalid_request(operation: &'static str, message: impl Into<String>) -> Self {
        CallError::new(operation, CallErrorKind::InvalidRequest(message.into())).into()
    }

    pub(crate) fn invalid_response(operation: &'static str, invalid: &Invalid) -> Self {
        Self::unreadable(operation, invalid.to_string())
    }

    pub(crate) fn unreadable(operation: &'static str, message: impl Into<String>) -> Self {
        CallError::new(operation, CallErrorKind::InvalidResponse(message.into())).into()
    }

    pub(crate) fn transport(operation: &'static str, error: TransportError) -> Self {
        CallError::new(operation, CallErrorKind::Transport(error)).into()
    }

    /// What a reader or a writer says; where that is an error of this crate's, as an object's reader has it, it is that one.
    pub(crate) fn io(operation: &'static str, error: io::Error) -> Self {
        let of_io = |error| Self(Arc::new(Repr::Io { operation, path: None, error }));
        error.downcast::<Self>().unwrap_or_else(of_io)
    }

    pub(crate) fn file(operation: &'static str, path: &Path, error: io::Error) -> Self {
        Self(Arc::new(Repr::Io { operation, path: Some(path.to_owned()), error }))
    }

    pub(crate) fn cancelled(operation: &'static str) -> Self {
        Self(Arc::new(Repr::Cancelled { operation, was_sent: false }))
    }

    /// Cancelled while a request was under way that changes something.
    pub(crate) fn cancelled_midway(operation: &'static str) -> Self {
        Self(Arc::new(Repr::Cancelled { operation, was_sent: true }))
    }

    pub(crate) fn checksum(operation: &'static str, message: impl Into<String>) -> Self {
        Self(Arc::new(Repr::Checksum { operation, message: message.into() }))
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        Self(Arc::new(Repr::Call(error)))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Repr::Call(error) => fmt::Display::fmt(error, formatter),
            Repr::Checksum { operation, message } => {
                write!(formatter, "{operation}: {message}")
            }
            Repr::Io { operation, path: Some(path), error } => {
                write!(formatter, "{operation}: the file {}: {error}", path.display())
            }
            Repr::Io { operation, error, .. } => write!(formatter, "{operation}: {error}"),
            Repr::Cancelled { operation, .. } => write!(formatter, "{operation}: it was cancelled"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.0 {
            Repr::Call(error) => error.source(),
            Repr::Checksum { .. } | Repr::Cancelled { .. } => None,
            // It is in the line already.
            Repr::Io { error, .. } => error.get_ref().map(|error| error as _),
        }
    }
}
