//! [`DecodeError`]: why a body is not in the encoding that it says.

use std::error::Error;

use crate::transport::{TransportError, TransportErrorKind};

/// Why a body in chunks was not accepted. A service answers each kind with a code of its own, see [List of error codes].
///
/// [List of error codes]: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// `x-amz-decoded-content-length` is not there, or is no number: `MissingContentLength`.
    #[error("You must provide the Content-Length HTTP header.")]
    MissingLength,
    /// A chunk or the trailers are not signed as they must be: `SignatureDoesNotMatch`.
    #[error("The request signature we calculated does not match the signature you provided.")]
    Signature,
    /// The body ends early, holds more or fewer bytes than announced, or is not in chunks: `IncompleteBody`.
    #[error("The request body terminated unexpectedly")]
    Incomplete,
    /// A chunk below 8 KiB that is not the last: `InvalidChunkSizeError`.
    #[error("Only the last chunk is allowed to have a size less than 8192 bytes")]
    ChunkTooSmall,
    /// The trailers are not those that `x-amz-trailer` names, or are larger than 16 KiB: `MalformedTrailerError`.
    #[error(
        "The request contained trailing data that was not well-formed or did not conform to our published schema."
    )]
    Trailers,
}

impl DecodeError {
    /// What ended a body, where it was this.
    #[must_use]
    pub fn of(error: &TransportError) -> Option<Self> {
        error.source()?.downcast_ref().copied()
    }
}

impl From<DecodeError> for TransportError {
    fn from(error: DecodeError) -> Self {
        Self::new(TransportErrorKind::Body, error.to_string()).with_source(error)
    }
}
