//! [`Lasting`]: the state of a served cloud that survives its process.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use void_core::SharedClock;
use void_messaging_sdk::mock::{MockMessaging, SavedMessaging};
use void_storage_sdk::mock::{MockStorage, SavedStorage};
use void_streams_sdk::mock::{MockStreams, SavedStreams};

use crate::{
    cloud::Kept,
    durable::{FileBodies, Journal, JournalError, Report, SavedTable, Table},
    logs::{LogStore, SavedLogs},
};

/// The journals of a cloud, each in a folder of its own below the cloud's.
#[derive(Debug)]
pub(super) struct Lasting {
    /// Has the table, too: that records or events are done with is to last only if their dead letter does.
    queues: Arc<Journal>,
    streams: Arc<Journal>,
    objects: Arc<Journal>,
    bodies: FileBodies,
    table: Table,
    logs: Arc<Journal>,
    /// What was found of the logs, until the store is made.
    saved_logs: Mutex<SavedLogs>,
}

impl Lasting {
    /// Opens what is in `folder`, or begins it.
    ///
    /// # Errors
    ///
    /// Another cloud uses the folder; a file is damaged, or of another version; the system refuses.
    pub(super) async fn open(folder: PathBuf) -> Result<(Self, Kept), JournalError> {
        let opened = tokio::task::spawn_blocking(move || Self::open_now(&folder)).await;
        opened.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }

    fn open_now(folder: &Path) -> Result<(Self, Kept), JournalError> {
        let (mut queues, mut streams) = (SavedMessaging::new(), SavedStreams::new());
        let mut table = SavedTable::new();
        let (queue_journal, report) = Journal::open(folder.join("queues"), |record| {
            if table.apply(record)? { Ok(()) } else { queues.apply(record) }
        })?;
        tell("queues", &report);
        let (stream_journal, report) = Journal::open(folder.join("streams"), |record| streams.apply(record))?;
        tell("streams", &report);
        let mut objects = SavedStorage::new();
        let (object_journal, report) = Journal::open(folder.join("objects"), |record| objects.apply(record))?;
        tell("objects", &report);
        let bodies = FileBodies::open(folder.join("bodies"), &objects.bodies())?;
        let mut logs = SavedLogs::default();
        let (log_journal, report) = Journal::open(folder.join("logs"), |record| logs.apply(record))?;
        tell("logs", &report);
        let queue_journal = Arc::new(queue_journal);
        let lasting = Self {
            table: Table::new(table, Arc::clone(&queue_journal) as _),
            queues: queue_journal,
            streams: Arc::new(stream_journal),
            objects: Arc::new(object_journal),
            bodies,
            logs: Arc::new(log_journal),
            saved_logs: Mutex::new(logs),
        };
        let kept = Kept {
            queues: (queues, Arc::clone(&lasting.queues) as _),
            streams: (streams, Arc::clone(&lasting.streams) as _),
            objects: (objects, Arc::clone(&lasting.objects) as _),
            bodies: Arc::new(lasting.bodies.clone()),
            table: lasting.table.clone(),
        };
        Ok((lasting, kept))
    }

    /// The logs as they were.
    pub(super) fn logs(&self, clock: SharedClock) -> LogStore {
        let mut saved = self.saved_logs.lock().unwrap_or_else(PoisonError::into_inner);
        LogStore::kept(clock, std::mem::take(&mut saved), &self.logs)
    }

    /// Makes what is there now last, in place of all that led to it.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub(super) async fn begin_anew(
        &self,
        messaging: &MockMessaging,
        streams: &MockStreams,
        storage: &MockStorage,
        logs: &LogStore,
    ) -> Result<(), JournalError> {
        self.queues.compact(messaging.snapshot().chain(self.table.snapshot())).await?;
        self.streams.compact(streams.snapshot()).await?;
        self.objects.compact(storage.snapshot()).await?;
        self.logs.compact(logs.snapshot()).await
    }

    /// Keeps the journals short, and removes bodies that no object has any more, without end.
    pub(super) async fn keep_short(
        &self,
        messaging: &MockMessaging,
        streams: &MockStreams,
        storage: &MockStorage,
        logs: &LogStore,
    ) {
        let queues = async {
            let error = self.queues.keep_compact(|| messaging.snapshot().chain(self.table.snapshot())).await;
            tracing::error!(%error, "the journal of queues is not kept short any more");
        };
        let records = async {
            let error = self.streams.keep_compact(|| streams.snapshot()).await;
            tracing::error!(%error, "the journal of streams is not kept short any more");
        };
        let objects = async {
            let error = self.objects.keep_compact(|| storage.snapshot()).await;
            tracing::error!(%error, "the journal of objects is not kept short any more");
        };
        let bodies = async {
            loop {
                let dropped = self.bodies.dropped().await;
                if let Err(error) = storage.durable().await {
                    return tracing::error!(%error, "bodies that no object has any more are not removed");
                }
                dropped.remove().await;
            }
        };
        let lines = async {
            let error = self.logs.keep_compact(|| logs.snapshot()).await;
            tracing::error!(%error, "the journal of logs is not kept short any more");
        };
        tokio::join!(queues, records, objects, bodies, lines);
    }
}

/// Says what a start found, where that is worth saying.
fn tell(what: &str, report: &Report) {
    if let Some(cut) = &report.cut {
        let (path, bytes) = (cut.path.display(), cut.bytes);
        tracing::warn!(%path, bytes, "a write of {what} was cut off when the cloud ended; nobody was told that it lasts");
    }
}

/// Writes a file whole or not at all: what was there stays until the new one lasts. Nobody else may read it: functions'
/// credentials are in there.
pub(super) fn replace_file(path: &Path, content: &[u8]) -> io::Result<()> {
    use io::Write as _;
    let unfinished = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}
