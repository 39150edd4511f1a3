//! [`Error`]: why a call failed, and what a caller can do about it.

mod kind;

use std::{fmt, sync::Arc};

use http::StatusCode;
use void_core::{CallError, CallErrorKind, StoreError};

pub use self::kind::ErrorKind;
use crate::types::BatchResultErrorEntry;

/// A failed call, one word wide.
///
/// `Display` says in one line the operation, the code, the message and the request id.
#[derive(Clone)]
pub struct Error(Arc<Repr>);

#[derive(Debug)]
enum Repr {
    Call(CallError),
    Entry { operation: &'static str, entry: BatchResultErrorEntry },
    Checksum { operation: &'static str, what: &'static str, expected: String, received: String },
    Body { operation: &'static str, source: serde_json::Error },
    Payload { operation: &'static str, source: StoreError },
}

impl Error {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Repr::Call(error) => ErrorKind::of_call(error),
            Repr::Entry { entry, .. } => entry.kind(),
            Repr::Checksum { .. } => ErrorKind::ChecksumMismatch,
            Repr::Body { .. } => ErrorKind::InvalidBody,
            Repr::Payload { .. } => ErrorKind::Payload,
        }
    }

    /// The operation: `SendMessage`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match &*self.0 {
            Repr::Call(error) => error.operation(),
            Repr::Entry { operation, .. }
            | Repr::Checksum { operation, .. }
            | Repr::Body { operation, .. }
            | Repr::Payload { operation, .. } => operation,
        }
    }

    /// The service's error code, where it answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &*self.0 {
            Repr::Call(error) => error.code(),
            Repr::Entry { entry, .. } => Some(&entry.code),
            Repr::Checksum { .. } | Repr::Body { .. } | Repr::Payload { .. } => None,
        }
    }

    /// The HTTP status, where the service answered the whole call with an error.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.call_error().and_then(CallError::status)
    }

    /// The service's id of the request, where it answered the whole call with an error.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.call_error().and_then(CallError::request_id)
    }

    /// Whether the same call can succeed later. The client has already tried it as often as its configuration says.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match &*self.0 {
            Repr::Call(error) => error.is_retryable(),
            Repr::Entry { entry, .. } => entry.is_retryable(),
            Repr::Checksum { .. } | Repr::Body { .. } => false,
            Repr::Payload { source, .. } => source.is_retryable(),
        }
    }

    /// Whether the call may have taken effect all the same: the response to a send was lost, so the message may be
    /// there.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        match &*self.0 {
            Repr::Call(error) => error.may_have_been_applied(),
            Repr::Checksum { .. } => true,
            Repr::Entry { entry, .. } => entry.code == BatchResultErrorEntry::NO_ANSWER,
            Repr::Body { .. } | Repr::Payload { .. } => false,
        }
    }

    /// One entry of a batch failed.
    pub(crate) fn entry(operation: &'static str, entry: BatchResultErrorEntry) -> Self {
        Self(Arc::new(Repr::Entry { operation, entry }))
    }

    pub(crate) fn checksum(
        operation: &'static str,
        what: &'static str,
        expected: String,
        received: impl Into<String>,
    ) -> Self {
        Self(Arc::new(Repr::Checksum { operation, what, expected, received: received.into() }))
    }

    pub(crate) fn invalid_body(operation: &'static str, source: serde_json::Error) -> Self {
        Self(Arc::new(Repr::Body { operation, source }))
    }

    pub(crate) fn payload(operation: &'static str, source: StoreError) -> Self {
        Self(Arc::new(Repr::Payload { operation, source }))
    }

    pub(crate) fn invalid_request(operation: &'static str, message: impl Into<String>) -> Self {
        CallError::new(operation, CallErrorKind::InvalidRequest(message.into())).into()
    }

    pub(crate) fn invalid_response(operation: &'static str, message: impl Into<String>) -> Self {
        CallError::new(operation, CallErrorKind::InvalidResponse(message.into())).into()
    }

    fn call_error(&self) -> Option<&CallError> {
        match &*self.0 {
            Repr::Call(error) => Some(error),
            _ => None,
        }
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
            Repr::Entry { operation, entry } => {
                write!(formatter, "{operation}: entry {}: {}", entry.id, entry.code)?;
                if !entry.message.is_empty() {
                    write!(formatter, ": {}", entry.message)?;
                }
                Ok(())
            }
            Repr::Checksum { operation, what, expected, received } => write!(
                formatter,
                "{operation}: the MD5 of the {what} is {expected}, the service says {received}"
            ),
            Repr::Body { operation, .. } => {
                write!(formatter, "{operation}: the body is not the JSON expected")
            }
            Repr::Payload { operation, source } => write!(formatter, "{operation}: {source}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Repr::Call(error) => error.source(),
            Repr::Body { source, .. } => Some(source),
            // Its message is part of ours, so what is below it comes next.
            Repr::Payload { source, .. } => source.source(),
            Repr::Entry { .. } | Repr::Checksum { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use void_core::{CallError, CallErrorKind, ServiceError};

    use super::{Error, ErrorKind};
    use crate::types::BatchResultErrorEntry;

    #[test]
    fn is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn says_it_all_in_one_line() {
        let error = Error::from(CallError::new(
            "SendMessage",
            CallErrorKind::Service(ServiceError {
                code: "QueueDoesNotExist".to_owned(),
                query_code: None,
                message: "The specified queue does not exist.".to_owned(),
                status: http::StatusCode::BAD_REQUEST,
                request_id: Some("5b0b2d5f".to_owned()),
            }),
        ));
        assert_eq!(
            error.to_string(),
            "SendMessage: QueueDoesNotExist: The specified queue does not exist. (status 400, request id 5b0b2d5f)"
        );
        assert_eq!(error.kind(), ErrorKind::QueueDoesNotExist);
        assert_eq!(error.code(), Some("QueueDoesNotExist"));
        assert_eq!(error.request_id(), Some("5b0b2d5f"));
        assert!(!error.is_retryable() && !error.may_have_been_applied());
    }

    #[test]
    fn an_entrys_error_is_an_error() {
        let entry = BatchResultErrorEntry {
            id: "3".to_owned(),
            sender_fault: false,
            code: "InternalError".to_owned(),
            message: "try again".to_owned(),
        };
        let error = Error::entry("SendMessageBatch", entry);
        assert_eq!(error.to_string(), "SendMessageBatch: entry 3: InternalError: try again");
        assert_eq!(error.kind(), ErrorKind::InternalError);
        assert!(error.is_retryable());
    }

    #[test]
    fn a_source_is_not_repeated() {
        let source = serde_json::from_str::<u32>("\"x\"").unwrap_err();
        let error = Error::invalid_body("ReceiveMessage", source);
        assert!(!error.to_string().contains("invalid type"));
        assert!(error.source().unwrap().to_string().contains("invalid type"));
    }
}
