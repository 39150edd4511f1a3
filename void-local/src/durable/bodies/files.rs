//! [`FileBodies`]: a directory of bodies.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Notify;
use void_storage_sdk::mock::{Blob, BodyStore, BodyWriter};

use super::{
    file::{BodyFile, Held},
    writing::Writing,
};
use crate::durable::JournalError;

/// Keeps objects' bytes in files of a directory that only this process uses. Cheap to clone.
///
/// Files that nothing names any more are [dropped](Self::dropped), and are removed at the latest by the next start.
#[derive(Clone, Debug)]
pub struct FileBodies(pub(super) Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) path: PathBuf,
    next: AtomicU64,
    /// Files that nothing holds any more.
    dropped: Mutex<Vec<PathBuf>>,
    something_dropped: Notify,
    /// Those that were found: objects that share one share what holds it.
    found: Mutex<HashMap<u64, Weak<Held>>>,
}

impl FileBodies {
    /// Opens the directory, which is made where it is not there. `needed` are the numbers that are named, and how many bytes are
    /// needed of each: as [`SavedStorage::bodies`](void_storage_sdk::mock::SavedStorage::bodies) gives them. All other files of
    /// bodies are removed.
    ///
    /// # Errors
    ///
    /// A file that is named is missing, or too short; no file was removed then. Or the system refuses.
    pub fn open(directory: impl Into<PathBuf>, needed: &BTreeMap<u64, u64>) -> Result<Self, JournalError> {
        let path = directory.into();
        fs::create_dir_all(&path).map_err(JournalError::io(&path))?;
        for (number, size) in needed {
            check(path.join(name(*number)), *size)?;
        }
        let mut last = needed.last_key_value().map_or(0, |(number, _)| *number);
        for entry in fs::read_dir(&path).map_err(JournalError::io(&path))? {
            let file = entry.map_err(JournalError::io(&path))?.path();
            let Some((number, is_whole)) = number_of(&file) else { continue };
            last = last.max(number);
            if !is_whole || !needed.contains_key(&number) {
                fs::remove_file(&file).map_err(JournalError::io(&file))?;
            }
        }
        Ok(Self(Arc::new(Shared {
            path,
            next: AtomicU64::new(last + 1),
            dropped: Mutex::default(),
            something_dropped: Notify::new(),
            found: Mutex::default(),
        })))
    }

    /// Waits until there are files that nothing holds any more.
    ///
    /// They are to be [removed](Dropped::remove) once the records last by which they went: those that were appended until now.
    pub async fn dropped(&self) -> Dropped {
        self.0.something_dropped.notified().await;
        Dropped(std::mem::take(&mut *lock(&self.0.dropped)))
    }
}

/// Files that nothing holds any more.
#[derive(Debug)]
#[must_use = "they stay until the next start unless they are removed"]
pub struct Dropped(Vec<PathBuf>);

impl Dropped {
    /// Removes them. One that can't be removed is left to the next start.
    pub async fn remove(self) {
        let remove = move || {
            for path in self.0 {
                // What has its name by now is there no more under this one.
                if let Err(error) = fs::remove_file(&path)
                    && error.kind() != io::ErrorKind::NotFound
                {
                    tracing::warn!(path = %path.display(), %error, "a body that nothing names can't be removed");
                }
            }
        };
        // It does not panic.
        let _ = tokio::task::spawn_blocking(remove).await;
    }
}

impl BodyStore for FileBodies {
    fn begin(&self) -> Box<dyn BodyWriter> {
        Box::new(Writing::new(Arc::clone(&self.0)))
    }

    fn find(&self, number: u64, size: u64) -> Arc<dyn Blob> {
        let mut found = lock(&self.0.found);
        let known = found.get(&number).and_then(Weak::upgrade);
        let held = known.unwrap_or_else(|| Arc::new(Held::new(Arc::clone(&self.0), number)));
        found.insert(number, Arc::downgrade(&held));
        Arc::new(BodyFile::new(held, size))
    }
}

impl Shared {
    /// The number of the next file.
    pub(super) fn next_number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn path_of(&self, number: u64) -> PathBuf {
        self.path.join(name(number))
    }

    pub(super) fn unfinished_path_of(&self, number: u64) -> PathBuf {
        self.path.join(format!("{}.unfinished", name(number)))
    }

    /// Has a file removed, once nothing that lasts names it.
    pub(super) fn give_up(&self, path: PathBuf) {
        lock(&self.dropped).push(path);
        self.something_dropped.notify_one();
    }

    /// Makes names last.
    pub(super) fn sync(&self) -> io::Result<()> {
        // Windows has no such thing, and keeps names itself.
        if cfg!(unix) { fs::File::open(&self.path)?.sync_all() } else { Ok(()) }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name(number: u64) -> String {
    format!("{number:020}.body")
}

/// The number of a file of this directory's, and whether it was finished.
fn number_of(path: &Path) -> Option<(u64, bool)> {
    let (number, extension) = path.file_name()?.to_str()?.split_once('.')?;
    let is_whole = match extension {
        "body" => true,
        "body.unfinished" => false,
        _ => return None,
    };
    Some((number.parse().ok().filter(|_| number.len() == 20)?, is_whole))
}

fn check(path: PathBuf, size: u64) -> Result<(), JournalError> {
    match fs::metadata(&path) {
        Ok(found) if found.len() >= size => Ok(()),
        Ok(found) => {
            let reason = format!("it has {} bytes, and {size} are needed", found.len());
            Err(JournalError::Damaged { path, offset: found.len(), reason })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(JournalError::Missing { path }),
        Err(error) => Err(JournalError::io(path)(error)),
    }
}
