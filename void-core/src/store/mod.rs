//! What a crate needs of a store that it does not know: the link between the services' crates, which know nothing of each
//! other.
//!
//! - [`PayloadStore`] keeps the bodies of messages that are too large for a queue, and [`PayloadPointer`] is what the
//!   queue carries in their place.
//! - [`ConditionalObjects`] are small objects that are written only on the condition that they are what the writer saw
//!   last: enough for leases and locks.
//! - [`StorageRef`] names an object in an event.
//!
//! void-storage-sdk implements the first two on a bucket; the feature `mock` has both in memory.

mod error;
#[cfg(feature = "mock")]
mod memory;
mod objects;
mod payloads;
mod pointer;
mod receipt;
mod reference;

#[cfg(feature = "mock")]
pub use self::memory::{InMemoryObjects, InMemoryPayloads};
pub use self::{
    error::{StoreError, StoreErrorKind},
    objects::{ConditionalObjects, StoredObject, WriteOutcome, key_part},
    payloads::{PayloadStore, PayloadText, SharedPayloadStore},
    pointer::{
        LEGACY_PAYLOAD_SIZE_ATTRIBUTE, PAYLOAD_SIZE_ATTRIBUTE, PayloadPointer, is_payload_size_attribute,
    },
    receipt::{receipt_with_payload, split_receipt},
    reference::{RefChecksum, StorageRef},
};
