//! [`Journal`]: records that last.

use std::{
    fmt,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};

use async_trait::async_trait;
use void_core::{ChangeLog, ChangeLogError};

use super::{
    directory::Directory,
    error::JournalError,
    recovery::{Report, recover},
    shared::Shared,
    writer::Writer,
};

/// Where a record stands in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub(super) u64);

/// Records in a directory, in the order in which they were appended. Dropped, it writes what waits and ends.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), void_local::durable::JournalError> {
/// use void_local::durable::Journal;
/// # let directory = std::env::temp_dir().join(format!("journal-doc-{}", std::process::id()));
///
/// let (journal, _) = Journal::open(&directory, |_| Ok(()))?;
/// let position = journal.append(b"the order 7 was placed");
/// journal.durable(position).await?;
/// drop(journal);
///
/// let mut found = Vec::new();
/// let (_, report) = Journal::open(&directory, |record| Ok(found.push(record.to_vec())))?;
/// assert_eq!(found, [b"the order 7 was placed"]);
/// assert_eq!((report.records, report.cut), (1, None));
/// # std::fs::remove_dir_all(&directory).unwrap();
/// # Ok(()) }
/// ```
pub struct Journal {
    pub(super) directory: Arc<Directory>,
    pub(super) shared: Arc<Shared>,
    pub(super) compacting: tokio::sync::Mutex<()>,
    writer: Option<JoinHandle<()>>,
}

impl Journal {
    /// Opens the journal in `directory`, which is made where it is not there, and hands every record to `each`, the oldest first.
    ///
    /// A write that was cut off is removed and reported. What `each` says is wrong with a record is an error that names its
    /// place.
    ///
    /// # Errors
    ///
    /// Another process uses the directory; a file is damaged, missing or of another version; the system refuses. No record was
    /// lost then, and no file was changed.
    pub fn open(
        directory: impl AsRef<Path>,
        mut each: impl FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<(Self, Report), JournalError> {
        let directory = Arc::new(Directory::take(directory.as_ref())?);
        let recovered = recover(&directory, &mut each)?;
        let shared = Arc::new(Shared::new(recovered.since_bytes, recovered.snapshot_bytes));
        let writer = Writer::begin(Arc::clone(&directory), Arc::clone(&shared), recovered.next)?;
        let thread = thread::Builder::new().name("journal".to_owned()).spawn(move || writer.run());
        let thread = thread.map_err(JournalError::io("the thread of the journal"))?;
        let compacting = tokio::sync::Mutex::new(());
        Ok((Self { directory, shared, compacting, writer: Some(thread) }, recovered.report))
    }

    /// Puts a record behind the others, and does not wait: [`durable`](Self::durable) does. Cheap enough to be called under a
    /// lock, whose order the records have then.
    ///
    /// Records are taken however many wait; [`ready`](Self::ready) before whatever leads to one bounds them.
    pub fn append(&self, record: &[u8]) -> Position {
        Position(self.shared.append(record))
    }

    /// Waits until the record at `position` lasts, and all before it.
    ///
    /// # Errors
    ///
    /// It could not be written: the disk is full, or broken. Nothing lasts from then on, until the journal is opened anew.
    pub async fn durable(&self, position: Position) -> Result<(), JournalError> {
        self.shared.durable(position.0).await
    }

    /// Waits until less than 8 MiB wait to be written.
    ///
    /// # Errors
    ///
    /// As [`durable`](Self::durable).
    pub async fn ready(&self) -> Result<(), JournalError> {
        self.shared.ready().await
    }

    /// The position of the record that was appended last.
    #[must_use]
    pub fn last(&self) -> Position {
        Position(self.shared.appended())
    }
}

/// The journal of a mock.
#[async_trait]
impl ChangeLog for Journal {
    fn append(&self, record: &[u8]) -> u64 {
        self.shared.append(record)
    }

    async fn durable(&self, position: u64) -> Result<(), ChangeLogError> {
        Ok(self.shared.durable(position).await?)
    }

    async fn ready(&self) -> Result<(), ChangeLogError> {
        Ok(self.shared.ready().await?)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.shared.end();
        if let Some(writer) = self.writer.take() {
            // It can't have panicked; if it has, this is no place for another one.
            let _ = writer.join();
        }
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Journal").field("directory", &self.directory).finish_non_exhaustive()
    }
}
