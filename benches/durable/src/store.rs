//! [`Store`]: what is measured, the same for all: a batch of changes, durable once it was committed.

use std::{io, path::Path};

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A change to the messages that wait.
pub enum Change {
    Sent(u64, Box<[u8]>),
    Deleted(u64),
}

/// A place where messages last.
pub trait Store: Send {
    /// Carries the changes out, and returns once they would survive a power cut.
    fn commit(&mut self, changes: &[Change]) -> Result<(), Failure>;

    /// Hands out every message that waits, as a start does that fills the memory.
    fn load(&mut self, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure>;
}

/// Opens the store `name` in the directory.
pub fn open(name: &str, directory: &Path) -> Result<Box<dyn Store>, Failure> {
    Ok(match name {
        "journal" => Box::new(crate::stores::journal::Journal::open(directory)?),
        #[cfg(feature = "redb")]
        "redb" => Box::new(crate::stores::redb::Redb::open(directory)?),
        #[cfg(feature = "fjall")]
        "fjall" => Box::new(crate::stores::fjall::Fjall::open(directory)?),
        #[cfg(feature = "sqlite")]
        "sqlite" => Box::new(crate::stores::sqlite::Sqlite::open(directory)?),
        _ => return Err(io::Error::other(format!("no store {name}")).into()),
    })
}
