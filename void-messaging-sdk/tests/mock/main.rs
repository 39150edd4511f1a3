//! The in-process backend, through its public API: what SEMANTICS.md lists as guaranteed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod authorization;
mod changes;
mod dead_letters;
mod fair;
mod fifo;
mod handles;
mod long_polls;
mod model_fifo;
mod model_standard;
mod move_tasks;
mod queues;
mod receiving;
mod sending;
mod signatures;
mod subscriptions;
mod support;
mod unreliable;
mod wire;
