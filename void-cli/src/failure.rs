//! [`Failure`]: why the command did not do what it was asked to, for a person and for a script.

use std::{error::Error, io};

use void_core::config::ConfigError;
use void_local::control::ControlError;

use crate::exit::Exit;

/// Why the command did not do what it was asked to.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// The service's error code, where it answered with one.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
    /// The service that was called.
    pub(crate) service: Option<Service>,
}

/// The services that commands call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Messaging,
    Streams,
    Storage,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, code: None, message: message.into(), hint: None, service: None }
    }

    /// It was asked for what can't be.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A file of this machine that can't be read or written.
    pub(crate) fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Self::new(Exit::Failed, format!("{}: {error}", path.display()))
    }

    fn of_call(service: Service, exit: Exit, code: Option<&str>, error: &dyn Error) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !message.contains(&text) {
                message = format!("{message}: {text}");
            }
            cause = error.source();
        }
        Self { code: code.map(str::to_owned), service: Some(service), ..Self::new(exit, message) }
    }
}

impl From<io::Error> for Failure {
    /// An output that nobody reads any more is no failure: `void … | head`.
    fn from(error: io::Error) -> Self {
        let exit = if error.kind() == io::ErrorKind::BrokenPipe { Exit::Done } else { Exit::Failed };
        Self::new(exit, error.to_string())
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string())
    }
}

/// What the kinds of a service's errors mean for the exit code.
macro_rules! failures_of {
    ($service:ident, $sdk:ident, not_found: $($not_found:ident)|+) => {
        impl From<$sdk::Error> for Failure {
            fn from(error: $sdk::Error) -> Self {
                use $sdk::ErrorKind;
                let exit = match error.kind() {
                    $(ErrorKind::$not_found)|+ => Exit::NotFound,
                    ErrorKind::AccessDenied | ErrorKind::InvalidCredentials => Exit::Refused,
                    ErrorKind::Transport | ErrorKind::Timeout => Exit::Unreachable,
                    ErrorKind::Config | ErrorKind::InvalidRequest => Exit::Usage,
                    _ if error.status().is_some_and(|status| matches!(status.as_u16(), 401 | 403)) => Exit::Refused,
                    _ => Exit::Failed,
                };
                Self::of_call(Service::$service, exit, error.code(), &error)
            }
        }
    };
}

failures_of!(Messaging, void_messaging_sdk, not_found: QueueDoesNotExist | ResourceNotFound);
failures_of!(Streams, void_streams_sdk, not_found: ResourceNotFound);
failures_of!(Storage, void_storage_sdk, not_found: NoSuchBucket | NoSuchKey | NoSuchVersion | NotFound);

impl From<ControlError> for Failure {
    fn from(error: ControlError) -> Self {
        let message = error.to_string();
        match error {
            ControlError::Refused(refusal) => {
                let exit = match refusal.code.as_str() {
                    "NoSuchFunction" => Exit::NotFound,
                    "InvalidManifest" | "InvalidExecutable" | "InvalidParameter" | "InvalidRequest" => {
                        Exit::Usage
                    }
                    "AccessDenied" => Exit::Refused,
                    _ => Exit::Failed,
                };
                Self { code: Some(refusal.code), ..Self::new(exit, message) }
            }
            ControlError::Unreachable { .. } => {
                Self::new(Exit::Unreachable, message).with_hint("`void up` starts the local cloud")
            }
            _ => Self::new(Exit::Failed, message),
        }
    }
}
