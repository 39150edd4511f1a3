//! [`Table`]: small things by their names, which last.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use void_core::{
    ChangeLog, ChangeLogError,
    change_log::{self, read_changes, write_changes},
};

/// The version of a record's changes, which is what a record begins with. It tells the record from those of a mock, whose versions
/// are below 128: a table is in the journal of what its entries depend on.
const VERSION: u8 = 128;

type Entries = BTreeMap<String, Vec<u8>>;

/// What a journal has of a table, to [begin](Table::new) with.
#[derive(Clone, Debug, Default)]
pub struct SavedTable(Entries);

impl SavedTable {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies a record, if it is a table's. Says whether it was.
    ///
    /// # Errors
    ///
    /// It has what is no change.
    pub fn apply(&mut self, record: &[u8]) -> Result<bool, String> {
        if record.first() != Some(&VERSION) {
            return Ok(false);
        }
        read_changes(VERSION, record, |change| match change {
            Change::Set(name, value) => drop(self.0.insert(name, value)),
            Change::Gone(name) => drop(self.0.remove(&name)),
        })?;
        Ok(true)
    }
}

/// Small things by their names, each as JSON. Cheap to clone; clones are one table.
#[derive(Clone)]
pub struct Table {
    log: Arc<dyn ChangeLog>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    entries: Entries,
    /// The record that was appended last.
    last: Option<u64>,
}

/// What changed. New kinds come last: a record names them by their place.
#[derive(Debug, Serialize, Deserialize)]
enum Change {
    /// This is under the name from now on.
    Set(String, #[serde(with = "change_log::blob")] Vec<u8>),
    /// Nothing is under the name any more.
    Gone(String),
}

impl Table {
    /// Goes on from what was saved, and appends to `log` what changes.
    #[must_use]
    pub fn new(saved: SavedTable, log: Arc<dyn ChangeLog>) -> Self {
        Self { log, state: Arc::new(Mutex::new(State { entries: saved.0, last: None })) }
    }

    /// Puts something under a name, in place of what is there. [`durable`](Self::durable) waits until it lasts.
    ///
    /// # Panics
    ///
    /// When `value` is none that JSON can have.
    pub fn set(&self, name: &str, value: &impl Serialize) {
        let value = serde_json::to_vec(value).expect("what is kept is made of what JSON has");
        let mut state = self.lock();
        self.write(&mut state, Change::Set(name.to_owned(), value.clone()));
        state.entries.insert(name.to_owned(), value);
    }

    /// Removes what is under a name, where something is.
    pub fn remove(&self, name: &str) {
        let mut state = self.lock();
        if state.entries.remove(name).is_some() {
            self.write(&mut state, Change::Gone(name.to_owned()));
        }
    }

    /// Removes all whose names start so.
    pub fn remove_all(&self, prefix: &str) {
        let mut state = self.lock();
        let names: Vec<String> = with_prefix(&state.entries, prefix).map(|(name, _)| name.clone()).collect();
        for name in names {
            state.entries.remove(&name);
            self.write(&mut state, Change::Gone(name));
        }
    }

    /// All whose names start so, by the rest of their names. What can't be read as `T` is passed over.
    #[must_use]
    pub fn all<T: DeserializeOwned>(&self, prefix: &str) -> Vec<(String, T)> {
        let state = self.lock();
        let read = |(name, value): (&String, &Vec<u8>)| {
            Some((name.strip_prefix(prefix)?.to_owned(), serde_json::from_slice(value).ok()?))
        };
        with_prefix(&state.entries, prefix).filter_map(read).collect()
    }

    /// Waits until all that was put and removed so far lasts.
    ///
    /// # Errors
    ///
    /// It does not, and nothing will from now on.
    pub async fn durable(&self) -> Result<(), ChangeLogError> {
        let last = self.lock().last;
        match last {
            Some(last) => self.log.durable(last).await,
            None => Ok(()),
        }
    }

    /// Records that make what is in the table from nothing.
    pub fn snapshot(&self) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
        let state = Arc::clone(&self.state);
        std::iter::once_with(move || {
            let state = state.lock().unwrap_or_else(PoisonError::into_inner);
            let set = |(name, value): (&String, &Vec<u8>)| Change::Set(name.clone(), value.clone());
            state.entries.iter().map(set).collect::<Vec<_>>()
        })
        .flatten()
        .map(|change| record(&change))
    }

    /// Written under the lock, so that the records have the changes' order.
    fn write(&self, state: &mut State, change: Change) {
        state.last = Some(self.log.append(&record(&change)));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Table").field("state", &self.state).finish_non_exhaustive()
    }
}

fn record(change: &Change) -> Vec<u8> {
    let mut record = Vec::new();
    write_changes(VERSION, std::slice::from_ref(change), &mut record);
    record
}

fn with_prefix<'a>(entries: &'a Entries, prefix: &'a str) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
    entries.range(prefix.to_owned()..).take_while(move |(name, _)| name.starts_with(prefix))
}
