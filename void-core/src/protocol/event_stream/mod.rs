//! The framing `application/vnd.amazon.eventstream`: messages of headers and a payload, one after the other on a stream, each
//! with its lengths and two checksums, so that what was damaged or cut off is told from what was sent.
//!
//! ```text
//! ┌─────────────┬───────────────┬──────────────┬─────────┬─────────┬──────────────┐
//! │ all: 4 bytes│ headers: 4    │ CRC of both: 4│ headers │ payload │ CRC of all: 4│
//! └─────────────┴───────────────┴──────────────┴─────────┴─────────┴──────────────┘
//! ```
//!
//! <https://smithy.io/2.0/aws/amazon-eventstream.html>

mod decoder;
mod error;
mod header;
mod message;
#[cfg(test)]
mod tests;

pub use self::{
    decoder::Decoder,
    error::{DecodeError, EncodeError},
    header::{Header, HeaderValue},
    message::Message,
};

/// The content type of a stream of messages.
pub const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";
/// The most bytes of a message, everything counted: 24 MiB.
pub const MAX_MESSAGE_BYTES: usize = 24 * 1024 * 1024;
/// The most bytes of a message's headers: 128 KiB.
pub const MAX_HEADERS_BYTES: usize = 128 * 1024;
/// The most bytes of a header's name.
pub const MAX_NAME_BYTES: usize = 255;
/// The most bytes of a header's text or bytes.
pub const MAX_VALUE_BYTES: usize = 32_767;

/// The lengths and their checksum.
const PRELUDE_BYTES: usize = 12;
/// A checksum.
const CRC_BYTES: usize = 4;

fn crc(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}
