//! The in-process backend: buckets that behave as the service's do, for tests and for the local cloud.
//!
//! | part | is |
//! |---|---|
//! | [`MockStorage`] | the backend, as a test holds it: buckets, a client |
//! | [`MockBucket`] | a bucket, and looking into it |
//! | [`MockTransport`] | the backend as the protocol server that it is |
//! | [`BodyStore`] | where objects' bytes are kept |
//! | [`engine`] | the semantics, pure |
//!
//! Time is the [`Clock`](void_core::Clock)'s: in a test with `start_paused = true` objects expire in no time, with a
//! [`ManualClock`](void_core::clock::ManualClock) they expire when it is moved.

mod body;
mod bucket;
mod builder;
mod digests;
pub mod engine;
mod form;
mod notifications;
mod operations;
mod protocol;
mod saved;
mod shell;
mod storage;
mod transport;

pub use self::{
    body::{Blob, BodyStore, BodyWriter, Kept, KeptBody, MemoryBodies, StoredBody},
    bucket::MockBucket,
    builder::MockStorageBuilder,
    engine::{BucketUsage, Problem},
    notifications::{Notification, NotificationSink},
    saved::SavedStorage,
    storage::MockStorage,
    transport::MockTransport,
};
