//! What an error of the HTTP client means, down to the cause that the operating system gave.

use std::{error::Error, io};

use crate::transport::{TransportError, TransportErrorKind};

/// An error before there was a response.
pub(super) fn sending(error: reqwest::Error, host: &str) -> TransportError {
    let kind = kind_of(&error);
    // A URL can carry a signature.
    TransportError::new(kind, message(kind, host)).with_source(error.without_url())
}

/// The same of the client below it.
pub(super) fn failed(
    error: impl Error + Send + Sync + 'static,
    is_connect: bool,
    host: &str,
) -> TransportError {
    let kind = if is_connect { TransportErrorKind::Connect } else { kind_of_cause(error.source()) };
    TransportError::new(kind, message(kind, host)).with_source(error)
}

fn message(kind: TransportErrorKind, host: &str) -> String {
    match kind {
        TransportErrorKind::Connect => format!("no connection to {host}"),
        TransportErrorKind::ConnectionLost => format!("the connection to {host} was lost"),
        TransportErrorKind::Timeout => format!("no answer from {host} in time"),
        TransportErrorKind::Body => "the request's body broke off".to_owned(),
        TransportErrorKind::InvalidRequest => format!("the request to {host} can't be sent"),
        _ => format!("the exchange with {host} failed"),
    }
}

/// What can end a response's body.
pub(super) trait Cause {
    /// The error without what is secret in it.
    fn into_source(self) -> Box<dyn Error + Send + Sync>;
}

impl Cause for reqwest::Error {
    fn into_source(self) -> Box<dyn Error + Send + Sync> {
        self.without_url().into()
    }
}

impl Cause for hyper::Error {
    fn into_source(self) -> Box<dyn Error + Send + Sync> {
        self.into()
    }
}

/// An error while the response's body is read.
pub(super) fn receiving(error: impl Cause) -> TransportError {
    TransportError::new(TransportErrorKind::Body, "the response's body broke off")
        .with_source(error.into_source())
}

fn kind_of(error: &reqwest::Error) -> TransportErrorKind {
    if error.is_builder() {
        return TransportErrorKind::InvalidRequest;
    }
    if error.is_connect() {
        return TransportErrorKind::Connect;
    }
    if error.is_timeout() {
        return TransportErrorKind::Timeout;
    }
    kind_of_cause(error.source())
}

fn kind_of_cause(mut cause: Option<&(dyn Error + 'static)>) -> TransportErrorKind {
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<TransportError>() {
            return error.kind();
        }
        if let Some(kind) = error.downcast_ref::<hyper::Error>().and_then(kind_of_hyper) {
            return kind;
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return kind_of_io(error.kind());
        }
        cause = error.source();
    }
    TransportErrorKind::Other
}

/// `None` where the cause below says more.
fn kind_of_hyper(error: &hyper::Error) -> Option<TransportErrorKind> {
    if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        Some(TransportErrorKind::ConnectionLost)
    } else if error.is_timeout() {
        Some(TransportErrorKind::Timeout)
    } else if error.is_parse() {
        Some(TransportErrorKind::Other)
    } else {
        None
    }
}

const fn kind_of_io(kind: io::ErrorKind) -> TransportErrorKind {
    match kind {
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable => TransportErrorKind::Connect,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::NotConnected
        | io::ErrorKind::UnexpectedEof => TransportErrorKind::ConnectionLost,
        io::ErrorKind::TimedOut => TransportErrorKind::Timeout,
        _ => TransportErrorKind::Other,
    }
}
