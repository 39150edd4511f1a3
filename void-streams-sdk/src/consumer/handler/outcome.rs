//! [`BatchOutcome`]: what becomes of a batch once its handler is done with it.

use std::{fmt, time::Duration};

use void_core::Outcome;

use super::Batch;
use crate::consumer::{Checkpoint, UserRecord};

/// What becomes of a batch once its handler is done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an outcome takes effect only when the handler returns it"]
pub enum BatchOutcome {
    /// All of it is done.
    Done,
    /// It is handled again, all of it or, with bisecting, in two halves.
    Retry {
        /// Not before this has passed. `None` leaves it to the consumer's back-off.
        after: Option<Duration>,
        /// Why, for the log and the dead-letter sink.
        reason: String,
    },
    /// The records before this one are done. This one and those after it are handled again.
    FailedFrom {
        /// The first record that is not done.
        first: Checkpoint,
        /// Not before this has passed. `None` leaves it to the consumer's back-off.
        after: Option<Duration>,
        /// Why.
        reason: String,
    },
    /// Never to be handled: to the dead-letter sink now, whatever attempts are left.
    DeadLetter {
        /// The record; those before it are done, those after it are handled. `None`: all of the batch.
        record: Option<Checkpoint>,
        /// Why.
        reason: String,
    },
}

impl BatchOutcome {
    /// Handled again, because of `reason`.
    pub fn retry(reason: impl Into<String>) -> Self {
        Self::Retry { after: None, reason: reason.into() }
    }

    /// Done up to `record`, which is the first that is not.
    pub fn failed_from(record: &UserRecord, reason: impl Into<String>) -> Self {
        Self::FailedFrom { first: Checkpoint::after(record), after: None, reason: reason.into() }
    }

    /// Done up to `record`, which is never to be handled.
    pub fn dead_letter(record: &UserRecord, reason: impl Into<String>) -> Self {
        Self::DeadLetter { record: Some(Checkpoint::after(record)), reason: reason.into() }
    }
}

impl From<Outcome> for BatchOutcome {
    /// What holds for all of a batch.
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::Retry { after } => {
                Self::Retry { after, reason: "the handler asks for another attempt".to_owned() }
            }
            Outcome::DeadLetter { reason } => Self::DeadLetter { record: None, reason },
        }
    }
}

/// What a handler may answer with: a [`BatchOutcome`], an [`Outcome`] for all of the batch, `()` for done, or a `Result`
/// whose error means to try again.
pub trait IntoBatchOutcome: Send + 'static {
    /// Gives the outcome.
    fn into_batch_outcome(self) -> BatchOutcome;
}

impl IntoBatchOutcome for BatchOutcome {
    fn into_batch_outcome(self) -> BatchOutcome {
        self
    }
}

impl IntoBatchOutcome for Outcome {
    fn into_batch_outcome(self) -> BatchOutcome {
        self.into()
    }
}

impl IntoBatchOutcome for () {
    fn into_batch_outcome(self) -> BatchOutcome {
        BatchOutcome::Done
    }
}

impl<O: IntoBatchOutcome, E: fmt::Display + Send + 'static> IntoBatchOutcome for Result<O, E> {
    fn into_batch_outcome(self) -> BatchOutcome {
        match self {
            Ok(outcome) => outcome.into_batch_outcome(),
            Err(error) => BatchOutcome::retry(error.to_string()),
        }
    }
}

/// Handles a batch record by record: stops at the first that is not done.
pub(in crate::consumer) async fn each<H, F>(batch: Batch, handler: &H) -> BatchOutcome
where
    H: Fn(UserRecord) -> F + Sync,
    F: Future<Output: IntoBatchOutcome> + Send,
{
    for record in &batch {
        match handler(record.clone()).await.into_batch_outcome() {
            BatchOutcome::Done => {}
            BatchOutcome::Retry { after, reason } | BatchOutcome::FailedFrom { after, reason, .. } => {
                return BatchOutcome::FailedFrom { first: Checkpoint::after(record), after, reason };
            }
            BatchOutcome::DeadLetter { reason, .. } => return BatchOutcome::dead_letter(record, reason),
        }
    }
    BatchOutcome::Done
}
