//! [`Timeline`]: the entries so far, and the log that they are written to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use void_core::{SharedClock, Timestamp};

use super::{
    entry::{TimelineEntry, TimelineEvent},
    recent::{RecentRequest, recent},
};

/// The most entries that are kept; older ones are forgotten first.
const MOST_ENTRIES: usize = 100_000;

/// What happened so far, a copy. `Display` has a line for each entry; [`Timeline::to_json_lines`] an object for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    origin: Timestamp,
    forgotten: u64,
    entries: Vec<TimelineEntry>,
}

impl Timeline {
    /// When the cloud was made: where the times of `Display` count from.
    #[must_use]
    pub const fn origin(&self) -> Timestamp {
        self.origin
    }

    /// How many entries are forgotten: the last 100,000 are kept.
    #[must_use]
    pub const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// The entries, in the order in which they happened.
    #[must_use]
    pub fn entries(&self) -> &[TimelineEntry] {
        &self.entries
    }

    /// The entries of the function `name`.
    pub fn of<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t TimelineEntry> {
        self.entries.iter().filter(move |entry| entry.is_of(name))
    }

    /// The entries that belong to one request, whichever functions it went through.
    pub fn of_correlation<'t>(&'t self, id: &'t str) -> impl Iterator<Item = &'t TimelineEntry> {
        self.entries.iter().filter(move |entry| entry.is_of_request(id))
    }

    /// The entries as JSON, one object a line.
    #[must_use]
    pub fn to_json_lines(&self) -> String {
        let mut lines = String::new();
        for entry in &self.entries {
            lines.push_str(&serde_json::to_string(entry).expect("texts and numbers are always JSON"));
            lines.push('\n');
        }
        lines
    }
}

/// Where entries are written to. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct TimelineLog {
    clock: SharedClock,
    origin: Timestamp,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    forgotten: u64,
    entries: VecDeque<TimelineEntry>,
}

/// Whom an entry is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subject {
    pub(crate) function: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) attempt: Option<u32>,
}

impl TimelineLog {
    pub(crate) fn new(clock: SharedClock) -> Self {
        Self { origin: clock.now(), clock, state: Arc::default() }
    }

    pub(crate) fn write(&self, subject: Subject, event: TimelineEvent) {
        let Subject { function, request_id, correlation_id, attempt } = subject;
        let mut state = self.lock();
        // The clock is read under the lock, so that entries of several tasks stand in the order of their times.
        let at = self.clock.now();
        if state.entries.len() == MOST_ENTRIES {
            state.entries.pop_front();
            state.forgotten += 1;
        }
        state.entries.push_back(TimelineEntry { at, function, request_id, correlation_id, attempt, event });
    }

    pub(crate) fn read(&self) -> Timeline {
        self.read_where(|_| true)
    }

    /// Drops all entries.
    pub(crate) fn clear(&self) {
        *self.lock() = State::default();
    }

    /// The entries that `is_wanted`.
    pub(crate) fn read_where(&self, is_wanted: impl Fn(&TimelineEntry) -> bool) -> Timeline {
        let state = self.lock();
        let entries = state.entries.iter().filter(|entry| is_wanted(entry)).cloned().collect();
        Timeline { origin: self.origin, forgotten: state.forgotten, entries }
    }

    /// The entries from the one numbered `first` on, counted since the cloud was made, at most `most`; and the number after them.
    pub(crate) fn read_after(&self, first: u64, most: usize) -> (Vec<TimelineEntry>, u64) {
        let state = self.lock();
        // What was dropped all at once is numbered anew.
        let is_there = first <= state.forgotten + state.entries.len() as u64;
        let first = if is_there { first.max(state.forgotten) } else { state.forgotten };
        let place = usize::try_from(first - state.forgotten).unwrap_or(usize::MAX);
        let entries: Vec<_> = state.entries.iter().skip(place).take(most).cloned().collect();
        let after = first + entries.len() as u64;
        (entries, after)
    }

    /// The requests that the newest entries are of, the newest first.
    pub(crate) fn recent(&self, most: usize) -> Vec<RecentRequest> {
        recent(self.lock().entries.iter(), most)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use void_core::{ManualClock, Timestamp};
    use void_function_sdk::InvocationErrorKind;

    use super::{MOST_ENTRIES, Subject, TimelineLog};
    use crate::timeline::{MessageRef, TimelineEvent, Trigger};

    fn subject(attempt: u32) -> Subject {
        Subject {
            function: Some("process-payment".to_owned()),
            request_id: Some("r-1".to_owned()),
            correlation_id: Some("1-a".to_owned()),
            attempt: Some(attempt),
        }
    }

    fn message() -> MessageRef {
        MessageRef::new("6f1e0c2a-0000", Some("OrderPlaced"))
    }

    #[test]
    fn reads_as_a_story() {
        let clock = ManualClock::new(Timestamp::from_secs(1_000));
        let log = TimelineLog::new(Arc::new(clock.clone()));
        let trigger = Trigger::Queue { queue: "orders".to_owned(), messages: vec![message()] };
        log.write(subject(2), TimelineEvent::Invoked { trigger });
        clock.advance(Duration::from_millis(1_500));
        log.write(
            subject(2),
            TimelineEvent::Failed {
                duration: Duration::from_millis(1_500),
                kind: InvocationErrorKind::Failed,
                error_type: "Declined".to_owned(),
                message: "no funds".to_owned(),
                status: None,
            },
        );
        let (queue, reason) = ("orders-dlq".to_owned(), "Declined: no funds".to_owned());
        log.write(subject(2), TimelineEvent::DeadLettered { queue, message: message(), reason });
        let refused = TimelineEvent::Refused { method: "GET".to_owned(), path: "/x".to_owned(), status: 404 };
        log.write(Subject::default(), refused);
        let expected = [
            "    0.000 s  process-payment  invoked by orders with OrderPlaced 6f1e0c2a, attempt 2",
            "    1.500 s  process-payment  failed after 1.5 s: Declined: no funds",
            "    1.500 s  process-payment  OrderPlaced 6f1e0c2a went to orders-dlq after attempt 2: Declined: no funds",
            "    1.500 s  -                GET /x refused with 404",
        ];
        assert_eq!(log.read().to_string().lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn is_json_one_object_a_line() {
        let log = TimelineLog::new(Arc::new(ManualClock::new(Timestamp::from_millis(7))));
        let (queue, reason) = ("orders".to_owned(), "busy".to_owned());
        let after = Duration::from_secs(2);
        log.write(subject(1), TimelineEvent::Retried { queue, message: message(), after, reason });
        log.write(Subject::default(), TimelineEvent::Deployed { replaced: false });
        assert_eq!(
            log.read().to_json_lines(),
            "{\"atMs\":7,\"function\":\"process-payment\",\"requestId\":\"r-1\",\"correlationId\":\"1-a\",\"attempt\":1,\
             \"event\":\"retried\",\"queue\":\"orders\",\"message\":{\"messageId\":\"6f1e0c2a-0000\",\"eventType\":\
             \"OrderPlaced\"},\"inMs\":2000,\"reason\":\"busy\"}\n{\"atMs\":7,\"event\":\"deployed\",\"replaced\":false}\n"
        );
    }

    #[test]
    fn forgets_the_oldest_entries() {
        let log = TimelineLog::new(Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH)));
        for attempt in 0..=MOST_ENTRIES {
            let attempt = u32::try_from(attempt).unwrap();
            log.write(subject(attempt), TimelineEvent::Deployed { replaced: false });
        }
        let timeline = log.read();
        assert_eq!((timeline.entries().len(), timeline.forgotten()), (MOST_ENTRIES, 1));
        assert_eq!(timeline.entries()[0].attempt, Some(1));
    }
}
