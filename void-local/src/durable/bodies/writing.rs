//! [`Writing`]: bytes on their way into a file, or into memory where they are few.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    sync::Arc,
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::task::spawn_blocking;
use void_core::TransportError;
use void_storage_sdk::mock::{Blob, BodyStore as _, BodyWriter, MemoryBodies};

use super::{
    file::{BodyFile, Held},
    files::Shared,
    reading::failed,
};

/// With more bytes than this a body is a file of its own.
const FILE_ABOVE_BYTES: usize = 16 * 1024;
/// So many bytes are written at a time.
const PIECE_BYTES: usize = 256 * 1024;

/// Bytes on their way into a file.
pub(super) struct Writing {
    shared: Arc<Shared>,
    waiting: Vec<Bytes>,
    waiting_bytes: usize,
    unfinished: Option<Unfinished>,
}

/// A file that has no name yet under which it is found.
struct Unfinished {
    shared: Arc<Shared>,
    number: u64,
    file: Option<File>,
    written: u64,
}

impl Writing {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared, waiting: Vec::new(), waiting_bytes: 0, unfinished: None }
    }

    /// Writes what waits.
    async fn write_waiting(&mut self) -> Result<(), TransportError> {
        let waiting = std::mem::take(&mut self.waiting);
        let bytes = std::mem::take(&mut self.waiting_bytes) as u64;
        let shared = &self.shared;
        let unfinished = self.unfinished.get_or_insert_with(|| Unfinished::new(Arc::clone(shared)));
        let (file, path) = (unfinished.file.take(), shared.unfinished_path_of(unfinished.number));
        let write = move || {
            let mut file = file.map_or_else(|| File::create_new(path), Ok)?;
            waiting.iter().try_for_each(|bytes| file.write_all(bytes))?;
            Ok(file)
        };
        unfinished.file = Some(blocking(write).await?);
        unfinished.written += bytes;
        Ok(())
    }
}

#[async_trait]
impl BodyWriter for Writing {
    async fn write(&mut self, bytes: Bytes) -> Result<(), TransportError> {
        self.waiting_bytes += bytes.len();
        self.waiting.push(bytes);
        if self.waiting_bytes >= PIECE_BYTES { self.write_waiting().await } else { Ok(()) }
    }

    async fn finish(mut self: Box<Self>) -> Result<Arc<dyn Blob>, TransportError> {
        if self.unfinished.is_none() && self.waiting_bytes <= FILE_ABOVE_BYTES {
            let mut memory = MemoryBodies.begin();
            // What was read from a connection may be a slice of something larger.
            memory.write(self.waiting.concat().into()).await?;
            return memory.finish().await;
        }
        self.write_waiting().await?;
        match self.unfinished.take() {
            Some(unfinished) => Ok(Arc::new(unfinished.finish().await?)),
            None => MemoryBodies.begin().finish().await,
        }
    }
}

impl Unfinished {
    fn new(shared: Arc<Shared>) -> Self {
        let number = shared.next_number();
        Self { shared, number, file: None, written: 0 }
    }

    /// Gives it its name, once its bytes last.
    async fn finish(mut self) -> Result<BodyFile, TransportError> {
        let (number, size) = (self.number, self.written);
        let finish = move || {
            if let Some(file) = self.file.take() {
                file.sync_all()?;
            }
            fs::rename(self.shared.unfinished_path_of(number), self.shared.path_of(number))?;
            self.shared.sync()?;
            let held = Held::new(Arc::clone(&self.shared), number);
            Ok(BodyFile::new(Arc::new(held), size))
        };
        // What comes of it goes where nobody waits any more.
        blocking(finish).await
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.shared.give_up(self.shared.unfinished_path_of(self.number));
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, TransportError> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(failed)
}
