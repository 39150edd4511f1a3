//! [`step`]: what follows from a handler's outcome. A plain function.
//!
//! What AWS Lambda does with a stream's batches, but for one thing: where the handler says which record failed, that record
//! alone is given up in the end, and not all that came with it.

use std::time::Duration;

use super::{batch::Piece, outcome::BatchOutcome};
use crate::consumer::Checkpoint;

/// How often a batch is tried, and how it is made smaller.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    /// How often it is tried again. `None`: for ever.
    pub(super) max_retries: Option<u32>,
    pub(super) is_bisecting: bool,
}

/// What follows. The parts are in the order of the records.
#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    /// Is done.
    pub(super) done: Option<Piece>,
    /// Is given up.
    pub(super) dead: Option<(Piece, String)>,
    /// Is tried next.
    pub(super) next: Vec<Piece>,
    /// Tried again because it failed: not at once. The time, where the handler told one.
    pub(super) wait: Option<Option<Duration>>,
}

pub(super) fn step(piece: &Piece, outcome: BatchOutcome, policy: Policy) -> Step {
    let all = |piece: &Piece| Some(piece.clone());
    match outcome {
        BatchOutcome::Done => Step { done: all(piece), ..Step::default() },
        BatchOutcome::DeadLetter { record: None, reason } => {
            Step { dead: Some((tried(piece), reason)), ..Step::default() }
        }
        BatchOutcome::DeadLetter { record: Some(record), reason } => match find(piece, &record) {
            Some(place) => dead_at(piece, place, reason),
            None => failed(
                piece,
                None,
                format!("the handler names a record that it was not given: {reason}"),
                policy,
            ),
        },
        BatchOutcome::Retry { after, reason } => failed(piece, after, reason, policy),
        BatchOutcome::FailedFrom { first, after, reason } => match find(piece, &first) {
            Some(place) => failed_from(piece, place, after, reason, policy),
            None => failed(
                piece,
                None,
                format!("the handler names a record that it was not given: {reason}"),
                policy,
            ),
        },
    }
}

/// Where in the piece the record is; the first user record of it, where only the record of the stream is named.
fn find(piece: &Piece, named: &Checkpoint) -> Option<usize> {
    piece.records().iter().position(|record| {
        record.record.sequence_number == named.sequence_number
            && named.sub_sequence_number.is_none_or(|sub| sub == record.sub_sequence_number)
    })
}

/// The record at `place` is given up; what comes after it begins anew.
fn dead_at(piece: &Piece, place: usize, reason: String) -> Step {
    let (done, rest) = piece.split_at(place);
    let (dead, next) = rest.split_at(1);
    let dead = if place == 0 { tried(&dead) } else { Piece { failures: 1, ..dead } };
    Step {
        done: some(done),
        dead: Some((dead, reason)),
        next: some(Piece { failures: 0, ..next }).into_iter().collect(),
        wait: None,
    }
}

/// It is known which record failed: that at `place`.
fn failed_from(piece: &Piece, place: usize, after: Option<Duration>, reason: String, policy: Policy) -> Step {
    let failures = if place == 0 { piece.failures + 1 } else { 1 };
    if is_spent(failures, policy) {
        return dead_at(piece, place, reason);
    }
    let (done, rest) = piece.split_at(place);
    Step { done: some(done), dead: None, next: vec![Piece { failures, ..rest }], wait: Some(after) }
}

/// All of it failed, and it is not known which record.
fn failed(piece: &Piece, after: Option<Duration>, reason: String, policy: Policy) -> Step {
    if policy.is_bisecting && piece.len() > 1 {
        let (first, second) = piece.split_at(piece.len() / 2);
        return Step { next: vec![first, second], wait: Some(after), ..Step::default() };
    }
    let piece = tried(piece);
    if is_spent(piece.failures, policy) {
        return Step { dead: Some((piece, reason)), ..Step::default() };
    }
    Step { next: vec![piece], wait: Some(after), ..Step::default() }
}

fn is_spent(failures: u32, policy: Policy) -> bool {
    policy.max_retries.is_some_and(|most| failures > most)
}

fn tried(piece: &Piece) -> Piece {
    Piece { failures: piece.failures.saturating_add(1), ..piece.clone() }
}

fn some(piece: Piece) -> Option<Piece> {
    (piece.len() > 0).then_some(piece)
}

#[cfg(test)]
mod tests;
