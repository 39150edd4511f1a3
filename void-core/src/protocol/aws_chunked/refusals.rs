//! What the decoder refuses: chunks and trailers that are not those that were signed, and what is no body in chunks.

use std::{collections::VecDeque, pin::Pin, sync::Arc, task};

use bytes::Bytes;
use http::{HeaderMap, Request, request::Parts};
use http_body::{Frame, SizeHint};
use proptest::prelude::*;

use super::{
    DecodeError, Decoder,
    tests::{CHECKSUM, Fixed, decode, sent},
};
use crate::{
    body::Body,
    signing::{NewTrailer, Payload, s3_vectors::request},
    transport::TransportError,
};

/// A body that comes in these pieces.
struct Pieces(VecDeque<Bytes>);

impl Pieces {
    fn of(bytes: &[u8], size: usize) -> Body {
        Body::from_stream(Self(bytes.chunks(size).map(Bytes::copy_from_slice).collect()))
    }
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

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|bytes| bytes.len() as u64).sum())
    }
}

fn upload(body: Body, signed: bool, trailer: Option<Fixed>) -> Request<Body> {
    let mut request = request("PUT", "/key", &[], body);
    let trailer = trailer.map(|trailer| Arc::new(trailer) as Arc<dyn NewTrailer>);
    request.extensions_mut().insert(Payload::Chunked { signed, trailer });
    request
}

/// Three chunks of different data, and what comes after them.
async fn three_chunks() -> (Parts, Vec<Bytes>) {
    let data: Vec<u8> = (0..3_u8).flat_map(|chunk| vec![chunk; 64 * 1024]).collect();
    let (parts, body) = sent(upload(data.into(), true, Some(CHECKSUM))).await;
    let chunk = 64 * 1024 + 90;
    let end = body.len() - 3 * chunk;
    assert!(end < 250, "{end}");
    let pieces = (0..3).map(|at| body.slice(at * chunk..(at + 1) * chunk));
    (parts, pieces.chain([body.slice(3 * chunk..)]).collect())
}

#[tokio::test]
async fn a_chunk_that_is_changed_removed_replayed_or_reordered_is_refused() {
    let (parts, chunks) = three_chunks().await;
    let decode = |order: &[usize]| {
        let body: Vec<u8> = order.iter().flat_map(|at| chunks[*at].to_vec()).collect();
        let parts = &parts;
        async move { decode(parts, body).await.map(|(body, _)| body.len()) }
    };
    assert_eq!(decode(&[0, 1, 2, 3]).await, Ok(3 * 64 * 1024));
    assert_eq!(decode(&[1, 0, 2, 3]).await, Err(DecodeError::Signature));
    assert_eq!(decode(&[0, 0, 2, 3]).await, Err(DecodeError::Signature));
    assert_eq!(decode(&[0, 2, 3]).await, Err(DecodeError::Signature));
    assert_eq!(decode(&[0, 1, 3]).await, Err(DecodeError::Signature));
    assert_eq!(decode(&[0, 1, 2]).await, Err(DecodeError::Incomplete));
    assert_eq!(decode(&[0, 1, 2, 2, 3]).await, Err(DecodeError::Incomplete));
}

#[tokio::test]
async fn a_trailer_that_is_changed_removed_or_of_another_body_is_refused() {
    let (parts, body) = sent(upload("hello".into(), true, Some(CHECKSUM))).await;
    let (_, other) = sent(upload("other".into(), true, Some(CHECKSUM))).await;
    let text = |body: &[u8]| String::from_utf8(body.to_vec()).unwrap();
    let (body, other) = (text(&body), text(&other));
    assert!(decode(&parts, body.clone()).await.is_ok());
    let changed = body.replace(CHECKSUM.1, "sOO8/w==");
    assert_eq!(decode(&parts, changed).await, Err(DecodeError::Signature));
    let line = format!("{}:{}\r\n", CHECKSUM.0, CHECKSUM.1);
    assert_eq!(decode(&parts, body.replace(&line, "")).await, Err(DecodeError::Trailers));
    let twice = body.replace(&line, &line.repeat(2));
    assert_eq!(decode(&parts, twice).await, Err(DecodeError::Trailers));
    let (start, _) = body.split_once("x-amz-trailer-signature").unwrap();
    assert_eq!(decode(&parts, format!("{start}\r\n")).await, Err(DecodeError::Signature));
    let (_, signature) = other.split_once("x-amz-trailer-signature").unwrap();
    let foreign = format!("{start}x-amz-trailer-signature{signature}");
    assert_eq!(decode(&parts, foreign).await, Err(DecodeError::Signature));
    // A trailer that was not announced.
    let more = body.replace(&line, &format!("x-amz-meta-a:b\r\n{line}"));
    assert_eq!(decode(&parts, more).await, Err(DecodeError::Trailers));
    // The way in which some clients write an empty line in front of the signature.
    let empty = body.replace("x-amz-trailer-signature", "\r\nx-amz-trailer-signature");
    assert!(decode(&parts, empty).await.is_ok());
}

async fn decode_unsigned(length: &str, trailer: &str, body: impl Into<Body>) -> Result<String, DecodeError> {
    let mut headers = HeaderMap::new();
    headers.insert("x-amz-decoded-content-length", length.parse().unwrap());
    headers.insert("x-amz-trailer", trailer.parse().unwrap());
    let read = Body::from_stream(Decoder::new(&headers, body.into(), None)?).into_bytes(1 << 20).await;
    read.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
        .map_err(|error| DecodeError::of(&error).expect("the decoder's own error"))
}

#[tokio::test]
async fn what_is_not_in_chunks_is_refused_with_the_services_reason() {
    let small = format!("10\r\n{}\r\n1\r\na\r\n0\r\n\r\n", "a".repeat(16));
    let long_name = format!("0\r\n{}\r\n\r\n", "a".repeat(17 * 1024));
    let long_line = format!("{}\r\n", "0".repeat(2000));
    for (length, trailer, body, expected) in [
        ("5", "", "5\r\nhello\r\n0\r\n\r\n", Ok("hello")),
        ("5", "", "5\nhello\n0\n\n", Ok("hello")),
        ("0", "", "0\r\n\r\n", Ok("")),
        ("1", "x-amz-a, x-amz-b", "1\r\na\r\n0\r\nx-amz-b:1\r\nX-Amz-A: 2\n\r\n\r\n", Ok("a")),
        ("x", "", "", Err(DecodeError::MissingLength)),
        ("5", "a b", "", Err(DecodeError::Trailers)),
        ("5", "", "", Err(DecodeError::Incomplete)),
        ("5", "", "hello", Err(DecodeError::Incomplete)),
        ("5", "", "5\r\nhell", Err(DecodeError::Incomplete)),
        ("5", "", "5\r\nhello", Err(DecodeError::Incomplete)),
        ("5", "", "5\r\nhello!\r\n0\r\n\r\n", Err(DecodeError::Incomplete)),
        ("5", "", "5\r\nhello\r\n0\r\n", Err(DecodeError::Incomplete)),
        ("5", "", "6\r\nhello!\r\n0\r\n\r\n", Err(DecodeError::Incomplete)),
        ("5", "", "4\r\nhell\r\n0\r\n\r\n", Err(DecodeError::Incomplete)),
        ("5", "", "+5\r\nhello\r\n0\r\n\r\n", Err(DecodeError::Incomplete)),
        ("5", "", "fffffffffffffffff\r\nhello", Err(DecodeError::Incomplete)),
        ("17", "", &small, Err(DecodeError::ChunkTooSmall)),
        ("0", "", &long_line, Err(DecodeError::Incomplete)),
        ("0", "", &long_name, Err(DecodeError::Trailers)),
        ("0", "x-amz-a", "0\r\n\r\n", Err(DecodeError::Trailers)),
        ("0", "x-amz-a", "0\r\nno colon\r\n\r\n", Err(DecodeError::Trailers)),
    ] {
        let read = decode_unsigned(length, trailer, body.to_owned()).await;
        assert_eq!(read.as_deref(), expected.as_ref().map(|text| *text), "{length} {trailer} {body:?}");
    }
}

#[tokio::test]
async fn a_body_of_another_length_than_it_said_breaks_off() {
    /// Says that it has five bytes.
    #[derive(Debug)]
    struct Five(&'static str);

    impl crate::body::BodySource for Five {
        fn open(&self) -> Body {
            Body::from(self.0)
        }

        fn content_length(&self) -> Option<u64> {
            Some(5)
        }
    }

    for (body, expected) in [("four", "shorter"), ("six by", "longer")] {
        for signed in [true, false] {
            let mut request = upload(Body::from_source(Arc::new(Five(body))), signed, Some(CHECKSUM));
            let credentials = crate::signing::s3_vectors::credentials();
            let signer = crate::signing::s3_vectors::signer();
            signer.sign(&mut request, &credentials, crate::signing::s3_vectors::TIME).unwrap();
            let error = request.into_body().into_bytes(1 << 20).await.unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
            assert!(!error.is_retryable());
        }
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// `sent` compares the length that was announced with that of the body.
    #[test]
    fn what_is_encoded_is_decoded_in_any_pieces(
        length in prop_oneof![0..300_usize, 65_530..65_550_usize, 131_070..131_080_usize, 1_048_570..1_048_580_usize],
        (given, taken) in (1000..100_000_usize, 1..100_000_usize),
        signed in any::<bool>(),
        with_trailer in any::<bool>(),
    ) {
        let data: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let trailer = (with_trailer || !signed).then_some(CHECKSUM);
        let decoded = block_on(async {
            let mut request = upload(Pieces::of(&data, given), signed, trailer);
            let credentials = crate::signing::s3_vectors::credentials();
            crate::signing::s3_vectors::signer()
                .sign(&mut request, &credentials, crate::signing::s3_vectors::TIME)
                .unwrap();
            let (parts, body) = request.into_parts();
            let body = body.into_bytes(2 << 20).await.unwrap();
            assert_eq!(parts.headers["content-length"], body.len().to_string());
            let verified = super::tests::verified(&parts);
            let decoder = Decoder::new(&parts.headers, Pieces::of(&body, taken), verified.chunks()).unwrap();
            Body::from_stream(decoder).into_bytes(2 << 20).await.unwrap()
        });
        prop_assert_eq!(decoded.as_ref(), &data[..]);
    }

    #[test]
    fn another_byte_anywhere_is_refused(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        block_on(async {
            let (parts, body) = sent(upload("some data".into(), true, Some(CHECKSUM))).await;
            let mut changed = body.to_vec();
            changed[place.index(body.len())] ^= flip;
            if let Ok((read, trailers)) = decode(&parts, changed).await {
                // An end of line, or the case of a letter, that means the same.
                assert_eq!((read.as_ref(), trailers[CHECKSUM.0].as_bytes()), (&b"some data"[..], CHECKSUM.1.as_bytes()));
            }
        });
    }
}
