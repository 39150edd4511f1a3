//! State that lasts: a journal of changes, with snapshots.
//!
//! The cloud's state is in memory, whole. What changes it is written behind what was written before, in a file: a start reads
//! the latest snapshot and the changes since, and the state is what it was. A snapshot is changes too, those that make the
//! state from nothing, so there is one format and one way to apply it.
//!
//! ```text
//! lock                            held by the one process that uses the directory
//! 00000000000000000003.snapshot   the state at some point after 3.journal began
//! 00000000000000000003.journal    what changed since, or just before
//! 00000000000000000004.journal    and on
//! ```
//!
//! A record is written and synchronised before [`Journal::durable`] tells so. One thread does that, for all records that wait
//! at once: one write and one fdatasync, whose bytes are one frame (`frame.rs`). A frame begins only after the one before it
//! lasts, so a bad frame with a good one behind it is damage, and a bad one at the end is a write that was cut off: nobody
//! was told that it lasts.
//!
//! A service's state lasts so:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use void_local::durable::Journal;
//! use void_messaging_sdk::mock::{MockMessaging, SavedMessaging};
//! # let directory = std::env::temp_dir().join(format!("durable-doc-{}", std::process::id()));
//!
//! let mut saved = SavedMessaging::new();
//! let (journal, report) = Journal::open(directory.join("messaging"), |record| saved.apply(record))?;
//! let journal = Arc::new(journal);
//! let mock = MockMessaging::builder().saved(saved).change_log(journal.clone()).build();
//! tokio::select! {
//!     error = journal.keep_compact(|| mock.snapshot()) => return Err(error.into()),
//!     // Serve `mock.transport()`; here, a test's worth of it.
//!     url = async { mock.client().create_queue("orders").await } => assert!(url.is_ok()),
//! }
//! # std::fs::remove_dir_all(&directory)?;
//! # Ok(()) }
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `journal.rs`, `shared.rs`, `writer.rs` | appending, waiting, the thread that writes |
//! | `frame.rs`, `reader.rs` | the format, written and read |
//! | `directory.rs`, `recovery.rs` | which files there are, and what a start makes of them |
//! | `compaction.rs` | snapshots |
//! | `table.rs` | small things by their names, for what is no service: how far functions have read; in a service's journal |
//! | `bodies/` | what is too large for a record: objects' bytes, each a file |

mod bodies;
mod compaction;
mod directory;
mod error;
mod frame;
mod journal;
mod reader;
mod recovery;
mod shared;
mod table;
mod writer;

pub use self::{
    bodies::{Dropped, FileBodies},
    error::JournalError,
    journal::{Journal, Position},
    recovery::{Cut, Report},
    table::{SavedTable, Table},
};
