//! What one call has behind it, and whether it goes on.

use std::time::Duration;

use super::{CallOptions, attempt::Failure};
use crate::{
    clock::Timestamp,
    config::Config,
    error::{CallError, CallErrorKind},
    retry::{self, Fault, backoff, bucket::TokenBucket},
};

/// What becomes of a call after a failed attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another attempt after this wait.
    Retry(Duration),
    /// The failure is the caller's, after this wait.
    GiveUp(Duration),
}

/// The attempts of one call so far.
#[derive(Debug)]
pub(super) struct Retries<'config> {
    config: &'config Config,
    bucket: &'config TokenBucket,
    /// Set while the service may hold the call open: a loop of such calls must not spin when the bucket is empty.
    is_long_poll: bool,
    /// How many attempts may be made.
    limit: u32,
    attempt: u32,
    deadline: Option<Timestamp>,
    tokens: Option<u32>,
    may_have_been_applied: bool,
    had_dead_connection: bool,
    had_wrong_clock: bool,
}

impl<'config> Retries<'config> {
    pub(super) fn new(config: &'config Config, bucket: &'config TokenBucket, options: CallOptions) -> Self {
        let limit = if options.no_retry { 1 } else { config.retry.max_attempts.max(1) };
        Self {
            config,
            bucket,
            is_long_poll: options.extra_time > Duration::ZERO,
            limit,
            attempt: 0,
            deadline: config.call_timeout.map(|limit| config.clock.now() + limit),
            tokens: None,
            may_have_been_applied: false,
            had_dead_connection: false,
            had_wrong_clock: false,
        }
    }

    /// Starts an attempt: counted from 1.
    pub(super) fn start(&mut self) -> u32 {
        self.attempt += 1;
        self.attempt
    }

    /// What is left of the call's time; `None` where it has no limit.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.since(self.config.clock.now()))
    }

    /// Ends the call well.
    pub(super) fn succeed(&self) {
        self.bucket.put_back(self.tokens);
    }

    /// Decides what comes after `failure`. `can_replay`: the body can be sent again; `clock_was_set`: the failure showed
    /// that our clock is wrong, which is now made up for.
    pub(super) fn after(&mut self, failure: &Failure, can_replay: bool, clock_was_set: bool) -> Next {
        let next = self.decide(failure, can_replay, clock_was_set);
        self.may_have_been_applied |= CallError::is_ambiguous(&failure.kind);
        match next {
            // A wait that outlasts the call is not begun.
            Next::Retry(wait) | Next::GiveUp(wait)
                if self.time_left().is_some_and(|left| left <= wait) && wait > Duration::ZERO =>
            {
                Next::GiveUp(Duration::ZERO)
            }
            next => next,
        }
    }

    fn decide(&mut self, failure: &Failure, can_replay: bool, clock_was_set: bool) -> Next {
        if !can_replay {
            return Next::GiveUp(Duration::ZERO);
        }
        if clock_was_set && !self.had_wrong_clock {
            // The service refused it before doing anything, so that even a call that is tried once may go again.
            self.had_wrong_clock = true;
            self.limit += 1;
            return Next::Retry(Duration::ZERO);
        }
        let Some(fault) = retry::fault(&failure.kind) else { return Next::GiveUp(Duration::ZERO) };
        if self.limit == 1 {
            return Next::GiveUp(Duration::ZERO);
        }
        if fault == Fault::DeadConnection && !self.had_dead_connection {
            // Nothing is wrong with the service: it costs no attempt, no token and no time.
            self.had_dead_connection = true;
            self.limit += 1;
            return Next::Retry(Duration::ZERO);
        }
        if self.attempt >= self.limit {
            return Next::GiveUp(Duration::ZERO);
        }
        let wait = self.backoff(fault, failure);
        match self.bucket.take(fault) {
            Some(tokens) => {
                self.tokens = Some(tokens);
                Next::Retry(wait)
            }
            None if self.is_long_poll => Next::GiveUp(wait),
            None => Next::GiveUp(Duration::ZERO),
        }
    }

    fn backoff(&self, fault: Fault, failure: &Failure) -> Duration {
        let free = u32::from(self.had_dead_connection) + u32::from(self.had_wrong_clock);
        let attempt = self.attempt.saturating_sub(free).max(1);
        backoff::delay(&self.config.retry, attempt, fault, failure.retry_after, &self.config.random)
    }

    /// Ends the call with the failure of its last attempt.
    pub(super) fn give_up(self, operation: &'static str, kind: CallErrorKind) -> CallError {
        CallError::new(operation, kind).after_attempts(self.attempt, self.may_have_been_applied)
    }
}
