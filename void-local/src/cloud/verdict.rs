//! What becomes of each message of a batch: a pure function of what the function answered.

use std::{collections::HashSet, fmt, time::Duration};

use void_function_sdk::{BatchItemFailure, BatchResponse, Bytes, FailureAction, InvocationError};

use crate::manifest::{Backoff, QueueEvent};

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Handled: deleted.
    Done,
    /// Delivered again, in `after`.
    Retry { after: Duration, failure: Failure },
    /// Delivered again at once, and this attempt does not count: the handler never saw it.
    Release,
    /// To the dead-letter queue.
    DeadLetter { failure: Failure },
    /// Deleted, since there is no dead-letter queue for what can't be handled.
    Drop { failure: Failure },
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) error_type: String,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(error_type: impl Into<String>, message: impl Into<String>) -> Self {
        Self { error_type: error_type.into(), message: message.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.error_type, self.message)
    }
}

/// The part of a trigger that verdicts depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Retries before the dead-letter queue; `None`: there is none, so a message is tried until it expires.
    pub(crate) max_retries: Option<u32>,
    pub(crate) backoff: Backoff,
}

impl Policy {
    pub(crate) fn of(event: &QueueEvent) -> Self {
        Self {
            max_retries: event.dead_letter.as_ref().map(|target| target.max_retries),
            backoff: event.backoff.clone(),
        }
    }

    /// A message that failed at its `attempt`th try.
    fn failed(&self, attempt: u32, after: Option<Duration>, failure: Failure) -> Verdict {
        match self.max_retries {
            Some(retries) if attempt > retries => Verdict::DeadLetter { failure },
            _ => Verdict::Retry {
                after: after.unwrap_or_else(|| self.backoff.after_attempt(attempt)),
                failure,
            },
        }
    }

    /// A message that no retry can mend.
    pub(crate) const fn hopeless(&self, failure: Failure) -> Verdict {
        match self.max_retries {
            Some(_) => Verdict::DeadLetter { failure },
            None => Verdict::Drop { failure },
        }
    }

    fn verdict(&self, attempt: u32, failed: &BatchItemFailure) -> Verdict {
        let cause = cause_of(failed);
        match failed.action {
            FailureAction::Retry { after } => self.failed(attempt, after, cause),
            FailureAction::DeadLetter => self.hopeless(cause),
            FailureAction::NotAttempted => Verdict::Release,
        }
    }
}

/// What the function says went wrong with a record.
pub(crate) fn cause_of(failed: &BatchItemFailure) -> Failure {
    failed.cause.as_ref().map_or_else(
        || Failure::new("Void.RecordFailed", "the function reported the record as failed"),
        |cause| Failure::new(&cause.error_type, &cause.message),
    )
}

/// Judges a batch of messages, each with its id and the number of its attempt, by what the function answered.
///
/// An answer that is no batch response, or that names a message which is not in the batch, counts as the failure of all:
/// the function's author meant something to fail, and it is not known what.
pub(crate) fn judge(
    policy: &Policy,
    messages: &[(&str, u32)],
    answer: &Result<Bytes, InvocationError>,
) -> Vec<Verdict> {
    let failure = match answer {
        Ok(payload) => match read_response(messages, payload) {
            Ok(response) => return judge_each(policy, messages, &response),
            Err(failure) => failure,
        },
        Err(error) => {
            let failure = Failure::new(error.error_type(), error.message());
            if error.is_terminal() {
                return messages.iter().map(|_| policy.hopeless(failure.clone())).collect();
            }
            failure
        }
    };
    messages.iter().map(|(_, attempt)| policy.failed(*attempt, None, failure.clone())).collect()
}

fn judge_each(policy: &Policy, messages: &[(&str, u32)], response: &BatchResponse) -> Vec<Verdict> {
    let verdict = |(id, attempt): &(&str, u32)| {
        response.failure(id).map_or(Verdict::Done, |failed| policy.verdict(*attempt, failed))
    };
    messages.iter().map(verdict).collect()
}

/// Reads the answer of a function to a batch.
pub(crate) fn read_response(messages: &[(&str, u32)], payload: &[u8]) -> Result<BatchResponse, Failure> {
    let invalid = |message: String| Failure::new("Void.InvalidReply", message);
    let response = BatchResponse::from_payload(payload)
        .map_err(|error| invalid(format!("the function's answer is no batch response: {error}")))?;
    let known: HashSet<&str> = messages.iter().map(|(id, _)| *id).collect();
    match response.batch_item_failures.iter().find(|failed| !known.contains(failed.item_identifier.as_str()))
    {
        Some(failed) => {
            let id = &failed.item_identifier;
            Err(invalid(format!("the function's answer names `{id}`, which is no message of the batch")))
        }
        None => Ok(response),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use void_function_sdk::{
        BatchItemFailure, BatchResponse, FailureAction, InvocationError, InvocationErrorKind,
    };

    use super::{Failure, Policy, Verdict, judge};
    use crate::manifest::Backoff;

    fn policy(max_retries: Option<u32>) -> Policy {
        Policy { max_retries, backoff: Backoff::default() }
    }

    fn error(kind: InvocationErrorKind) -> InvocationError {
        InvocationError::new(kind, "Declined", "no funds")
    }

    fn declined() -> Failure {
        Failure::new("Declined", "no funds")
    }

    fn retry(seconds: u64) -> Verdict {
        Verdict::Retry { after: Duration::from_secs(seconds), failure: declined() }
    }

    #[test]
    fn an_error_fails_every_message_by_its_own_attempts() {
        let messages = [("a", 1), ("b", 3), ("c", 4), ("d", 9)];
        let verdicts = judge(&policy(Some(3)), &messages, &Err(error(InvocationErrorKind::Failed)));
        let dead = Verdict::DeadLetter { failure: declined() };
        assert_eq!(verdicts, [retry(1), retry(4), dead.clone(), dead]);
    }

    #[test]
    fn without_a_dead_letter_queue_a_message_is_tried_until_it_expires() {
        let verdicts = judge(&policy(None), &[("a", 900)], &Err(error(InvocationErrorKind::TimedOut)));
        assert_eq!(verdicts, [retry(60)]);
    }

    #[test]
    fn a_terminal_error_is_not_tried_again() {
        let answer = Err(error(InvocationErrorKind::Terminal));
        assert_eq!(
            judge(&policy(Some(3)), &[("a", 1)], &answer),
            [Verdict::DeadLetter { failure: declined() }]
        );
        assert_eq!(judge(&policy(None), &[("a", 1)], &answer), [Verdict::Drop { failure: declined() }]);
    }

    #[test]
    fn only_the_records_that_it_names_fail() {
        let failed = |id: &str, action| {
            BatchItemFailure::retry(id).with_action(action).with_cause("Declined", "no funds")
        };
        let mut response = BatchResponse::all_done();
        response.batch_item_failures = vec![
            failed("later", FailureAction::Retry { after: Some(Duration::from_secs(90)) }),
            failed("never", FailureAction::DeadLetter),
            failed("unseen", FailureAction::NotAttempted),
            failed("last", FailureAction::Retry { after: Some(Duration::from_secs(90)) }),
        ];
        let messages = [("fine", 4), ("later", 3), ("never", 1), ("unseen", 4), ("last", 4)];
        let dead = Verdict::DeadLetter { failure: declined() };
        assert_eq!(
            judge(&policy(Some(3)), &messages, &Ok(response.to_payload())),
            [Verdict::Done, retry(90), dead.clone(), Verdict::Release, dead]
        );
    }

    #[test]
    fn an_answer_of_nothing_means_done() {
        for answer in ["", "null", "{}"] {
            assert_eq!(judge(&policy(Some(0)), &[("a", 1)], &Ok(answer.into())), [Verdict::Done], "{answer}");
        }
    }

    #[test]
    fn an_answer_that_makes_no_sense_fails_every_message() {
        let stray = BatchResponse::all_done().failed("x").to_payload();
        for answer in [stray, "{\"batchItemFailures\":7}".into(), "\"ok\"".into()] {
            let verdicts = judge(&policy(Some(3)), &[("a", 1), ("b", 1)], &Ok(answer));
            let invalid = |verdict: &Verdict| match verdict {
                Verdict::Retry { failure, .. } => failure.error_type == "Void.InvalidReply",
                _ => false,
            };
            assert!(verdicts.len() == 2 && verdicts.iter().all(invalid), "{verdicts:?}");
        }
    }
}
