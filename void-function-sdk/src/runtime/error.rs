//! [`RuntimeError`]: why a function's process ends.

use std::{error::Error, fmt};

use crate::error::{BoxError, HandlerError};

/// Why [`run`](super::run) came to an end, other than by a request to shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RuntimeErrorKind {
    /// The handler could not be made. The host was told, where the error came out of [`run_with`](super::run_with).
    Init,
    /// No host is there: neither `VOID_RUNTIME_API` nor `AWS_LAMBDA_RUNTIME_API` is set.
    NoHost,
    /// The host's Runtime API can't be reached, or does not do what it documents.
    RuntimeApi,
}

/// Why a function's process ends: what `main` returns.
///
/// Any error turns into one by `?`, as [`RuntimeErrorKind::Init`], so that `main` can make its clients before it runs.
/// `Debug`, which Rust prints when `main` returns an error, shows the message and its causes in one line.
pub struct RuntimeError {
    kind: RuntimeErrorKind,
    message: String,
    source: Option<BoxError>,
}

impl RuntimeError {
    pub(super) fn new(kind: RuntimeErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    pub(super) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(super) fn init(error: &HandlerError) -> Self {
        let causes = error.causes().into_iter().fold(String::new(), |all, cause| all + ": " + &cause);
        Self::new(RuntimeErrorKind::Init, format!("the function could not be set up: {error}{causes}"))
    }

    /// Why the process ends.
    #[must_use]
    pub const fn kind(&self) -> RuntimeErrorKind {
        self.kind
    }
}

impl<E: Into<BoxError>> From<E> for RuntimeError {
    fn from(error: E) -> Self {
        Self::new(RuntimeErrorKind::Init, "the function could not be set up").with_source(error)
    }
}

impl fmt::Display for RuntimeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        let mut next: Option<&(dyn Error + 'static)> = self.source.as_deref().map(|source| source as _);
        while let Some(error) = next {
            write!(formatter, ": {error}")?;
            next = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for RuntimeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_in_one_line_what_and_why() {
        let by_question_mark = || -> Result<(), RuntimeError> { Err(std::io::Error::other("no disk"))? };
        let error = by_question_mark().unwrap_err();
        assert_eq!(error.kind(), RuntimeErrorKind::Init);
        assert_eq!(format!("{error:?}"), "the function could not be set up: no disk");
    }
}
