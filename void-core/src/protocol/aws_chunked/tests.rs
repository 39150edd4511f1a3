//! The published examples of the encoding, and what the decoder refuses.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, Request, request::Parts};

use hmac::{Hmac, KeyInit};

use super::{DecodeError, Decoder, Encoder};
use crate::{
    body::Body,
    clock::Timestamp,
    signing::{
        ChunkChain, NewTrailer, Payload, Trailer, Verified,
        s3_vectors::{TIME, credentials, request, signature, signer, verifier},
    },
};

/// A trailer whose value is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixed(pub(super) &'static str, pub(super) &'static str);

impl NewTrailer for Fixed {
    fn name(&self) -> HeaderName {
        HeaderName::from_static(self.0)
    }

    fn value_len(&self) -> usize {
        self.1.len()
    }

    fn start(&self) -> Box<dyn Trailer> {
        Box::new(*self)
    }
}

impl Trailer for Fixed {
    fn update(&mut self, _bytes: &[u8]) {}

    fn finish(self: Box<Self>) -> String {
        self.1.to_owned()
    }
}

pub(super) const CHECKSUM: Fixed = Fixed("x-amz-checksum-crc32c", "sOO8/Q==");

/// The example of both pages: 65 KiB of the letter `a`.
pub(super) fn example(signed: bool, trailer: Option<Fixed>) -> Request<Body> {
    let mut request = request(
        "PUT",
        "/examplebucket/chunkObject.txt",
        &[("x-amz-storage-class", "REDUCED_REDUNDANCY")],
        "a".repeat(66_560),
    );
    *request.uri_mut() = "https://s3.amazonaws.com/examplebucket/chunkObject.txt".parse().unwrap();
    let trailer = trailer.map(|trailer| Arc::new(trailer) as Arc<dyn NewTrailer>);
    request.extensions_mut().insert(Payload::Chunked { signed, trailer });
    request
}

/// The request as it is sent, and its encoded body.
pub(super) async fn sent(mut request: Request<Body>) -> (Parts, Bytes) {
    signer().sign(&mut request, &credentials(), TIME).unwrap();
    let (parts, body) = request.into_parts();
    let body = body.into_bytes(1 << 20).await.unwrap();
    assert_eq!(parts.headers["content-length"], body.len().to_string());
    (parts, body)
}

pub(super) fn verified(parts: &Parts) -> Verified {
    verifier().verify(parts, None, TIME, |_| Some(credentials())).unwrap()
}

/// Decodes the body, and gives what followed it.
pub(super) async fn decode(
    parts: &Parts,
    body: impl Into<Body>,
) -> Result<(Bytes, http::HeaderMap), DecodeError> {
    let decoder = Decoder::new(&parts.headers, body.into(), verified(parts).chunks())?;
    let trailers = decoder.trailers();
    let read = Body::from_stream(decoder).into_bytes(1 << 20).await;
    let bytes = read.map_err(|error| DecodeError::of(&error).expect("the decoder's own error"))?;
    Ok((bytes, trailers.get().expect("the body has ended").clone()))
}

fn chunk_signatures(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    text.split("signature=").skip(1).map(|rest| rest[..64].to_owned()).collect()
}

#[tokio::test]
async fn chunks_are_signed_as_the_s3_reference_publishes() {
    let mut example = example(true, None);
    // The example's request signs `content-encoding`, `content-length` and these, and no more.
    signer().sign(&mut example, &credentials(), TIME).unwrap();
    let seed = signature(&example);
    let (parts, body) = example.into_parts();
    let body = body.into_bytes(1 << 20).await.unwrap();
    assert_eq!(parts.headers["content-length"], "66824");
    assert_eq!(parts.headers["x-amz-content-sha256"], "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    assert_eq!(parts.headers["x-amz-decoded-content-length"], "66560");
    assert_eq!(seed, "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
    assert_eq!(
        chunk_signatures(&body),
        [
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
        ]
    );
    assert_eq!(decode(&parts, body).await.unwrap().0, "a".repeat(66_560));
}

#[tokio::test]
async fn trailers_are_signed_as_the_s3_reference_publishes() {
    let seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
    let seed = std::array::from_fn(|at| u8::from_str_radix(&seed[at * 2..at * 2 + 2], 16).unwrap());
    let time = std::time::SystemTime::UNIX_EPOCH + TIME.since(Timestamp::UNIX_EPOCH);
    let secret = credentials().secret_access_key;
    let key = aws_sigv4::sign::v4::generate_signing_key(&secret, time, "us-east-1", "s3");
    let key = Hmac::new_from_slice(key.as_ref()).unwrap();
    let scope = "20130524/us-east-1/s3/aws4_request".to_owned();
    let chain = ChunkChain::new(key, TIME.to_amz_date(), scope, seed);
    let encoder = Encoder::new("a".repeat(66_560).into(), 66_560, Some(chain), Some(&CHECKSUM));
    let body = Body::from_stream(encoder).into_bytes(1 << 20).await.unwrap();
    assert_eq!(
        chunk_signatures(&body),
        [
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
        ]
    );
    let end = "\r\nx-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:\
               d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
    assert!(body.ends_with(end.as_bytes()), "{:?}", &body[body.len() - 200..]);
}

#[tokio::test]
async fn what_is_encoded_is_decoded_with_its_trailers() {
    for signed in [true, false] {
        let (parts, body) = sent(example(signed, Some(CHECKSUM))).await;
        assert_eq!(parts.headers["x-amz-trailer"], CHECKSUM.0);
        assert_eq!(parts.headers["content-encoding"], "aws-chunked");
        let (decoded, trailers) = decode(&parts, body).await.unwrap();
        assert_eq!(decoded, "a".repeat(66_560));
        assert_eq!(trailers[CHECKSUM.0], CHECKSUM.1);
    }
}
