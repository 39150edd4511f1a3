//! Where objects' bytes are: behind [`BodyStore`], in memory unless another one is given.

mod kept;
mod memory;
mod stored;

use std::{fmt, ops::Range, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use void_core::{Body, TransportError};

pub use self::{kept::KeptBody, memory::MemoryBodies, stored::StoredBody};

/// Where objects' bytes are kept.
///
/// The engine holds [`StoredBody`]s and never reads one: what they are made of is this trait's to say. Copies and multipart
/// uploads share what was written; it can be thrown away when the last [`Blob`] handle is dropped.
pub trait BodyStore: fmt::Debug + Send + Sync + 'static {
    /// Begins to write. What is dropped before its end is thrown away.
    fn begin(&self) -> Box<dyn BodyWriter>;

    /// Bytes that were written before the backend was made anew, by the number that they were [kept](Blob::kept) under; so many
    /// at least. Default: there are none, and to read them fails.
    fn find(&self, number: u64, size: u64) -> Arc<dyn Blob> {
        Arc::new(kept::Missing { number, size })
    }
}

/// Writes the bytes of one object or part.
#[async_trait]
pub trait BodyWriter: Send {
    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// Any of the store's: the call is answered with `InternalError`.
    async fn write(&mut self, bytes: Bytes) -> Result<(), TransportError>;

    /// Ends what is written.
    ///
    /// # Errors
    ///
    /// Any of the store's: the call is answered with `InternalError`.
    async fn finish(self: Box<Self>) -> Result<Arc<dyn Blob>, TransportError>;
}

/// Bytes that were written, and that never change.
pub trait Blob: fmt::Debug + Send + Sync + 'static {
    /// How many they are.
    fn size(&self) -> u64;

    /// Reads those from `range.start` to before `range.end`, which are there.
    fn read(&self, range: Range<u64>) -> Body;

    /// How a record of a [`ChangeLog`](void_core::ChangeLog) has those from `range.start` to before `range.end`.
    fn kept(&self, range: Range<u64>) -> Kept;
}

/// How a record has bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// As they are.
    Here(Bytes),
    /// By the number under which the store keeps all of the blob's bytes. They last already.
    There(u64),
}
