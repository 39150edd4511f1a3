//! [`Chunked`]: puts the body of a request in `aws-chunked` encoding, as its [`Payload`] asks.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Request, header};

use super::{NewTrailer, Payload, SigningError, chain::ChunkChain};
use crate::{
    body::Body,
    protocol::aws_chunked::{ENCODING, Encoder},
};

const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");
const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");
pub(super) const CONTENT_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// The encoding that a body is about to get.
#[derive(Debug)]
pub(crate) struct Chunked {
    signed: bool,
    trailer: Option<Arc<dyn NewTrailer>>,
    decoded_length: u64,
}

impl Chunked {
    /// Takes the request's [`Payload`] and sets the headers that announce the encoding; `None` where it has none.
    /// `signs`: whether the request is signed at all.
    pub(crate) fn announce(request: &mut Request<Body>, signs: bool) -> Result<Option<Self>, SigningError> {
        let Some(Payload::Chunked { signed, trailer }) = request.extensions().get::<Payload>().cloned()
        else {
            return Ok(None);
        };
        let signed = signed && signs;
        if !signed && trailer.is_none() {
            return Ok(None);
        }
        let decoded_length = request.body().content_length().ok_or_else(|| {
            SigningError::new("a body that is sent in chunks needs a length that is known before it is read")
        })?;
        let chunked = Self { signed, trailer, decoded_length };
        chunked.set_headers(request.headers_mut())?;
        // Once encoded, it is not to be encoded again.
        request.extensions_mut().insert(Payload::Unsigned);
        Ok(Some(chunked))
    }

    /// What `x-amz-content-sha256` says.
    pub(crate) const fn content_hash(&self) -> &'static str {
        match (self.signed, &self.trailer) {
            (true, Some(_)) => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            (true, None) => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            (false, _) => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        }
    }

    /// Encodes the body. Chunks are signed where the head was: `chain` starts with its signature.
    pub(crate) fn encode(self, request: &mut Request<Body>, chain: Option<ChunkChain>) {
        let body = std::mem::take(request.body_mut());
        let chain = chain.filter(|_| self.signed);
        let encoder = Encoder::new(body, self.decoded_length, chain, self.trailer.as_deref());
        *request.body_mut() = Body::from_stream(encoder);
    }

    fn set_headers(&self, headers: &mut HeaderMap) -> Result<(), SigningError> {
        let encoding = match headers.get(header::CONTENT_ENCODING) {
            Some(other) => {
                let other = other.to_str().map_err(SigningError::new)?;
                HeaderValue::try_from(format!("{ENCODING},{other}")).map_err(SigningError::new)?
            }
            None => HeaderValue::from_static(ENCODING),
        };
        headers.insert(header::CONTENT_ENCODING, encoding);
        headers.insert(CONTENT_HASH, HeaderValue::from_static(self.content_hash()));
        headers.insert(DECODED_LENGTH, self.decoded_length.into());
        let length = Encoder::encoded_length(self.decoded_length, self.signed, self.trailer.as_deref());
        headers.insert(header::CONTENT_LENGTH, length.into());
        if let Some(trailer) = &self.trailer {
            headers.insert(TRAILER, trailer.name().into());
        }
        Ok(())
    }
}
