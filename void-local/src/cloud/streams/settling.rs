//! [`Lane::settle`]: what becomes of a batch that its function has answered to.

use std::time::Duration;

use void_core::Timestamp;
use void_function_sdk::FailureAction;
use void_streams_sdk::Record;

use super::{
    judge::Judgement,
    lane::{Batch, BatchId, Lane},
};
use crate::{cloud::verdict::Failure, manifest::StreamEvent};

/// What became of records that were not handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) records: Vec<Record>,
    /// How often they were tried.
    pub(super) attempts: u32,
    pub(super) failure: Failure,
    pub(super) outcome: FateOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FateOutcome {
    /// Tried again in this time.
    Retried(Duration),
    /// Tried again at once, in two halves.
    Bisected,
    /// Not tried again.
    GivenUp(Condition),
}

/// Why records are not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// They were tried as often as they may.
    RetryAttemptsExhausted,
    /// They are too old, or the stream keeps them no more.
    RecordAgeExceeded,
    /// Their function said that no retry can mend it.
    NotRetryable,
}

impl Condition {
    /// As a dead letter's `requestContext.condition` has it; the last one is Void's own.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            Self::RecordAgeExceeded => "RecordAgeExceeded",
            Self::NotRetryable => "NotRetryable",
        }
    }
}

impl Lane {
    /// The records of a batch that runs.
    pub(super) fn records_of(&self, id: BatchId) -> Option<&[Record]> {
        self.batches.iter().find(|batch| batch.id == id).map(|batch| &*batch.records)
    }

    /// Does with a batch what was judged, and says what became of the records that were not handled.
    pub(super) fn settle(
        &mut self,
        id: BatchId,
        judgement: Judgement,
        event: &StreamEvent,
        now: Timestamp,
    ) -> Option<Fate> {
        let index = self.batches.iter().position(|batch| batch.id == id)?;
        let batch = self.batches.remove(index);
        match judgement {
            Judgement::Done => None,
            Judgement::Whole { failure, is_terminal } => {
                Some(self.fail_whole(index, batch, failure, is_terminal, event, now))
            }
            Judgement::From { place, action, failure } => {
                self.fail_from(index, batch, place, action, failure, event, now)
            }
        }
    }

    fn fail_whole(
        &mut self,
        index: usize,
        batch: Batch,
        failure: Failure,
        is_terminal: bool,
        event: &StreamEvent,
        now: Timestamp,
    ) -> Fate {
        let attempts = batch.failures + 1;
        let fate =
            |outcome| Fate { records: batch.records.clone(), attempts, failure: failure.clone(), outcome };
        if event.bisect_on_error && batch.records.len() > 1 {
            // Being halved is no retry: the halves begin where the whole did.
            let (first, second) = batch.records.split_at(batch.records.len() / 2);
            self.push_batch(index, second.to_vec(), batch.failures, now);
            self.push_batch(index, first.to_vec(), batch.failures, now);
            return fate(FateOutcome::Bisected);
        }
        if is_terminal {
            return fate(FateOutcome::GivenUp(Condition::NotRetryable));
        }
        if is_exhausted(event, attempts) {
            return fate(FateOutcome::GivenUp(Condition::RetryAttemptsExhausted));
        }
        let after = event.backoff.after_attempt(attempts);
        let fate = fate(FateOutcome::Retried(after));
        self.push_batch(index, batch.records, attempts, now + after);
        fate
    }

    #[expect(clippy::too_many_arguments, reason = "what the judgement had, taken apart once")]
    fn fail_from(
        &mut self,
        index: usize,
        batch: Batch,
        place: usize,
        action: FailureAction,
        failure: Failure,
        event: &StreamEvent,
        now: Timestamp,
    ) -> Option<Fate> {
        // Tries are counted for the record that fails: another one that is the first to fail begins anew.
        let before = if place == 0 { batch.failures } else { 0 };
        let mut rest: Vec<Record> = batch.records.into_iter().skip(place).collect();
        let attempts = before + 1;
        let (condition, after) = match action {
            FailureAction::NotAttempted => {
                self.push_batch(index, rest, before, now);
                return None;
            }
            FailureAction::DeadLetter => (Some(Condition::NotRetryable), Duration::ZERO),
            FailureAction::Retry { .. } if is_exhausted(event, attempts) => {
                (Some(Condition::RetryAttemptsExhausted), Duration::ZERO)
            }
            FailureAction::Retry { after } => {
                (None, after.unwrap_or_else(|| event.backoff.after_attempt(attempts)))
            }
        };
        if let Some(condition) = condition {
            let after_it = rest.split_off(1);
            self.push_batch(index, after_it, 0, now);
            return Some(Fate { records: rest, attempts, failure, outcome: FateOutcome::GivenUp(condition) });
        }
        let fate = Fate { records: rest.clone(), attempts, failure, outcome: FateOutcome::Retried(after) };
        if event.parallelization_factor > 1 {
            // Only the key that failed has to wait.
            let failed = rest[0].partition_key.clone();
            let others = rest.extract_if(.., |record| record.partition_key != failed).collect::<Vec<_>>();
            self.put_back(others.into_iter(), now);
        }
        self.push_batch(index, rest, attempts, now + after);
        Some(fate)
    }
}

fn is_exhausted(event: &StreamEvent, attempts: u32) -> bool {
    event.dead_letter.as_ref().is_some_and(|target| attempts > target.max_retries)
}
