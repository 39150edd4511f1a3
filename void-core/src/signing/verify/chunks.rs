//! [`ChunkVerifier`]: checks the chunks of a body against the signature of the request's head.

use sha2::{Digest, Sha256};

use super::claim::parse_signature;
use crate::{protocol::aws_chunked::DecodeError, signing::ChunkChain};

/// What the chunks of a request are checked with, one after another. It shows no secret.
#[derive(Clone, Debug)]
pub struct ChunkVerifier {
    chain: ChunkChain,
    digest: Sha256,
    signs_trailers: bool,
}

impl ChunkVerifier {
    pub(super) fn new(chain: ChunkChain, signs_trailers: bool) -> Self {
        Self { chain, digest: Sha256::new(), signs_trailers }
    }

    /// Whether the trailers have a signature of their own.
    pub(crate) const fn signs_trailers(&self) -> bool {
        self.signs_trailers
    }

    /// Takes the next bytes of the chunk.
    pub(crate) fn update(&mut self, data: &[u8]) {
        self.digest.update(data);
    }

    /// Ends the chunk, and compares its signature.
    pub(crate) fn end_chunk(&mut self, signature: Option<&str>) -> Result<(), DecodeError> {
        let expected = self.chain.chunk(std::mem::take(&mut self.digest));
        compare(&expected, signature)
    }

    /// Compares the signature of the trailers, written as `name:value\n` each.
    pub(crate) fn end_trailers(
        &mut self,
        trailers: &[u8],
        signature: Option<&str>,
    ) -> Result<(), DecodeError> {
        let expected = self.chain.trailers(trailers);
        compare(&expected, signature)
    }
}

fn compare(expected: &[u8; 32], signature: Option<&str>) -> Result<(), DecodeError> {
    let given = signature.and_then(|hex| parse_signature(hex).ok()).ok_or(DecodeError::Signature)?;
    // In constant time: the difference is gathered over all bytes.
    let difference = expected.iter().zip(given).fold(0, |all, (one, other)| all | (one ^ other));
    if difference == 0 { Ok(()) } else { Err(DecodeError::Signature) }
}

impl PartialEq for ChunkVerifier {
    fn eq(&self, other: &Self) -> bool {
        self.chain == other.chain && self.signs_trailers == other.signs_trailers
    }
}

impl Eq for ChunkVerifier {}
