//! The in-process backend: streams that behave as the service's do, for tests and for the local cloud.
//!
//! | part | is |
//! |---|---|
//! | [`MockStreams`] | the backend, as a test holds it: streams, a client |
//! | [`MockStream`] | a stream, and looking into it |
//! | [`MockTransport`] | the backend as the protocol server that it is: AWS JSON 1.1 and CBOR |
//! | [`SavedStreams`] | what a log of changes led to, for a backend that goes on from there |
//! | [`engine`] | the semantics, pure |
//!
//! Time is the [`Clock`](void_core::Clock)'s: in a test with `start_paused = true` retention and the expiry of iterators pass
//! in no time, with a [`ManualClock`](void_core::clock::ManualClock) they pass when it is moved.

mod builder;
pub mod engine;
mod operations;
mod protocol;
mod saved;
mod shell;
mod stream;
mod streams;
mod transport;

pub use self::{
    builder::MockStreamsBuilder,
    engine::{Direction, Problem, Throttled},
    saved::SavedStreams,
    stream::{MockStream, ShardRead},
    streams::MockStreams,
    transport::MockTransport,
};
