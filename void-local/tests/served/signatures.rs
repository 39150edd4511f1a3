//! Signatures, through the socket: who has another secret, another time or other bytes than were signed is refused by every
//! service with its documented code.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::Request;
use void_core::{
    Body, BodySource, Config, Credentials, HttpTransport, Timestamp, Transport,
    signing::{Rules, Signer},
    transport_fn,
};
use void_storage_sdk::{VoidStorageClient, types::PayloadSigning};

use crate::support::{Served, whole};

const MINUTE: Duration = Duration::from_secs(60);

fn owner() -> Credentials {
    Credentials::new("owner", "secret")
}

/// A request to each service in each of its protocols.
fn requests(served: &Served) -> Vec<(&'static str, &'static str, Request<Body>)> {
    let url = served.cloud.services_url();
    let post = |target: &str, content_type: &str, body: &'static [u8]| {
        let mut request = Request::post(format!("{url}/")).header("content-type", content_type);
        if !target.is_empty() {
            request = request.header("x-amz-target", target);
        }
        request.body(Body::from(Bytes::from_static(body))).unwrap()
    };
    let form = b"Action=ListQueues&Version=2012-11-05";
    vec![
        ("sqs", "JSON", post("AmazonSQS.ListQueues", "application/x-amz-json-1.0", b"{}")),
        ("sqs", "query", post("", "application/x-www-form-urlencoded", form)),
        ("kinesis", "JSON", post("Kinesis_20131202.ListStreams", "application/x-amz-json-1.1", b"{}")),
        ("kinesis", "CBOR", post("Kinesis_20131202.ListStreams", "application/x-amz-cbor-1.1", b"\xa0")),
        ("s3", "XML", Request::get(format!("{url}/photos?list-type=2")).body(Body::empty()).unwrap()),
        ("lambda", "JSON", Request::get(format!("{url}/2015-03-31/functions/")).body(Body::empty()).unwrap()),
    ]
}

fn signer(service: &str) -> Signer {
    let rules = if service == "s3" { Rules::S3 } else { Rules::Standard };
    Signer::new("us-east-1", service).rules(rules)
}

/// The status of an answer, and everything that it says.
async fn send(served: &Served, request: Request<Body>) -> (u16, String) {
    let (parts, body) = served.transport.send(request).await.unwrap().into_parts();
    let text = String::from_utf8_lossy(&whole(body).await).into_owned();
    (parts.status.as_u16(), format!("{:?} {text}", parts.headers))
}

/// The answers to all of the requests, signed by `credentials` at a time.
async fn signed(
    served: &Served,
    credentials: &Credentials,
    at: impl Fn(Timestamp) -> Timestamp,
) -> Vec<(String, u16, String)> {
    let mut answers = Vec::new();
    for (service, protocol, mut request) in requests(served) {
        let now = at(served.cloud.cloud().now());
        signer(service).sign(&mut request, credentials, now).unwrap();
        let (status, text) = send(served, request).await;
        answers.push((format!("{service} {protocol}"), status, text));
    }
    answers
}

async fn start() -> Served {
    let served = Served::start_for(Some(owner())).await;
    served.cloud.cloud().storage().create_bucket("photos");
    served
}

fn assert_refused(answers: &[(String, u16, String)], codes: [&str; 6]) {
    for ((request, status, text), code) in answers.iter().zip(codes) {
        assert_eq!((*status, text.contains(code)), (403, true), "{request}: {code}: {text}");
    }
}

#[tokio::test]
async fn who_has_the_secret_is_let_in_within_fifteen_minutes() {
    let served = start().await;
    for answers in [
        signed(&served, &owner(), |now| now).await,
        signed(&served, &owner(), |now| now - 14 * MINUTE).await,
        signed(&served, &owner(), |now| now + 14 * MINUTE).await,
    ] {
        for (request, status, text) in answers {
            assert_eq!(status, 200, "{request}: {text}");
        }
    }
}

#[tokio::test]
async fn another_secret_and_another_key_are_refused_by_every_service() {
    let served = start().await;
    let guessed = signed(&served, &Credentials::new("owner", "guessed"), |now| now).await;
    let mismatch = "InvalidSignatureException";
    let codes = [
        mismatch,
        "<Code>SignatureDoesNotMatch",
        mismatch,
        mismatch,
        "<Code>SignatureDoesNotMatch",
        mismatch,
    ];
    assert_refused(&guessed, codes);
    assert!(guessed[0].2.contains("SignatureDoesNotMatch;Sender"), "{}", guessed[0].2);
    let unknown = signed(&served, &Credentials::new("stranger", "secret"), |now| now).await;
    let key = "UnrecognizedClientException";
    assert_refused(&unknown, [key, "<Code>InvalidClientTokenId", key, key, "<Code>InvalidAccessKeyId", key]);
}

#[tokio::test]
async fn a_clock_that_is_more_than_fifteen_minutes_off_is_refused_by_every_service() {
    let served = start().await;
    let early = signed(&served, &owner(), |now| now + 16 * MINUTE).await;
    let late = signed(&served, &owner(), |now| now - 16 * MINUTE).await;
    for (answers, words) in [(late, "Signature expired"), (early, "Signature not yet current")] {
        assert_refused(&answers, [words, words, words, words, "<Code>RequestTimeTooSkewed", words]);
        assert!(answers[0].2.contains("InvalidSignatureException"), "{}", answers[0].2);
        assert!(answers[2].2.contains("InvalidSignatureException"), "{}", answers[2].2);
    }
}

#[tokio::test]
async fn what_is_not_signed_or_was_changed_on_its_way_is_refused_by_every_service() {
    let served = start().await;
    let mut unsigned = Vec::new();
    for (service, protocol, request) in requests(&served) {
        let (status, text) = send(&served, request).await;
        unsigned.push((format!("{service} {protocol}"), status, text));
    }
    let missing = "MissingAuthenticationToken";
    assert_refused(&unsigned, [missing, missing, missing, missing, "<Code>AccessDenied", missing]);
    for (service, protocol, mut request) in requests(&served) {
        signer(service).sign(&mut request, &owner(), served.cloud.cloud().now()).unwrap();
        let uri =
            format!("{}{}more=1", request.uri(), if request.uri().query().is_some() { "&" } else { "?" });
        *request.uri_mut() = uri.parse().unwrap();
        let (status, text) = send(&served, request).await;
        assert_eq!(status, 403, "{service} {protocol}: {text}");
        assert!(text.contains("Signature"), "{service} {protocol}: {text}");
    }
}

#[tokio::test]
async fn a_presigned_url_is_refused_with_another_secret_and_once_it_has_expired() {
    let served = start().await;
    let uri = format!("{}/photos?list-type=2", served.cloud.services_url());
    let now = served.cloud.cloud().now();
    for (credentials, at, expected, told) in [
        (owner(), now, 200, "<ListBucketResult"),
        (Credentials::new("owner", "guessed"), now, 403, "<Code>SignatureDoesNotMatch"),
        (Credentials::new("stranger", "secret"), now, 403, "<Code>InvalidAccessKeyId"),
        (owner(), now - 2 * MINUTE, 403, "<Code>AccessDenied</Code><Message>Request has expired"),
    ] {
        let request = Request::get(&uri).body(Body::empty()).unwrap();
        let url = signer("s3").presign(&request, &credentials, at, MINUTE).unwrap();
        let (status, text) = send(&served, Request::get(url.to_string()).body(Body::empty()).unwrap()).await;
        assert_eq!(status, expected, "{text}");
        assert!(text.contains(told), "{text}");
    }
}

/// Bytes that are not sent whole.
#[derive(Debug)]
struct Source(Bytes);

impl BodySource for Source {
    fn open(&self) -> Body {
        Body::from(self.0.clone())
    }

    fn content_length(&self) -> Option<u64> {
        Some(self.0.len() as u64)
    }
}

/// A body of chunks, apart.
fn chunks(body: &Bytes) -> Vec<Bytes> {
    let (mut rest, mut chunks) = (body.clone(), Vec::new());
    while !rest.is_empty() {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").unwrap();
        let line = std::str::from_utf8(&rest[..end]).unwrap();
        let size = usize::from_str_radix(line.split(';').next().unwrap(), 16).unwrap();
        // What comes after the last chunk, the trailers, goes with it.
        let whole = if size == 0 { rest.len() } else { end + 2 + size + 2 };
        chunks.push(rest.split_to(whole));
    }
    chunks
}

/// What makes other chunks of those that were sent.
type Tamper = fn(&mut Vec<Bytes>);

/// Puts 200,000 bytes in chunks that are signed each, of which `tamper` makes others.
async fn put_in_chunks(served: &Served, tamper: Tamper) -> Result<(), void_storage_sdk::Error> {
    let inner = Arc::new(HttpTransport::new());
    let tampering = transport_fn(move |request: Request<Body>| {
        let inner = Arc::clone(&inner);
        async move {
            let (parts, body) = request.into_parts();
            assert!(
                parts.headers["x-amz-content-sha256"].as_bytes().starts_with(b"STREAMING-AWS4-HMAC-SHA256")
            );
            let mut chunks = chunks(&body.into_bytes(1 << 20).await?);
            assert!(chunks.len() > 3, "{}", chunks.len());
            tamper(&mut chunks);
            inner.send(Request::from_parts(parts, Body::from(chunks.concat()))).await
        }
    });
    let config = Config::builder()
        .transport(tampering)
        .endpoint_url(served.cloud.services_url())
        .region("us-east-1")
        .credentials(owner());
    let client = VoidStorageClient::new(config.build());
    let bytes: Vec<u8> = (0..200_000_u32).map(|index| u8::try_from(index % 251).unwrap()).collect();
    let body = Body::from_source(Arc::new(Source(bytes.into())));
    client.put_object("photos", "large", body).payload_signing(PayloadSigning::Signed).await.map(drop)
}

#[tokio::test]
async fn a_chunk_that_was_changed_replayed_or_moved_is_refused_and_nothing_is_stored() {
    let served = start().await;
    let tampers: [(&str, Tamper); 4] = [
        ("changed", |chunks| {
            let mut bytes = chunks[1].to_vec();
            let at = bytes.len() - 3;
            bytes[at] ^= 1;
            chunks[1] = bytes.into();
        }),
        ("replayed", |chunks| chunks[1] = chunks[0].clone()),
        ("moved", |chunks| chunks.swap(0, 1)),
        ("given another's bytes", |chunks| {
            let line = chunks[1].windows(2).position(|pair| pair == b"\r\n").unwrap();
            chunks[1] = [&chunks[1][..line], &chunks[0][line..]].concat().into();
        }),
    ];
    for (what, tamper) in tampers {
        let refused = put_in_chunks(&served, tamper).await.unwrap_err();
        let told = (refused.code(), refused.status().map(|status| status.as_u16()));
        assert_eq!(told, (Some("SignatureDoesNotMatch"), Some(403)), "{what}: {refused}");
        assert!(served.cloud.cloud().bucket("photos").keys().is_empty(), "{what}");
    }
    put_in_chunks(&served, |_| {}).await.unwrap();
    assert_eq!(served.cloud.cloud().bucket("photos").reference("large").unwrap().size, 200_000);
}
