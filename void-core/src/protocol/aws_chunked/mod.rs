//! The `aws-chunked` content encoding: a body in chunks, each signed or not, with trailers after it.
//!
//! `10000;chunk-signature=…\r\n`, the data, `\r\n`, and so on; then a chunk of no bytes, the trailers as `name:value\r\n`
//! (`x-amz-trailer-signature` last where chunks are signed), and an empty line.
//!
//! See [Transferring Payload in Multiple Chunks][documentation], and [the same with trailers][trailers].
//!
//! [documentation]: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
//! [trailers]: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html

#[cfg(feature = "mock")]
mod decoder;
mod encoder;
#[cfg(feature = "mock")]
mod error;
#[cfg(feature = "mock")]
mod lines;
#[cfg(feature = "mock")]
#[cfg(test)]
mod refusals;
#[cfg(feature = "mock")]
#[cfg(test)]
mod tests;
#[cfg(feature = "mock")]
mod trailers;

pub(crate) use self::encoder::Encoder;
#[cfg(feature = "mock")]
pub use self::{decoder::Decoder, error::DecodeError, trailers::Trailers};

/// The encoding's name in `Content-Encoding`.
pub const ENCODING: &str = "aws-chunked";

/// What stands between a chunk's size and its signature.
const SIGNATURE: &str = ";chunk-signature=";

/// The trailer that signs the others.
const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature";
