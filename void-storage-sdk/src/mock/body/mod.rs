//! Where objects' bytes are: behind [`BodyStore`], in memory unless another one is given.

mod memory;
mod stored;

use std::{fmt, ops::Range, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use void_core::{Body, TransportError};

pub use self::{memory::MemoryBodies, stored::StoredBody};

/// Where objects' bytes are kept.
///
/// The engine holds [`StoredBody`]s and never reads one: what they are made of is this trait's to say. Copies and multipart
/// uploads share what was written; it can be thrown away when the last [`Blob`] handle is dropped.
pub trait BodyStore: fmt::Debug + Send + Sync + 'static {
    /// Begins to write. What is dropped before its end is thrown away.
    fn begin(&self) -> Box<dyn BodyWriter>;
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
}
