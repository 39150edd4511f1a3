//! A bucket as what other crates need of a store: payloads of messages, small objects written on conditions, references.

mod objects;
mod payloads;
mod reference;

use void_core::{StoreError, StoreErrorKind};

pub use self::{objects::BucketObjects, payloads::BucketPayloads};
use crate::error::{Error, ErrorKind};

/// What a failed call is to a caller that does not know what the store is.
pub(super) fn store_error(error: &Error) -> StoreError {
    let kind = match error.kind() {
        // A delete marker answers `MethodNotAllowed` where its version is asked for.
        ErrorKind::NoSuchKey
        | ErrorKind::NoSuchVersion
        | ErrorKind::NotFound
        | ErrorKind::MethodNotAllowed => StoreErrorKind::NotFound,
        ErrorKind::ChecksumMismatch | ErrorKind::BadDigest => StoreErrorKind::Damaged,
        ErrorKind::AccessDenied | ErrorKind::InvalidCredentials => StoreErrorKind::AccessDenied,
        _ if error.is_retryable() => StoreErrorKind::Unavailable,
        _ => StoreErrorKind::Other,
    };
    StoreError::new(kind, error.to_string()).with_unknown_end(error.may_have_been_applied())
}
