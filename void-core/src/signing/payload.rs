//! [`Payload`]: what a signature covers of the body, and what follows it.

use std::{fmt, sync::Arc};

use http::HeaderName;

/// What the signature of an S3 request covers of its body: an extension of the request, which the pipeline and the
/// [`Signer`](super::Signer) read. Without one, a body in memory is signed and any other is not.
///
/// See [Authenticating Requests: the `x-amz-content-sha256` header][documentation].
///
/// [documentation]: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Payload {
    /// The SHA-256 of a body in memory; a body that is not in memory is left out.
    Signed,
    /// Left out: TLS protects it.
    Unsigned,
    /// Sent in `aws-chunked` encoding, as `protocol::aws_chunked` describes: the body is not held in memory, its length
    /// must be known.
    Chunked {
        /// Whether each chunk is signed. A client that signs nothing signs no chunk either.
        signed: bool,
        /// What follows the body: a checksum that is computed as it passes. Chunks that are not signed and that nothing
        /// follows are no use: such a body is sent plain and unsigned.
        trailer: Option<Arc<dyn NewTrailer>>,
    },
}

/// Makes the trailer of each attempt.
pub trait NewTrailer: fmt::Debug + Send + Sync {
    /// The trailer's name: `x-amz-checksum-crc32`.
    fn name(&self) -> HeaderName;

    /// How long its value is as text, in bytes: what `Content-Length` says is known before the first byte is sent.
    fn value_len(&self) -> usize;

    /// Starts at the body's first byte.
    fn start(&self) -> Box<dyn Trailer>;
}

/// A trailer that is computed while the body passes.
pub trait Trailer: Send {
    /// Takes the next bytes of the body, as they are before they are encoded.
    fn update(&mut self, bytes: &[u8]);

    /// Gives the value, at the body's end: ASCII text of the length that was announced.
    fn finish(self: Box<Self>) -> String;
}
