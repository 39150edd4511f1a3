//! [`TransportError`]: there is no answer.

use std::{error::Error, fmt};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made: the request was not sent.
    Connect,
    /// The connection was taken from the pool and had died: it may or may not have carried the request.
    ConnectionLost,
    /// No answer came in time.
    Timeout,
    /// The body of the request or the response broke off.
    Body,
    /// The body is larger than the reader accepts.
    BodyTooLarge,
    /// The request can't be sent as it is: a bad URL or header.
    InvalidRequest,
    /// Anything else.
    Other,
}

/// An exchange that gave no response: refused, broken off, or late.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TransportError {
    /// Makes an error that says `message`.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// Adds what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Why there is no answer.
    #[must_use]
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the server may have received and carried out the request all the same.
    #[must_use]
    pub const fn may_have_been_applied(&self) -> bool {
        !matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::InvalidRequest)
    }

    /// Whether sending the same again can succeed.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::Connect
                | TransportErrorKind::ConnectionLost
                | TransportErrorKind::Timeout
                | TransportErrorKind::Body
        )
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
