//! [`DecodeError`] and [`EncodeError`]: what is no message, and what can't be made one.

use super::{MAX_HEADERS_BYTES, MAX_MESSAGE_BYTES, MAX_VALUE_BYTES};

/// The bytes are not a message. Nothing after them can be read either: where the next message begins is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The lengths, or what they were checked with, were damaged.
    #[error("the checksum of a message's lengths does not match")]
    PreludeChecksum,
    /// The message was damaged.
    #[error("the checksum of a message does not match")]
    MessageChecksum,
    /// The message is longer than a reader accepts.
    #[error("a message of {0} bytes: more than {MAX_MESSAGE_BYTES}")]
    MessageTooLarge(usize),
    /// The headers are longer than a reader accepts.
    #[error("headers of {0} bytes: more than {MAX_HEADERS_BYTES}")]
    HeadersTooLarge(usize),
    /// The lengths contradict each other.
    #[error("a message of {message} bytes can't have headers of {headers}")]
    Lengths {
        /// What the message is said to have.
        message: usize,
        /// What its headers are said to have.
        headers: usize,
    },
    /// The headers end within a header.
    #[error("a header is cut off")]
    HeaderCutOff,
    /// A header has no name, or one that is not UTF-8.
    #[error("a header has no name that is UTF-8")]
    HeaderName,
    /// Two headers have one name.
    #[error("the header {0:?} is there twice")]
    DuplicateHeader(String),
    /// There is no such type of header.
    #[error("a header of the unknown type {0}")]
    HeaderType(u8),
    /// A header's text is not UTF-8, or its text or bytes are longer than they can be.
    #[error("a header's value is not UTF-8, or longer than {MAX_VALUE_BYTES} bytes")]
    HeaderValue,
    /// The stream ended within a message.
    #[error("the stream ends within a message, after {0} bytes of it")]
    CutOff(usize),
}

/// The message can't be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A header's name is empty or longer than 255 bytes.
    #[error("a header's name has {0} bytes: 1 to 255 it can have")]
    HeaderName(usize),
    /// A header's text or bytes are too long.
    #[error("a header's value has {0} bytes: more than {MAX_VALUE_BYTES}")]
    HeaderValue(usize),
    /// The headers are too long together.
    #[error("headers of {0} bytes: more than {MAX_HEADERS_BYTES}")]
    HeadersTooLarge(usize),
    /// The message is too long.
    #[error("a message of {0} bytes: more than {MAX_MESSAGE_BYTES}")]
    MessageTooLarge(usize),
}
