//! [`ChunkChain`]: the signatures of a body's chunks, each over the one before it.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::hex;

/// A signature, as bytes.
pub(crate) type Signature = [u8; 32];

/// What the chunks of one body are signed with: the day's key, and the signature that the next one follows. It starts with
/// that of the request's head (the *seed*).
///
/// See [Transferring Payload in Multiple Chunks][documentation], and [the same with trailers][trailers].
///
/// [documentation]: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
/// [trailers]: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
#[derive(Clone)]
pub(crate) struct ChunkChain {
    key: Hmac<Sha256>,
    date: String,
    scope: String,
    previous: Signature,
}

impl ChunkChain {
    pub(crate) fn new(key: Hmac<Sha256>, date: String, scope: String, seed: Signature) -> Self {
        Self { key, date, scope, previous: seed }
    }

    /// The signature of the next chunk, whose data has this digest.
    pub(crate) fn chunk(&mut self, data: Sha256) -> Signature {
        let mut hashes = String::with_capacity(129);
        hex::push(&mut hashes, &Sha256::digest(b""));
        hashes.push('\n');
        hex::push(&mut hashes, &data.finalize());
        self.next("AWS4-HMAC-SHA256-PAYLOAD", &hashes)
    }

    /// The signature of the trailers, written as `name:value\n` each.
    pub(crate) fn trailers(&mut self, trailers: &[u8]) -> Signature {
        let mut hash = String::with_capacity(64);
        hex::push(&mut hash, &Sha256::digest(trailers));
        self.next("AWS4-HMAC-SHA256-TRAILER", &hash)
    }

    fn next(&mut self, algorithm: &str, hashes: &str) -> Signature {
        let mut text = [algorithm, "\n", &self.date, "\n", &self.scope, "\n"].concat();
        hex::push(&mut text, &self.previous);
        text.push('\n');
        text.push_str(hashes);
        let mut mac = self.key.clone();
        mac.update(text.as_bytes());
        self.previous = mac.finalize().into_bytes().into();
        self.previous
    }
}

impl PartialEq for ChunkChain {
    /// The key follows from the rest, for one secret.
    fn eq(&self, other: &Self) -> bool {
        (&self.date, &self.scope, &self.previous) == (&other.date, &other.scope, &other.previous)
    }
}

impl Eq for ChunkChain {}

impl fmt::Debug for ChunkChain {
    /// Shows no key and no signature.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ChunkChain")
            .field("date", &self.date)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
