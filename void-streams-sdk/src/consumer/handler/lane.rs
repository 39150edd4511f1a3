//! [`Lane`]: records of one shard that are handled one batch after the other.

use std::{collections::VecDeque, time::Duration};

use void_core::{Random, Timestamp, retry::full_jitter};

use super::{
    super::worker::Numbered,
    batch::Piece,
    outcome::BatchOutcome,
    step::{Policy, Step, step},
};

/// What a lane does next.
#[derive(Debug)]
pub(super) enum Next {
    /// Gives a batch to the handler.
    Handle(Piece),
    /// Gives records up.
    GiveUp(Piece, String),
    /// Nothing, until then if that is known.
    Wait(Option<Timestamp>),
}

/// Records of one shard, or of some of its keys, that are handled one batch after the other.
#[derive(Debug, Default)]
pub(super) struct Lane {
    waiting: VecDeque<Numbered>,
    /// What is left of a batch, in order, before all that waits.
    pieces: VecDeque<Piece>,
    dead: Option<(Piece, String)>,
    /// Not before this is a piece tried again.
    retry_at: Timestamp,
    /// Failures in a row.
    failures: u32,
    is_busy: bool,
}

impl Lane {
    pub(super) fn push(&mut self, record: Numbered) {
        self.waiting.push_back(record);
    }

    /// Whether there is anything to do with a record before `limit`.
    pub(super) fn has_work(&self, limit: u64) -> bool {
        let dead = self.dead.iter().map(|(piece, _)| piece.first_number());
        let pieces = self.pieces.iter().map(Piece::first_number);
        let waiting = self.waiting.iter().map(|record| record.number);
        // Each is in order: the first of each is enough.
        dead.chain(pieces.take(1)).chain(waiting.take(1)).any(|number| number < limit)
    }

    /// What comes next, which is under way from then on: of what is before `limit`.
    pub(super) fn next(
        &mut self,
        now: Timestamp,
        limit: u64,
        batch_size: usize,
        max_age: Option<Duration>,
    ) -> Next {
        if self.is_busy || !self.has_work(limit) {
            return Next::Wait(None);
        }
        let has_begun = self.dead.is_some() || !self.pieces.is_empty();
        if has_begun && now < self.retry_at {
            return Next::Wait(Some(self.retry_at));
        }
        self.is_busy = true;
        if let Some((piece, reason)) = self.dead.take() {
            return Next::GiveUp(piece, reason);
        }
        let piece = self.pieces.pop_front().unwrap_or_else(|| {
            let count =
                self.waiting.iter().take(batch_size).take_while(|record| record.number < limit).count();
            Piece::new(self.waiting.drain(..count))
        });
        self.unless_too_old(piece, now, max_age)
    }

    fn unless_too_old(&mut self, piece: Piece, now: Timestamp, max_age: Option<Duration>) -> Next {
        let Some(max_age) = max_age else { return Next::Handle(piece) };
        let is_too_old = |at: Timestamp| now.since(at) > max_age;
        let old = piece
            .records()
            .iter()
            .take_while(|record| is_too_old(record.record.approximate_arrival_timestamp))
            .count();
        if old == 0 {
            return Next::Handle(piece);
        }
        let (old, rest) = piece.split_at(old);
        self.put_back(rest);
        Next::GiveUp(old, format!("older than {} s", max_age.as_secs()))
    }

    /// The handler is done with a batch: gives what is done.
    pub(super) fn handled(
        &mut self,
        piece: &Piece,
        outcome: BatchOutcome,
        policy: Policy,
        backoff: impl FnOnce(u32) -> Duration,
        now: Timestamp,
    ) -> Option<Piece> {
        self.is_busy = false;
        let Step { done, dead, next, wait } = step(piece, outcome, policy);
        for piece in next.into_iter().rev() {
            self.put_back(piece);
        }
        self.dead = dead;
        match wait {
            None => self.failures = 0,
            Some(told) => {
                self.failures = self.failures.saturating_add(1);
                self.retry_at = now + told.unwrap_or_else(|| backoff(self.failures));
            }
        }
        done
    }

    /// The sink has taken a piece.
    pub(super) const fn given_up(&mut self) {
        self.is_busy = false;
        self.failures = 0;
    }

    /// The sink has not: again later.
    pub(super) fn keep(&mut self, piece: Piece, reason: String, wait: Duration, now: Timestamp) {
        self.is_busy = false;
        self.dead = Some((piece, reason));
        self.retry_at = now + wait;
    }

    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    fn put_back(&mut self, piece: Piece) {
        if piece.len() > 0 {
            self.pieces.push_front(piece);
        }
    }
}

/// How long to wait after failures in a row.
pub(super) fn backoff(random: &Random, failures: u32, (first, most): (Duration, Duration)) -> Duration {
    full_jitter(random, failures, first, most)
}
