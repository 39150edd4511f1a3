//! [`Error`]: why a call failed, and what a caller can do about it.

mod kind;

use std::{error::Error as StdError, fmt, sync::Arc};

use http::StatusCode;
use void_core::{CallError, CallErrorKind};

use crate::operations::{Operation, PutRecordsRequest, PutRecordsResultEntry};

pub use self::kind::ErrorKind;

/// A failed call, one word wide.
///
/// `Display` says in one line the operation, the code, the message and the request id.
#[derive(Clone)]
pub struct Error(Arc<Repr>);

#[derive(Debug)]
enum Repr {
    Call(CallError),
    Record { operation: &'static str, code: String, message: String },
    Data { operation: &'static str, source: serde_json::Error },
    NotPut { last: Option<Error>, may_be_there: bool },
    Store { message: String, source: Option<Box<dyn StdError + Send + Sync>> },
}

impl Error {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Repr::Call(error) => ErrorKind::of_call(error),
            Repr::Record { code, .. } if code == PutRecordsResultEntry::NO_ANSWER => ErrorKind::Transport,
            Repr::Record { code, .. } => ErrorKind::from_code(code).unwrap_or(ErrorKind::Service),
            Repr::NotPut { last, .. } => last.as_ref().map_or(ErrorKind::Timeout, Self::kind),
            Repr::Data { .. } => ErrorKind::InvalidData,
            Repr::Store { .. } => ErrorKind::CheckpointStore,
        }
    }

    /// The operation: `PutRecord`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match &*self.0 {
            Repr::Call(error) => error.operation(),
            Repr::Record { operation, .. } | Repr::Data { operation, .. } => operation,
            Repr::NotPut { .. } => PutRecordsRequest::NAME,
            Repr::Store { .. } => "CheckpointStore",
        }
    }

    /// The service's error code, where it answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &*self.0 {
            Repr::Call(error) => error.code(),
            Repr::Record { code, .. } => Some(code),
            Repr::NotPut { last, .. } => last.as_ref().and_then(Self::code),
            Repr::Data { .. } | Repr::Store { .. } => None,
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
            Repr::Record { .. } => {
                let kind = self.kind();
                kind.is_throttling()
                    || matches!(
                        kind,
                        ErrorKind::InternalFailure | ErrorKind::ServiceUnavailable | ErrorKind::Transport
                    )
            }
            Repr::NotPut { last, .. } => last.as_ref().is_none_or(Self::is_retryable),
            Repr::Data { .. } => false,
            Repr::Store { .. } => true,
        }
    }

    /// Whether the call may have taken effect all the same: the response to a put was lost, so the record may be there.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        match &*self.0 {
            Repr::Call(error) => error.may_have_been_applied(),
            Repr::Record { .. } => {
                matches!(self.kind(), ErrorKind::InternalFailure | ErrorKind::Transport)
            }
            Repr::NotPut { may_be_there, .. } => *may_be_there,
            Repr::Data { .. } => false,
            Repr::Store { .. } => true,
        }
    }

    /// Makes the error of a [`CheckpointStore`](crate::consumer::CheckpointStore) that can't be read or written at the moment.
    pub fn checkpoint_store(
        message: impl Into<String>,
        source: impl Into<Option<Box<dyn StdError + Send + Sync>>>,
    ) -> Self {
        Self(Arc::new(Repr::Store { message: message.into(), source: source.into() }))
    }

    /// One record of a batch failed.
    pub(crate) fn record(
        operation: &'static str,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self(Arc::new(Repr::Record { operation, code: code.into(), message: message.into() }))
    }

    /// A record was not put for good: with what went wrong last, or nothing where its time was over before it was sent.
    pub(crate) fn not_put(last: Option<Self>, may_be_there: bool) -> Self {
        match last {
            Some(last) if last.may_have_been_applied() == may_be_there => last,
            last => Self(Arc::new(Repr::NotPut { last, may_be_there })),
        }
    }

    pub(crate) fn invalid_data(operation: &'static str, source: serde_json::Error) -> Self {
        Self(Arc::new(Repr::Data { operation, source }))
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
            Repr::NotPut { last, .. } => last.as_ref().and_then(Self::call_error),
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
            Repr::Record { operation, code, message } => {
                write!(formatter, "{operation}: a record: {code}")?;
                if !message.is_empty() {
                    write!(formatter, ": {message}")?;
                }
                Ok(())
            }
            Repr::NotPut { last: Some(last), .. } => {
                write!(formatter, "{last}, and an earlier attempt may have been applied")
            }
            Repr::NotPut { last: None, .. } => {
                write!(
                    formatter,
                    "{}: the record's time was over before it was sent",
                    PutRecordsRequest::NAME
                )
            }
            Repr::Data { operation, .. } => {
                write!(formatter, "{operation}: the data is not the JSON expected")
            }
            Repr::Store { message, .. } => write!(formatter, "checkpoint store: {message}"),
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
            Repr::Data { source, .. } => Some(source),
            Repr::Store { source, .. } => source.as_ref().map(|source| &**source as _),
            Repr::NotPut { last, .. } => last.as_ref().and_then(StdError::source),
            Repr::Record { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use void_core::{CallError, CallErrorKind, ServiceError};

    use super::{Error, ErrorKind};

    #[test]
    fn says_in_one_line_what_failed() {
        let error = ServiceError {
            code: "ResourceNotFoundException".to_owned(),
            query_code: None,
            message: "Stream orders under account 000000000000 not found.".to_owned(),
            status: http::StatusCode::BAD_REQUEST,
            request_id: Some("id-1".to_owned()),
        };
        let error = Error::from(CallError::new("PutRecord", CallErrorKind::Service(error)));
        assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
        assert!(!error.is_retryable() && !error.may_have_been_applied());
        let text = error.to_string();
        for part in ["PutRecord", "ResourceNotFoundException", "orders", "id-1"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn a_record_that_was_throttled_may_pass_later() {
        let error = Error::record("PutRecords", "ProvisionedThroughputExceededException", "Rate exceeded");
        assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
        assert!(error.is_retryable() && !error.may_have_been_applied() && error.kind().is_throttling());
        assert!(Error::record("PutRecords", "InternalFailure", "").may_have_been_applied());
        assert_eq!(std::mem::size_of::<Error>(), std::mem::size_of::<usize>());
    }
}
