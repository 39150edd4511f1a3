//! What a queue does, as functions over a client: the same cases run on the mock in process, on the mock served on a
//! socket, and on any endpoint that the environment names.
//!
//! A case makes the queues that it needs under names that nothing else has, so that cases run side by side and on an
//! endpoint that holds other queues. It waits on the client's clock: no time passes on the mock with paused time, and on a
//! real endpoint no wait is longer than a few seconds.
//!
//! [`cases!`](crate::cases) names every case once. A test target hands it a macro that makes a test of each.

mod cases;
pub mod dead_letters;
pub mod endpoint;
pub mod errors;
pub mod fifo;
pub mod messages;
pub mod queues;
pub mod storage;
pub mod streams;
mod target;

pub use self::target::Target;

/// How a case ends: what it finds wrong is a panic, and a call that failed is this error.
pub type CaseResult = Result<(), void_messaging_sdk::Error>;
