//! [`Table`]: small things by their names, which last.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use void_core::change_log::{self, read_changes, write_changes};

use super::{Journal, JournalError, Report};

/// The version of a record's changes.
const VERSION: u8 = 1;

type Entries = BTreeMap<String, Vec<u8>>;

/// Small things by their names, each as JSON. Cheap to clone; clones are one table.
#[derive(Clone, Debug)]
pub struct Table {
    journal: Arc<Journal>,
    entries: Arc<Mutex<Entries>>,
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
    /// Opens the table in `directory`, or begins it.
    ///
    /// # Errors
    ///
    /// Those of [`Journal::open`].
    pub fn open(directory: impl AsRef<Path>) -> Result<(Self, Report), JournalError> {
        let mut entries = Entries::new();
        let (journal, report) = Journal::open(directory, |record| {
            read_changes(VERSION, record, |change| match change {
                Change::Set(name, value) => drop(entries.insert(name, value)),
                Change::Gone(name) => drop(entries.remove(&name)),
            })
        })?;
        Ok((Self { journal: Arc::new(journal), entries: Arc::new(Mutex::new(entries)) }, report))
    }

    /// Puts something under a name, in place of what is there. [`durable`](Self::durable) waits until it lasts.
    ///
    /// # Panics
    ///
    /// When `value` is none that JSON can have.
    pub fn set(&self, name: &str, value: &impl Serialize) {
        let value = serde_json::to_vec(value).expect("what is kept is made of what JSON has");
        let mut entries = self.lock();
        self.write(&[Change::Set(name.to_owned(), value.clone())]);
        entries.insert(name.to_owned(), value);
    }

    /// Removes what is under a name, where something is.
    pub fn remove(&self, name: &str) {
        let mut entries = self.lock();
        if entries.remove(name).is_some() {
            self.write(&[Change::Gone(name.to_owned())]);
        }
    }

    /// Removes all whose names start so.
    pub fn remove_all(&self, prefix: &str) {
        let mut entries = self.lock();
        let names: Vec<String> = with_prefix(&entries, prefix).map(|(name, _)| name.clone()).collect();
        for name in names {
            entries.remove(&name);
            self.write(&[Change::Gone(name)]);
        }
    }

    /// All whose names start so, by the rest of their names. What can't be read as `T` is passed over.
    #[must_use]
    pub fn all<T: DeserializeOwned>(&self, prefix: &str) -> Vec<(String, T)> {
        let entries = self.lock();
        let read = |(name, value): (&String, &Vec<u8>)| {
            Some((name.strip_prefix(prefix)?.to_owned(), serde_json::from_slice(value).ok()?))
        };
        with_prefix(&entries, prefix).filter_map(read).collect()
    }

    /// Waits until all that was put and removed so far lasts.
    ///
    /// # Errors
    ///
    /// It does not, and nothing will from now on.
    pub async fn durable(&self) -> Result<(), JournalError> {
        self.journal.durable(self.journal.last()).await
    }

    /// Makes what is there now last, in place of all that led to it.
    ///
    /// # Errors
    ///
    /// Those of [`Journal::compact`].
    pub async fn compact(&self) -> Result<(), JournalError> {
        self.journal.compact(self.snapshot()).await
    }

    /// Keeps the journal short, without end.
    ///
    /// # Errors
    ///
    /// Those of [`Journal::keep_compact`].
    pub async fn keep_compact(&self) -> JournalError {
        self.journal.keep_compact(|| self.snapshot()).await
    }

    fn snapshot(&self) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
        let entries = Arc::clone(&self.entries);
        std::iter::once_with(move || {
            let entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
            entries.iter().map(|(name, value)| Change::Set(name.clone(), value.clone())).collect::<Vec<_>>()
        })
        .flatten()
        .map(|change| record(&[change]))
    }

    /// Written under the lock, so that the records have the changes' order.
    fn write(&self, changes: &[Change]) {
        self.journal.append(&record(changes));
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn record(changes: &[Change]) -> Vec<u8> {
    let mut record = Vec::new();
    write_changes(VERSION, changes, &mut record);
    record
}

fn with_prefix<'a>(entries: &'a Entries, prefix: &'a str) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
    entries.range(prefix.to_owned()..).take_while(move |(name, _)| name.starts_with(prefix))
}
