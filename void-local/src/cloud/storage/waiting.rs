//! [`Waiting`]: the events that wait for one function, each with its time. Pure.

use std::time::Duration;

use bytes::Bytes;
use void_core::{Timestamp, TraceContext};

/// How long Lambda waits before the first retry and before the second.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
const BACKOFF: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];
/// How old an event may be when it is tried.
const OLDEST: Duration = Duration::from_secs(6 * 60 * 60);

/// An event on its way to a function.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// The event, as JSON.
    pub(super) event: Bytes,
    /// What all its tries are known by.
    pub(super) request_id: String,
    /// What the event was sent in.
    pub(super) trace: TraceContext,
    pub(super) accepted_at: Timestamp,
    /// Which try it is next, from 1.
    pub(super) attempt: u32,
    pub(super) due_at: Timestamp,
}

/// What becomes of an event that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Tried again in this time.
    Retry(Duration),
    /// Not tried again.
    GiveUp,
}

impl Pending {
    pub(super) const fn new(event: Bytes, request_id: String, trace: TraceContext, now: Timestamp) -> Self {
        Self { event, request_id, trace, accepted_at: now, attempt: 1, due_at: now }
    }

    /// Whether it waited for so long that it is not tried any more.
    pub(super) fn is_too_old(&self, now: Timestamp) -> bool {
        now.since(self.accepted_at) > OLDEST
    }

    /// What becomes of it after it failed.
    pub(super) fn after_failure(&self, max_retries: u32, is_terminal: bool) -> Next {
        if is_terminal || self.attempt > max_retries {
            return Next::GiveUp;
        }
        let place = usize::try_from(self.attempt - 1).unwrap_or(usize::MAX);
        Next::Retry(BACKOFF.get(place).copied().unwrap_or(BACKOFF[1]))
    }

    /// The same, to be tried again at `due_at`.
    pub(super) fn again(self, due_at: Timestamp) -> Self {
        Self { attempt: self.attempt + 1, due_at, ..self }
    }
}

/// The events that wait for one function, those that are due first in front; of those due at a time, in the order of their coming.
#[derive(Debug, Default)]
pub(super) struct Waiting(Vec<Pending>);

impl Waiting {
    pub(super) fn push(&mut self, pending: Pending) {
        let place = self.0.partition_point(|known| known.due_at <= pending.due_at);
        self.0.insert(place, pending);
    }

    pub(super) fn due_at(&self) -> Option<Timestamp> {
        self.0.first().map(|pending| pending.due_at)
    }

    /// Takes one that is due.
    pub(super) fn pop_due(&mut self, now: Timestamp) -> Option<Pending> {
        self.due_at().filter(|due_at| *due_at <= now)?;
        Some(self.0.remove(0))
    }
}

#[cfg(test)]
mod tests {
    use void_core::Random;

    use super::*;

    fn pending(event: &'static str, at: u64) -> Pending {
        let now = Timestamp::from_secs(at);
        let trace = TraceContext::new_root(&Random::from_seed(1), now);
        Pending::new(event.into(), "id".to_owned(), trace, now)
    }

    #[test]
    fn it_is_tried_again_after_one_minute_and_after_two() {
        let first = pending("a", 0);
        assert_eq!(first.after_failure(2, false), Next::Retry(Duration::from_secs(60)));
        let second = first.clone().again(Timestamp::from_secs(60));
        assert_eq!(second.after_failure(2, false), Next::Retry(Duration::from_secs(120)));
        assert_eq!(second.request_id, first.request_id);
        let third = second.again(Timestamp::from_secs(180));
        assert_eq!(third.after_failure(2, false), Next::GiveUp);
        assert_eq!(first.after_failure(0, false), Next::GiveUp);
        assert_eq!(first.after_failure(2, true), Next::GiveUp);
    }

    #[test]
    fn it_is_not_tried_when_it_is_older_than_six_hours() {
        let event = pending("a", 100);
        assert!(!event.is_too_old(Timestamp::from_secs(100 + 6 * 60 * 60)));
        assert!(event.is_too_old(Timestamp::from_secs(101 + 6 * 60 * 60)));
    }

    #[test]
    fn events_come_in_the_order_of_their_times_and_then_of_their_coming() {
        let mut waiting = Waiting::default();
        for (event, at) in [("late", 9), ("b", 5), ("c", 5), ("a", 1)] {
            waiting.push(pending(event, at));
        }
        let now = Timestamp::from_secs(5);
        let mut taken = Vec::new();
        while let Some(pending) = waiting.pop_due(now) {
            taken.push(pending.event);
        }
        assert_eq!(taken, ["a", "b", "c"]);
        assert_eq!(waiting.due_at(), Some(Timestamp::from_secs(9)));
    }
}
