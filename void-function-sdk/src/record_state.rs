//! [`State`]: how far the handling of one record of a batch has come.

use void_core::Outcome;

use crate::{
    error::HandlerError,
    function::guard::Panic,
    queue::{BatchItemFailure, FailureAction},
};

/// How far the handling of a record has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    NotStarted,
    Running,
    Done,
    /// What to do with it, the error's type, and the error.
    Failed(FailureAction, String, String),
}

impl State {
    /// What a handler answered.
    pub(crate) fn of(answer: Result<Outcome, HandlerError>) -> Self {
        match answer {
            Ok(Outcome::Done) => Self::Done,
            Ok(Outcome::Retry { after }) => {
                let reason = "the handler asked for another try".to_owned();
                Self::Failed(FailureAction::Retry { after }, "Void.Retry".to_owned(), reason)
            }
            Ok(Outcome::DeadLetter { reason }) => Self::dead_letter("Void.DeadLetter", reason),
            Err(error) if error.is_terminal() => Self::dead_letter(error.error_type(), error.to_string()),
            Err(error) => {
                let action = FailureAction::Retry { after: None };
                Self::Failed(action, error.error_type().to_owned(), error.to_string())
            }
        }
    }

    /// A handler that panicked.
    pub(crate) fn of_panic(panic: Panic) -> Self {
        let message = match panic.location {
            Some(location) => format!("{} (at {location})", panic.message),
            None => panic.message,
        };
        Self::Failed(FailureAction::Retry { after: None }, "Void.Panic".to_owned(), message)
    }

    /// What no retry can mend.
    pub(crate) fn dead_letter(error_type: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Failed(FailureAction::DeadLetter, error_type.into(), message.into())
    }

    /// What is reported of the record `id`, which is a `what`; nothing where it is done.
    pub(crate) fn into_failure(self, id: String, what: &str) -> Option<BatchItemFailure> {
        let failure = BatchItemFailure::retry(id);
        Some(match self {
            Self::Done => return None,
            Self::NotStarted => failure.with_action(FailureAction::NotAttempted),
            Self::Running => {
                failure.with_cause("Void.Timeout", format!("the {what} was not handled before the deadline"))
            }
            Self::Failed(action, error_type, message) => {
                failure.with_action(action).with_cause(error_type, message)
            }
        })
    }
}
