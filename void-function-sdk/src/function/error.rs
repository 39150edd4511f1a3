//! [`InvocationError`]: why an invocation gave no reply, and [`ErrorReport`], its form on the wire.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::guard::Panic;
use crate::{
    error::HandlerError,
    event::{DecodeError, EncodeError},
};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum InvocationErrorKind {
    /// The handler returned an error: another try may succeed.
    Failed,
    /// The handler returned a terminal error: no retry can mend it.
    Terminal,
    /// The handler panicked.
    Panicked,
    /// The handler was not done at its deadline.
    TimedOut,
    /// The payload is not the event that the handler takes.
    InvalidEvent,
    /// The handler's reply can't be written, or is larger than the host takes.
    InvalidReply,
    /// The function could not be set up.
    InitFailed,
}

impl InvocationErrorKind {
    /// The category and reason that the Runtime API is told (`Lambda-Runtime-Function-Error-Type`).
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Failed => "Function.Error",
            Self::Terminal => "Function.TerminalError",
            Self::Panicked => "Function.Panic",
            Self::TimedOut => "Function.Timeout",
            Self::InvalidEvent => "Runtime.InvalidEvent",
            Self::InvalidReply => "Runtime.InvalidResponse",
            Self::InitFailed => "Runtime.InitError",
        }
    }
}

/// Why an invocation gave no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", .report.error_type, .report.error_message)]
pub struct InvocationError {
    report: ErrorReport,
}

/// The error of an invocation as the Runtime API carries it. The field `void` is ours; other hosts ignore it.
///
/// ```json
/// {"errorType": "order::Declined", "errorMessage": "card 4 was declined", "stackTrace": [], "void": {"kind": "terminal"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorReport {
    /// The type of the error: a Rust type's path for a handler's own.
    pub error_type: String,
    /// What it says, for a person.
    #[serde(default)]
    pub error_message: String,
    /// What caused it, nearest first; for a panic its place and, under `RUST_BACKTRACE=1`, the backtrace.
    #[serde(default)]
    pub stack_trace: Vec<String>,
    /// What a host of ours acts on.
    #[serde(default)]
    pub void: Option<VoidReport>,
}

/// The part of an [`ErrorReport`] that hosts of ours act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VoidReport {
    /// What went wrong.
    pub kind: InvocationErrorKind,
}

impl InvocationError {
    /// Makes an error.
    pub fn new(kind: InvocationErrorKind, error_type: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            report: ErrorReport {
                error_type: error_type.into(),
                error_message: message.into(),
                stack_trace: Vec::new(),
                void: Some(VoidReport { kind }),
            },
        }
    }

    /// Takes over what a function reported. One of a foreign runtime, which has no `void` field, counts as
    /// [`InvocationErrorKind::Failed`].
    #[must_use]
    pub const fn from_report(report: ErrorReport) -> Self {
        Self { report }
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> InvocationErrorKind {
        self.report.void.map_or(InvocationErrorKind::Failed, |void| void.kind)
    }

    /// Whether no retry can mend it, so that the event goes straight to the dead-letter queue.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.kind() == InvocationErrorKind::Terminal
    }

    /// Whether the handler was not done at its deadline.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == InvocationErrorKind::TimedOut
    }

    /// The type of the error: the Rust type's path for a handler's own, `Void.…` for one of the SDK.
    #[must_use]
    pub fn error_type(&self) -> &str {
        &self.report.error_type
    }

    /// What it says, for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.report.error_message
    }

    /// The error as the Runtime API carries it.
    #[must_use]
    pub const fn report(&self) -> &ErrorReport {
        &self.report
    }

    pub(crate) fn timed_out(limit: Duration) -> Self {
        let message = format!("the handler was not done after {:.2} s", limit.as_secs_f64());
        Self::new(InvocationErrorKind::TimedOut, "Void.Timeout", message)
    }

    pub(crate) fn panicked(panic: Panic) -> Self {
        let message = match &panic.location {
            Some(location) => format!("{} (at {location})", panic.message),
            None => panic.message,
        };
        let mut error = Self::new(InvocationErrorKind::Panicked, "Void.Panic", message);
        error.report.stack_trace = panic.location.into_iter().chain(panic.backtrace).collect();
        error
    }

    #[cfg(feature = "http")]
    pub(crate) fn init_failed(error: &HandlerError) -> Self {
        Self::of_handler(InvocationErrorKind::InitFailed, error)
    }

    fn of_handler(kind: InvocationErrorKind, error: &HandlerError) -> Self {
        let mut made = Self::new(kind, error.error_type(), error.to_string());
        made.report.stack_trace = error.causes();
        made
    }
}

impl From<HandlerError> for InvocationError {
    fn from(error: HandlerError) -> Self {
        let kind =
            if error.is_terminal() { InvocationErrorKind::Terminal } else { InvocationErrorKind::Failed };
        Self::of_handler(kind, &error)
    }
}

impl From<DecodeError> for InvocationError {
    fn from(error: DecodeError) -> Self {
        Self::new(InvocationErrorKind::InvalidEvent, "Void.InvalidEvent", error.to_string())
    }
}

impl From<EncodeError> for InvocationError {
    fn from(error: EncodeError) -> Self {
        Self::new(InvocationErrorKind::InvalidReply, "Void.InvalidReply", error.to_string())
    }
}

impl fmt::Display for InvocationErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.reason())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_error_is_told_apart_on_the_wire() {
        let error = InvocationError::from(HandlerError::terminal("no such card"));
        let wire = serde_json::to_string(error.report()).unwrap();
        assert_eq!(
            wire,
            r#"{"errorType":"HandlerError","errorMessage":"no such card","stackTrace":[],"void":{"kind":"terminal"}}"#
        );
        let read = InvocationError::from_report(serde_json::from_str(&wire).unwrap());
        assert!(read.is_terminal());
        assert_eq!(read, error);
        assert_eq!(read.to_string(), "HandlerError: no such card");
    }

    #[test]
    fn a_foreign_runtimes_report_is_an_ordinary_failure() {
        let report = serde_json::from_str(r#"{"errorType":"ValueError","errorMessage":"x"}"#).unwrap();
        let error = InvocationError::from_report(report);
        assert_eq!((error.kind(), error.message()), (InvocationErrorKind::Failed, "x"));
    }

    #[test]
    fn a_panic_says_where() {
        let panic = Panic {
            message: "boom".to_owned(),
            location: Some("src/lib.rs:3:9".to_owned()),
            backtrace: vec!["0: main".to_owned()],
        };
        let error = InvocationError::panicked(panic);
        assert_eq!(error.message(), "boom (at src/lib.rs:3:9)");
        assert_eq!(error.report().stack_trace, ["src/lib.rs:3:9", "0: main"]);
    }
}
