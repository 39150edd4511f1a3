//! Files of this machine: read and written on threads that may wait.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;

use super::download::OPERATION;
use crate::error::Error;

/// Tells the temporary files of this process apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Does something with a file on a thread that may wait.
pub(super) async fn on_file<T: Send + 'static>(
    operation: &'static str,
    path: &Path,
    act: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(act).await.unwrap_or_else(|error| Err(io::Error::other(error)));
    done.map_err(|error| Error::file(operation, path, error))
}

/// A file that takes the place of another one when all is written, and is removed when it is dropped before.
///
/// What is done with it owns it, so that it is removed after that, also where nobody waits for it any more.
pub(super) struct Replacement {
    file: File,
    place: PathBuf,
    is_kept: bool,
}

impl Replacement {
    /// Creates a file beside `target`.
    pub(super) async fn of(target: &Path) -> Result<Self, Error> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        name.push(format!(".{}-{number}.part", std::process::id()));
        let place = target.with_file_name(name);
        let create = move || Ok(Self { file: File::create_new(&place)?, place, is_kept: false });
        on_file(OPERATION, target, create).await
    }

    /// Writes the next bytes.
    pub(super) async fn write(mut self, target: &Path, bytes: Bytes) -> Result<Self, Error> {
        let write = move || self.file.write_all(&bytes).map(|()| self);
        on_file(OPERATION, target, write).await
    }

    /// Takes the place of `target`.
    pub(super) async fn keep(self, target: &Path) -> Result<(), Error> {
        let path = target.to_owned();
        on_file(OPERATION, target, move || self.rename(&path)).await
    }

    fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.place, path)?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.is_kept {
            let _best_effort = fs::remove_file(&self.place);
        }
    }
}
