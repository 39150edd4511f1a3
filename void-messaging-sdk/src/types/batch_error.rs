//! [`BatchResultErrorEntry`]: why one entry of a batch failed.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, ErrorKind},
    wire,
};

/// Why one entry of a batch failed; the others may have succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchResultErrorEntry {
    /// The id of the entry in the request.
    pub id: String,
    /// Whether the request is at fault, so that trying it again is no use.
    pub sender_fault: bool,
    /// The error code.
    pub code: String,
    /// The service's message, for a person; empty where it sends none.
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "wire::or_default")]
    pub message: String,
}

impl BatchResultErrorEntry {
    /// The code of an entry that failed, was sent again, and has no answer: it may have taken effect. The client
    /// sets it, the service never.
    pub const NO_ANSWER: &str = "NoAnswer";

    /// The code of an entry that was not sent, since its body could not be put into the store that it was to go to. The
    /// client sets it, the service never.
    pub const PAYLOAD_NOT_STORED: &str = "PayloadNotStored";

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        if self.code == Self::NO_ANSWER {
            return ErrorKind::Transport;
        }
        if self.code == Self::PAYLOAD_NOT_STORED {
            return ErrorKind::Payload;
        }
        ErrorKind::from_code(&self.code).unwrap_or(ErrorKind::Service)
    }

    /// Whether the same entry can succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        !self.sender_fault || self.kind().is_throttling()
    }

    /// What the entry's failure becomes when it is sent again in a call that fails with `error`.
    pub(crate) fn failed_again(mut self, error: &Error) -> Self {
        if error.may_have_been_applied() {
            self.message = format!("{} ({}), then {error}", self.code, self.message);
            self.code = Self::NO_ANSWER.to_owned();
        }
        self
    }
}
