//! The handler form: batches, retries, bisecting, dead letters.

mod batch;
mod dead_letter;
mod lane;
mod lanes;
mod outcome;
mod step;

pub use self::{
    batch::Batch,
    dead_letter::{DeadLetter, DeadLetterSink, LogDeadLetters},
    outcome::{BatchOutcome, IntoBatchOutcome},
};
pub(super) use self::{lanes::Handling, outcome::each};
