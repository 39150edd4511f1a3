//! The in-process backend, through its public API: what SEMANTICS.md lists as guaranteed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod authorization;
mod changes;
mod consumers;
mod encryption;
mod iterators;
mod listing_shards;
mod model;
mod model_shards;
mod putting;
mod reading;
mod resharding;
mod retention;
mod settings;
mod signatures;
mod states;
mod streams;
mod subscriptions;
mod support;
mod tags;
mod throughput;
mod waiting;
mod wire;
