//! The in-process cloud through its public API: what it guarantees, a file for each part.
#![expect(clippy::unwrap_used, reason = "tests")]

mod batching;
mod cors;
mod dead_letters;
mod deploying;
mod determinism;
mod fan_out;
mod flow;
mod gateway;
#[cfg(feature = "logs")]
mod logs;
mod loops;
mod retries;
mod storage;
mod storage_dead_letters;
mod stores;
mod streams;
mod support;
mod time;
