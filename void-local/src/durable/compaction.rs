//! Snapshots: changes that make the state from nothing, in place of all that led to it.

use std::{fs::File, io::Write, path::Path, sync::Arc};

use tokio::{runtime::Handle, sync::oneshot, task::spawn_blocking};

use super::{
    Journal,
    directory::Directory,
    error::JournalError,
    frame::{FRAME_BYTES, HEAD_BYTES, Head, Kind, push},
    shared::Shared,
};

/// A snapshot's frames have about this many bytes.
const FRAME_AIM: usize = 1 << 20;
/// Below this many bytes a start is quick enough as it is.
const COMPACT_ABOVE_BYTES: u64 = 64 * 1024 * 1024;

impl Journal {
    /// Writes a snapshot, then removes what it stands for. Records are appended meanwhile as ever.
    ///
    /// `snapshot` is asked for its first record only when those before it are to go. It may be taken piece by piece, while
    /// changes go on between the pieces: a start applies it, then every record since its beginning once more. So a change has to
    /// say what is after it, not by how much it differs, and one that finds nothing to change must do nothing.
    ///
    /// # Errors
    ///
    /// The system refuses; what there was is still there, and the journal goes on unless it had failed itself.
    pub async fn compact(
        &self,
        snapshot: impl IntoIterator<Item = Vec<u8>> + Send + 'static,
    ) -> Result<(), JournalError> {
        let _one_at_a_time = self.compacting.lock().await;
        let (told, number) = oneshot::channel();
        self.shared.rotate(told);
        let (number, replaced) = number.await.expect("the thread answers as long as the journal is there")?;
        let (directory, shared) = (Arc::clone(&self.directory), Arc::clone(&self.shared));
        let runtime = Handle::current();
        let written = spawn_blocking(move || write(&directory, &shared, &runtime, number, snapshot)).await;
        let bytes = written.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        self.shared.compacted(replaced, bytes);
        Ok(())
    }

    /// Compacts whenever [`wants_compaction`](Self::wants_compaction) says so, for as long as this is awaited. `snapshot` begins
    /// one.
    ///
    /// # Errors
    ///
    /// Gives the first one: the journal has failed, or only the snapshot has, as for lack of room.
    pub async fn keep_compact<S>(&self, snapshot: impl Fn() -> S + Send + Sync) -> JournalError
    where
        S: IntoIterator<Item = Vec<u8>> + Send + 'static,
    {
        loop {
            let due = self.shared.wait(|_| self.wants_compaction()).await;
            let done = match due {
                Ok(()) => self.compact(snapshot()).await,
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                return error;
            }
        }
    }

    /// Whether a start would read twice as much as it had to, and more than 64 MiB.
    #[must_use]
    pub fn wants_compaction(&self) -> bool {
        let (since, snapshot) = self.shared.bytes();
        since > COMPACT_ABOVE_BYTES.max(snapshot)
    }
}

fn write(
    directory: &Directory,
    shared: &Shared,
    runtime: &Handle,
    number: u64,
    snapshot: impl IntoIterator<Item = Vec<u8>>,
) -> Result<u64, JournalError> {
    let head = Head { kind: Kind::Snapshot, number };
    let mut out = Out { head, frame: vec![0; FRAME_BYTES], offset: HEAD_BYTES as u64 };
    directory.create(head, |file| {
        let path = directory.path_of(head);
        for record in snapshot {
            push(&mut out.frame, &record);
            if out.frame.len() >= FRAME_AIM {
                out.write(file, &path)?;
            }
        }
        if out.frame.len() > FRAME_BYTES {
            out.write(file, &path)?;
        }
        out.write(file, &path)?;
        // The snapshot may show half of what an operation did; the record that has the other half must last with it.
        runtime.block_on(shared.durable(shared.appended()))
    })?;
    directory.remove_before(number)?;
    Ok(out.offset)
}

struct Out {
    head: Head,
    frame: Vec<u8>,
    offset: u64,
}

impl Out {
    fn write(&mut self, file: &mut File, path: &Path) -> Result<(), JournalError> {
        self.head.seal(self.offset, &mut self.frame);
        file.write_all(&self.frame).map_err(JournalError::io(path))?;
        self.offset += self.frame.len() as u64;
        self.frame.truncate(FRAME_BYTES);
        Ok(())
    }
}
