//! [`ChangeLog`]: where a mock's changes go, so that they last.

pub mod blob;
mod memory;
mod record;
mod writer;

use std::{error::Error, fmt};

use async_trait::async_trait;

pub use self::{
    memory::MemoryChangeLog,
    record::{read_changes, records, write_changes},
    writer::{ChangeWriter, ChangesWritten, ready},
};

/// What a log says when something does not last.
pub type ChangeLogError = Box<dyn Error + Send + Sync>;

/// Takes in what a mock's operations change, in the order in which they change it.
///
/// A mock appends under its lock, releases it, and answers once the record lasts. It is handed the records back when it is made
/// anew.
#[async_trait]
pub trait ChangeLog: fmt::Debug + Send + Sync {
    /// Puts a record behind the others, and gives its position, which begins at 1. Never waits.
    fn append(&self, record: &[u8]) -> u64;

    /// Waits until the record at `position` lasts, and all before it.
    ///
    /// # Errors
    ///
    /// It does not, and nothing will from now on.
    async fn durable(&self, position: u64) -> Result<(), ChangeLogError>;

    /// Waits until there is room for more.
    ///
    /// # Errors
    ///
    /// As [`durable`](Self::durable).
    async fn ready(&self) -> Result<(), ChangeLogError>;
}
