//! A body in `aws-chunked` encoding that comes in pieces: the same data or error in any pieces, and what was read is written
//! and read back the same. With signatures, nothing is accepted from somebody who does not know the secret.
//!
//! The input's first byte says how long the pieces are, the two after it how long the decoded body is to be; the rest is the
//! encoded body.
#![no_main]

use std::{collections::VecDeque, pin::Pin, sync::Arc, task};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, request::Parts};
use http_body::Frame;
use libfuzzer_sys::fuzz_target;
use void_core::{
    Body, Credentials, Timestamp, TransportError,
    protocol::aws_chunked::{DecodeError, Decoder},
    signing::{NewTrailer, Payload, Rules, Signer, Trailer, Verifier},
};

const LIMIT: usize = 1 << 24;
const NOW: Timestamp = Timestamp::from_secs(1_440_938_160);
const TRAILER: HeaderName = HeaderName::from_static("x-amz-checksum-crc32");

type Decoded = Result<(Bytes, HeaderMap), DecodeError>;

fuzz_target!(|input: &[u8]| {
    let [piece, high, low, body @ ..] = input else { return };
    let (piece, length) = (usize::from(*piece) + 1, u16::from_be_bytes([*high, *low]));
    let mut headers = HeaderMap::new();
    headers.insert("x-amz-decoded-content-length", length.into());
    headers.insert("x-amz-trailer", TRAILER.into());

    let decoded = decode(Decoder::new(&headers, pieces(body, piece), None).expect("the headers are good"));
    let at_once =
        decode(Decoder::new(&headers, pieces(body, usize::MAX), None).expect("the headers are good"));
    assert_eq!(decoded, at_once);
    if let Ok((data, trailers)) = decoded {
        assert_eq!(data.len(), usize::from(length));
        let value = trailers[TRAILER].to_str().expect("it was read as text").to_owned();
        for signed in [false, true] {
            let (parts, encoded) = encode(data.clone(), signed, &value);
            let again = decode(decoder(&parts, &encoded, piece));
            assert_eq!(again, Ok((data.clone(), trailers.clone())));
        }
    }

    // The head of another body: none of its chunks is of a body that comes after it.
    let (parts, _) = encode(Bytes::from_static(b"another body"), true, "value");
    assert!(decode(decoder(&parts, body, piece)).is_err(), "a forged signature");
});

fn decoder(parts: &Parts, body: &[u8], piece: usize) -> Decoder {
    let credentials = |_: &str| Some(credentials());
    let verified =
        Verifier::new("s3").rules(Rules::S3).verify(parts, None, NOW, credentials).expect("it was signed");
    Decoder::new(&parts.headers, pieces(body, piece), verified.chunks()).expect("the headers are good")
}

fn decode(decoder: Decoder) -> Decoded {
    let trailers = decoder.trailers();
    match block_on(Body::from_stream(decoder).into_bytes(LIMIT)) {
        Ok(data) => Ok((data, trailers.get().expect("the body has ended").clone())),
        Err(error) => {
            assert!(trailers.get().is_none());
            Err(DecodeError::of(&error).expect("the decoder's own error"))
        }
    }
}

fn encode(data: Bytes, signed: bool, value: &str) -> (Parts, Bytes) {
    let trailer = Some(Arc::new(Fixed(value.to_owned())) as Arc<dyn NewTrailer>);
    let mut request = Request::put("http://localhost/key").body(Body::from(data)).expect("a request");
    request.extensions_mut().insert(Payload::Chunked { signed, trailer });
    Signer::new("us-east-1", "s3")
        .rules(Rules::S3)
        .sign(&mut request, &credentials(), NOW)
        .expect("it can be signed");
    let (parts, body) = request.into_parts();
    let encoded = block_on(body.into_bytes(LIMIT)).expect("it can be read");
    assert_eq!(parts.headers["content-length"], encoded.len().to_string());
    (parts, encoded)
}

fn credentials() -> Credentials {
    Credentials::new("key", "a secret that no input was signed with")
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

/// A trailer whose value is known.
#[derive(Clone, Debug)]
struct Fixed(String);

impl NewTrailer for Fixed {
    fn name(&self) -> HeaderName {
        TRAILER
    }

    fn value_len(&self) -> usize {
        self.0.len()
    }

    fn start(&self) -> Box<dyn Trailer> {
        Box::new(self.clone())
    }
}

impl Trailer for Fixed {
    fn update(&mut self, _bytes: &[u8]) {}

    fn finish(self: Box<Self>) -> String {
        self.0
    }
}

/// A body in pieces.
struct Pieces(VecDeque<Bytes>);

fn pieces(bytes: &[u8], size: usize) -> Body {
    Body::from_stream(Pieces(bytes.chunks(size).map(Bytes::copy_from_slice).collect()))
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut task::Context<'_>,
    ) -> task::Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        task::Poll::Ready(self.0.pop_front().map(|bytes| Ok(Frame::data(bytes))))
    }
}
