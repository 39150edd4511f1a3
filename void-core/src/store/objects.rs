//! [`ConditionalObjects`]: small objects that are written on a condition.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::StoreError;

/// Small objects by key, each written only on the condition that it is what the writer saw last: enough for leases, locks
/// and checkpoints. A bucket with conditional writes has it (`If-None-Match: *`, `If-Match` with an ETag).
///
/// # What an implementation promises
///
/// - The writes are atomic and linearizable for one key: of two writers that saw the same ETag at most one succeeds, and of
///   two that saw none at most one creates.
/// - What was written before a call began is what the call sees.
/// - That a condition does not hold is no error: it is [`WriteOutcome::Conflict`], or `false`.
/// - Where the response to a write was lost and it was tried again, a conflict may be with the write itself: the caller
///   looks at what is stored.
#[async_trait]
pub trait ConditionalObjects: fmt::Debug + Send + Sync + 'static {
    /// The keys that begin with `prefix`, in any order.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError>;

    /// An object as it is now; `None` where there is none.
    async fn get(&self, key: &str) -> Result<Option<StoredObject>, StoreError>;

    /// Stores an object where there is none: `If-None-Match: *`.
    async fn put_if_absent(&self, key: &str, content: Bytes) -> Result<WriteOutcome, StoreError>;

    /// Stores an object in place of the one with this ETag: `If-Match`. One that is gone is a conflict.
    async fn put_if_match(&self, key: &str, content: Bytes, etag: &str) -> Result<WriteOutcome, StoreError>;

    /// Deletes an object if it has this ETag: `false` where it has another, or is gone.
    async fn delete_if_match(&self, key: &str, etag: &str) -> Result<bool, StoreError>;
}

/// What stands for itself in a part of a key: all else, slashes and dots included, is encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// A name as one part of a key, whatever is in it: percent-encoded, so that no name reaches into another.
///
/// ```
/// use void_core::store::key_part;
///
/// assert_eq!(key_part("orders_v2"), "orders_v2");
/// assert_eq!(key_part("../a b"), "%2E%2E%2Fa%20b");
/// ```
#[must_use]
pub fn key_part(name: &str) -> String {
    utf8_percent_encode(name, ENCODED).to_string()
}

/// An object as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    /// What is in it.
    pub content: Bytes,
    /// What tells it from what was there before.
    pub etag: String,
}

/// What became of a conditional write.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a conflict is no error"]
pub enum WriteOutcome {
    /// It is stored, with this ETag.
    Stored(String),
    /// It is not: the condition did not hold.
    Conflict,
}
