//! [`LogStore`]: the last lines of each function.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use serde_json::{Map, Value};
use tokio::sync::watch;
use void_core::{SharedClock, Timestamp};

use super::{
    LogLevel, LogLine, Source,
    kept::{KeptLogs, SavedLogs, record},
};
use crate::durable::Journal;

/// How much is kept of each function's log, in bytes, by estimate; older lines are forgotten first.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The last lines of each function. Cheap to clone; clones are one store.
#[derive(Clone, Debug)]
pub struct LogStore {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: SharedClock,
    state: Mutex<State>,
    /// The number of the last line.
    written: watch::Sender<u64>,
    kept: KeptLogs,
}

#[derive(Debug, Default)]
pub(super) struct State {
    last: u64,
    functions: BTreeMap<Arc<str>, Lines>,
}

#[derive(Debug, Default)]
struct Lines {
    bytes: usize,
    lines: VecDeque<Arc<LogLine>>,
}

/// Which lines are wanted. All, by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Of this function only.
    pub function: Option<String>,
    /// From this time on.
    pub since: Option<Timestamp>,
    /// At least so grave.
    pub level: Option<LogLevel>,
    /// Of this invocation.
    pub request_id: Option<String>,
    /// Of what this request set off.
    pub correlation_id: Option<String>,
}

impl LogFilter {
    fn wants(&self, line: &LogLine) -> bool {
        let is = |wanted: &Option<String>, value: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| value == Some(wanted))
        };
        self.since.is_none_or(|since| line.time >= since.as_millis())
            && self.level.is_none_or(|level| line.level >= level)
            && is(&self.request_id, line.request_id.as_deref())
            && is(&self.correlation_id, line.correlation_id.as_deref())
    }
}

impl LogStore {
    /// Makes a store whose times are `clock`'s.
    #[must_use]
    pub fn new(clock: SharedClock) -> Self {
        Self::of(clock, State::default(), None)
    }

    /// Goes on from what was kept, and keeps what comes in `journal`, as long as it is there.
    pub(crate) fn kept(clock: SharedClock, saved: SavedLogs, journal: &Arc<Journal>) -> Self {
        Self::of(clock, saved.into_state(), Some(Arc::downgrade(journal)))
    }

    fn of(clock: SharedClock, state: State, journal: Option<Weak<Journal>>) -> Self {
        let written = watch::Sender::new(state.last);
        let shared = Shared { clock, state: Mutex::new(state), written, kept: KeptLogs(journal) };
        Self { shared: Arc::new(shared) }
    }

    /// What is there, as records for a journal to begin with anew.
    pub(crate) fn snapshot(&self) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
        let store = self.clone();
        std::iter::once_with(move || store.read(&LogFilter::default(), 0, usize::MAX))
            .flatten()
            .map(|line| record(Some(&line)))
    }

    /// The lines that `filter` wants and whose number is above `after`, in the order in which they were written; the last
    /// `most` of them.
    #[must_use]
    pub fn read(&self, filter: &LogFilter, after: u64, most: usize) -> Vec<Arc<LogLine>> {
        let state = self.state();
        let is_wanted = |name: &str| filter.function.as_deref().is_none_or(|wanted| wanted == name);
        let functions = state.functions.iter().filter(|(name, _)| is_wanted(name));
        let mut lines: Vec<Arc<LogLine>> = functions
            .flat_map(|(_, log)| {
                let newer = log.lines.iter().rev().take_while(|line| line.sequence > after);
                newer.filter(|line| filter.wants(line)).take(most)
            })
            .map(Arc::clone)
            .collect();
        drop(state);
        lines.sort_unstable_by_key(|line| line.sequence);
        lines.drain(..lines.len().saturating_sub(most));
        lines
    }

    /// Follows the number of the last line.
    #[must_use]
    pub fn written(&self) -> watch::Receiver<u64> {
        self.shared.written.subscribe()
    }

    /// Forgets all lines.
    pub fn clear(&self) {
        let mut state = self.state();
        state.clear();
        self.shared.kept.cleared();
    }

    /// Writes a line that a function's process wrote.
    pub(crate) fn write_text(&self, source: Source, text: &str) {
        self.write(|sequence, now| LogLine::read(sequence, now, source, text));
    }

    /// Writes a line of the cloud's own about a function.
    pub(crate) fn write_own(
        &self,
        source: Source,
        correlation_id: Option<&str>,
        level: LogLevel,
        message: &str,
        fields: Map<String, Value>,
    ) {
        self.write(|sequence, now| {
            let mut line = LogLine::read(sequence, now, source, message);
            line.level = level;
            line.correlation_id = correlation_id.map(ToOwned::to_owned);
            line.fields = fields;
            line
        });
    }

    fn write(&self, line: impl FnOnce(u64, Timestamp) -> LogLine) {
        let now = self.shared.clock.now();
        let mut state = self.state();
        let sequence = state.last + 1;
        let line = Arc::new(line(sequence, now));
        self.shared.kept.line(&line);
        state.push(line);
        drop(state);
        self.shared.written.send_if_modified(|last| {
            let is_newer = sequence > *last;
            *last = sequence.max(*last);
            is_newer
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Puts a line behind the others; one that is there already is left out.
    pub(super) fn push(&mut self, line: Arc<LogLine>) {
        let log = self.functions.entry(Arc::from(line.function.as_str())).or_default();
        if log.lines.back().is_some_and(|last| last.sequence >= line.sequence) {
            return;
        }
        self.last = self.last.max(line.sequence);
        log.bytes += line.weight();
        log.lines.push_back(line);
        while log.bytes > MOST_BYTES && log.lines.len() > 1 {
            log.bytes -= log.lines.pop_front().map_or(0, |line| line.weight());
        }
    }

    pub(super) fn clear(&mut self) {
        self.functions.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use void_core::{ManualClock, Timestamp};

    use super::{LogFilter, LogStore, SavedLogs};
    use crate::logs::{LogLevel, Source};

    fn store() -> LogStore {
        LogStore::new(Arc::new(ManualClock::new(Timestamp::from_secs(1))))
    }

    fn write(store: &LogStore, function: &str, text: &str) {
        store.write_text(Source { function: Arc::from(function), pid: None, request_id: None }, text);
    }

    fn messages(store: &LogStore, filter: &LogFilter, after: u64, most: usize) -> Vec<String> {
        store.read(filter, after, most).iter().map(|line| line.message.clone()).collect()
    }

    #[test]
    fn lines_of_all_functions_are_read_in_the_order_in_which_they_were_written() {
        let store = store();
        for (function, text) in [("b", "1"), ("a", "2"), ("b", "3")] {
            write(&store, function, text);
        }
        assert_eq!(messages(&store, &LogFilter::default(), 0, 10), ["1", "2", "3"]);
        assert_eq!(messages(&store, &LogFilter::default(), 1, 10), ["2", "3"]);
        assert_eq!(messages(&store, &LogFilter::default(), 0, 2), ["2", "3"], "the last ones");
        let of_b = LogFilter { function: Some("b".to_owned()), ..LogFilter::default() };
        assert_eq!(messages(&store, &of_b, 0, 10), ["1", "3"]);
    }

    #[test]
    fn a_filter_wants_what_is_grave_enough_and_of_its_request() {
        let store = store();
        write(&store, "a", r#"{"level":"DEBUG","message":"1","requestId":"r"}"#);
        write(&store, "a", r#"{"level":"ERROR","message":"2","requestId":"r","correlationId":"c"}"#);
        write(&store, "a", r#"{"level":"ERROR","message":"3"}"#);
        let grave = LogFilter { level: Some(LogLevel::Warn), ..LogFilter::default() };
        assert_eq!(messages(&store, &grave, 0, 10), ["2", "3"]);
        let of_request = LogFilter { request_id: Some("r".to_owned()), ..LogFilter::default() };
        assert_eq!(messages(&store, &of_request, 0, 10), ["1", "2"]);
        let of_correlation = LogFilter { correlation_id: Some("c".to_owned()), ..LogFilter::default() };
        assert_eq!(messages(&store, &of_correlation, 0, 10), ["2"]);
    }

    #[test]
    fn the_oldest_lines_of_a_function_that_writes_much_are_forgotten_and_no_others() {
        let store = store();
        write(&store, "quiet", "kept");
        let long = "x".repeat(1024 * 1024);
        for _ in 0..10 {
            write(&store, "loud", &long);
        }
        assert_eq!(messages(&store, &LogFilter::default(), 0, 100).len(), 4);
        assert_eq!(messages(&store, &LogFilter::default(), 0, 100)[0], "kept");
    }

    #[test]
    fn what_was_kept_is_there_once_however_often_it_is_read_and_what_was_forgotten_is_not() {
        let store = store();
        for (function, text) in [("a", "1"), ("b", "2"), ("a", "3")] {
            write(&store, function, text);
        }
        let records: Vec<Vec<u8>> = store.snapshot().collect();
        let mut saved = SavedLogs::default();
        for record in records.iter().chain(&records) {
            saved.apply(record).unwrap();
        }
        let again =
            LogStore::of(Arc::new(ManualClock::new(Timestamp::from_secs(2))), saved.into_state(), None);
        write(&again, "b", "4");
        assert_eq!(messages(&again, &LogFilter::default(), 0, 10), ["1", "2", "3", "4"]);
        assert_eq!(*again.written().borrow(), 4);
        let mut saved = SavedLogs::default();
        for record in records.iter().chain([&b"null".to_vec()]) {
            saved.apply(record).unwrap();
        }
        assert!(saved.into_state().functions.is_empty());
        assert!(SavedLogs::default().apply(b"{}").is_err());
    }

    #[test]
    fn a_follower_is_told_of_each_line() {
        let store = store();
        let mut written = store.written();
        assert!(!written.has_changed().unwrap());
        write(&store, "a", "1");
        assert!(written.has_changed().unwrap());
        assert_eq!(*written.borrow_and_update(), 1);
    }
}
