//! What a stream does, as functions over a client: the same cases run on the mock in process, on the mock served on a socket,
//! and on any endpoint that the environment names.
//!
//! A case makes the streams that it needs under names that nothing else has, and waits on the client's clock, as those of
//! [queues](super) do. [`stream_cases!`](crate::stream_cases) names every case once.

mod cases;
pub mod consumers;
pub mod errors;
pub mod fan_out;
pub mod iterators;
pub mod lifecycle;
pub mod producing;
pub mod reading;
pub mod records;
pub mod settings;
pub mod shards;
mod target;

pub use self::target::Target;

/// How a case ends: what it finds wrong is a panic, and a call that failed is this error.
pub type CaseResult = Result<(), void_streams_sdk::Error>;
