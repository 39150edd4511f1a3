//! [`PayloadStore`]: where the bodies of messages are kept that are too large for a queue.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;

use super::{PayloadPointer, StoreError, StoreErrorKind};

/// Where the bodies of messages are kept that are too large for a queue: the claim check.
///
/// A client stores a body under a key of its own, sends the [`PayloadPointer`] in its place, and a receiver gets it back.
///
/// # What an implementation promises
///
/// - Each [`put`](Self::put) has a key of its own, that none had before.
/// - Once `put` has succeeded, [`get`](Self::get) gives what was put, whole and unchanged, or an error.
/// - `get` and [`delete`](Self::delete) serve only what is the store's. The pointer came in a message, and whoever can send
///   one must not choose what a receiver reads or deletes: any other place is [`StoreErrorKind::Refused`].
/// - `get` holds no more than `limit_bytes` in memory: a larger one is [`StoreErrorKind::TooLarge`].
/// - To delete what is gone already is no error.
#[async_trait]
pub trait PayloadStore: fmt::Debug + Send + Sync + 'static {
    /// Stores a payload, and says where.
    async fn put(&self, payload: Bytes) -> Result<PayloadPointer, StoreError>;

    /// Gives a payload back, of at most `limit_bytes`.
    async fn get(&self, pointer: &PayloadPointer, limit_bytes: u64) -> Result<Bytes, StoreError>;

    /// Deletes a payload.
    async fn delete(&self, pointer: &PayloadPointer) -> Result<(), StoreError>;
}

/// A store that several share.
pub type SharedPayloadStore = Arc<dyn PayloadStore>;

/// Gives back the texts that pointers stand for, up to a limit: what a receiver has. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PayloadText {
    store: SharedPayloadStore,
    limit_bytes: u64,
}

impl PayloadText {
    /// The largest payload that is taken unless told otherwise: 64 MiB.
    pub const DEFAULT_LIMIT_BYTES: u64 = 64 * 1024 * 1024;

    /// Takes payloads of up to 64 MiB from `store`.
    pub fn new(store: SharedPayloadStore) -> Self {
        Self { store, limit_bytes: Self::DEFAULT_LIMIT_BYTES }
    }

    /// Takes payloads of up to so many bytes. Each is in memory as a whole.
    #[must_use]
    pub const fn limit_bytes(mut self, limit_bytes: u64) -> Self {
        self.limit_bytes = limit_bytes;
        self
    }

    /// Where they come from.
    #[must_use]
    pub const fn store(&self) -> &SharedPayloadStore {
        &self.store
    }

    /// Gives the text that the body of a message points to.
    ///
    /// # Errors
    ///
    /// Those of the store; [`StoreErrorKind::Damaged`] where `body` is no pointer, or the payload no text.
    pub async fn get(&self, body: &str) -> Result<String, StoreError> {
        let pointer = PayloadPointer::from_body(body)?;
        let payload = self.store.get(&pointer, self.limit_bytes).await?;
        String::from_utf8(payload.into())
            .map_err(|_| StoreError::new(StoreErrorKind::Damaged, "the payload is no text in UTF-8"))
    }
}
