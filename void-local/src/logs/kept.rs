//! [`SavedLogs`]: lines that were kept, and where more are.

use std::sync::{Arc, Weak};

use super::{LogLine, store::State};
use crate::durable::Journal;

/// Lines that were kept: a store to be.
#[derive(Debug, Default)]
pub(crate) struct SavedLogs(State);

impl SavedLogs {
    /// Takes in a record: a line, or the note that all before it are forgotten.
    pub(crate) fn apply(&mut self, record: &[u8]) -> Result<(), String> {
        match serde_json::from_slice::<Option<LogLine>>(record) {
            Ok(Some(line)) => self.0.push(Arc::new(line)),
            Ok(None) => self.0.clear(),
            Err(error) => return Err(format!("the record is no line of a log: {error}")),
        }
        Ok(())
    }

    pub(super) fn into_state(self) -> State {
        self.0
    }
}

/// Writes lines where they last, as long as the cloud is there: what ends after it writes nothing any more. Nobody waits: a
/// function goes on, and its last lines may be lost with the cloud.
#[derive(Debug)]
pub(super) struct KeptLogs(pub(super) Option<Weak<Journal>>);

impl KeptLogs {
    pub(super) fn line(&self, line: &LogLine) {
        self.write(Some(line));
    }

    pub(super) fn cleared(&self) {
        self.write(None);
    }

    fn write(&self, line: Option<&LogLine>) {
        if let Some(journal) = self.0.as_ref().and_then(Weak::upgrade) {
            journal.append(&record(line));
        }
    }
}

/// A record that [`SavedLogs::apply`] reads.
pub(super) fn record(line: Option<&LogLine>) -> Vec<u8> {
    serde_json::to_vec(&line).expect("a line is made of what JSON has")
}
