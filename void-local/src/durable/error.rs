//! [`JournalError`]: why state can't be read, or does not last.

use std::{io, path::PathBuf, sync::Arc};

/// Why state can't be read, or does not last.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The system refused something: no such directory, no permission, no room.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        error: Arc<io::Error>,
    },
    /// Another process uses the directory.
    #[error("{} is in use by another process", path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// A file is of another version of the format.
    #[error("{} has format version {found}, this program reads version {}", path.display(), super::frame::VERSION)]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that it names.
        found: u32,
    },
    /// A file is damaged where no write can have been cut off. Nothing was changed.
    #[error("{} is damaged at byte {offset}: {reason}; restore the directory from a copy, or remove it to begin anew", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the damage begins.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// A file that must be there is not.
    #[error("{} is missing; restore the directory from a copy, or remove it to begin anew", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
}

impl JournalError {
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        |error| Self::Io { path: path.into(), error: Arc::new(error) }
    }
}
