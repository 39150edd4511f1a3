//! [`Problem`]: why an operation is refused.

use std::{borrow::Cow, fmt};

/// What kind of refusal it is; named as the service's documentation names its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// Two entries of a batch have one id.
    BatchEntryIdsNotDistinct,
    /// The messages of a batch are together larger than allowed.
    BatchRequestTooLong,
    /// A batch has no entries.
    EmptyBatchRequest,
    /// The URL is not a queue's.
    InvalidAddress,
    /// There is no such attribute of a queue.
    InvalidAttributeName,
    /// A queue's attribute can't have this value.
    InvalidAttributeValue,
    /// The id of a batch entry has characters that it must not have, or too many.
    InvalidBatchEntryId,
    /// A message has characters outside the allowed set.
    InvalidMessageContents,
    /// A parameter can't have this value.
    InvalidParameterValue,
    /// The message is not in flight.
    MessageNotInflight,
    /// A parameter that the operation needs is not there.
    MissingParameter,
    /// A limit is reached.
    OverLimit,
    /// The queue was purged less than 60 seconds ago.
    PurgeQueueInProgress,
    /// A queue of this name was deleted less than 60 seconds ago.
    QueueDeletedRecently,
    /// There is no such queue.
    QueueDoesNotExist,
    /// There is a queue of this name with other attributes.
    QueueNameExists,
    /// The receipt handle was not given out for this queue.
    ReceiptHandleIsInvalid,
    /// The resource that an ARN or a task handle names does not exist.
    ResourceNotFound,
    /// A batch has more entries than allowed.
    TooManyEntriesInBatchRequest,
    /// The queue or the resource is in a state in which this is not possible.
    UnsupportedOperation,
}

/// An operation is refused, and nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    message: Cow<'static, str>,
}

impl Problem {
    /// Makes a problem that says `message`.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    /// The parameter `name` can't be `value`, because of `reason`.
    pub fn parameter(name: &str, value: impl fmt::Display, reason: &str) -> Self {
        let message = format!("Value {value} for parameter {name} is invalid. Reason: {reason}");
        Self::new(Code::InvalidParameterValue, message)
    }

    /// The parameter `name` is missing.
    #[must_use]
    pub fn missing(name: &str) -> Self {
        Self::new(Code::MissingParameter, format!("The request must contain the parameter {name}."))
    }

    /// There is no such queue.
    #[must_use]
    pub fn no_queue() -> Self {
        Self::new(Code::QueueDoesNotExist, "The specified queue does not exist.")
    }

    /// What kind of refusal it is.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The message, for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The message, given away.
    #[must_use]
    pub fn into_message(self) -> Cow<'static, str> {
        self.message
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {}", self.code, self.message)
    }
}

impl std::error::Error for Problem {}
