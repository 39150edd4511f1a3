//! The client against a scripted transport: what it sends, and what it makes of the answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod consumer;
mod pages;
mod producer;
mod put_records;
mod subscribe;
mod support;
mod wire_shapes;
