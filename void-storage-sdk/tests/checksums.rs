//! What shows the service that an upload arrived as it was sent.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body::Frame;
use void_core::{Body, BodySource, Credentials, TransportError, transport_fn};
use void_storage_sdk::{
    Config, ErrorKind, VoidStorageClient,
    types::{ChecksumAlgorithm, PayloadSigning},
};

/// The published check values are of these bytes.
const CHECK: &str = "123456789";

type Sent = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A client of the service at `endpoint`, and what it sent: headers and body. The service refuses the first `failures`.
fn client(endpoint: Option<&str>, failures: usize) -> (VoidStorageClient, Sent) {
    let sent = Sent::default();
    let log = Arc::clone(&sent);
    let service = transport_fn(move |request: Request<Body>| {
        let log = Arc::clone(&log);
        async move {
            let (head, body) = request.into_parts();
            let body = body.into_bytes(1024 * 1024).await?;
            let mut log = log.lock().expect("nobody panicked with it");
            log.push((head.headers, body));
            let status = if log.len() > failures { 200 } else { 503 };
            let response = Response::builder().status(status).header("etag", "\"1\"").body(Body::empty());
            Ok(response.expect("the parts are valid"))
        }
    });
    let config = Config::builder().transport(service).region("us-east-1");
    let config = config.credentials(Credentials::new("AKIDEXAMPLE", "secret"));
    let config = match endpoint {
        Some(endpoint) => config.endpoint_url(endpoint),
        None => config,
    };
    (VoidStorageClient::new(config.build()), sent)
}

/// The check bytes as a file would give them, from the beginning each time.
#[derive(Debug)]
struct Source;

impl BodySource for Source {
    fn open(&self) -> Body {
        Body::from_stream(Once(Some(CHECK.into())))
    }

    fn content_length(&self) -> Option<u64> {
        Some(CHECK.len() as u64)
    }
}

/// A stream that does not say how long it is.
struct Once(Option<Bytes>);

impl http_body::Body for Once {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

fn source() -> Body {
    Body::from_source(Arc::new(Source))
}

fn header<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers.get(name).map(|value| value.to_str().expect("it is text"))
}

fn checksums(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let of = |name: &str| name.starts_with("x-amz-checksum-");
    let checksums = headers.iter().filter(|(name, _)| of(name.as_str()));
    checksums.map(|(name, value)| (name.as_str(), value.to_str().expect("it is text"))).collect()
}

#[tokio::test]
async fn bytes_in_memory_have_their_checksum_in_a_header() {
    let (client, sent) = client(None, 0);
    client.put_object("photos", "k", CHECK).await.unwrap();
    let sent = sent.lock().unwrap();
    let (headers, body) = &sent[0];
    assert_eq!(body, CHECK);
    assert_eq!(checksums(headers), [("x-amz-checksum-crc64nvme", "rosUhgp5mIg=")]);
    assert_eq!(header(headers, "x-amz-sdk-checksum-algorithm"), Some("CRC64NVME"));
    assert_eq!(header(headers, "x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"), "TLS protects them");
}

#[tokio::test]
async fn a_call_chooses_the_checksum() {
    for (algorithm, name, value) in [
        (ChecksumAlgorithm::Crc32, "x-amz-checksum-crc32", "y/Q5Jg=="),
        (ChecksumAlgorithm::Crc32c, "x-amz-checksum-crc32c", "4waSgw=="),
        (ChecksumAlgorithm::Crc64Nvme, "x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
        (ChecksumAlgorithm::Sha1, "x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
        (ChecksumAlgorithm::Sha256, "x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
    ] {
        let (client, sent) = client(None, 0);
        client.put_object("photos", "k", CHECK).checksum_algorithm(algorithm.clone()).await.unwrap();
        client.put_object("photos", "k", source()).checksum_algorithm(algorithm.clone()).await.unwrap();
        let sent = sent.lock().unwrap();
        assert_eq!(checksums(&sent[0].0), [(name, value)]);
        assert_eq!(header(&sent[1].0, "x-amz-trailer"), Some(name));
        assert_eq!(sent[1].1, format!("9\r\n{CHECK}\r\n0\r\n{name}:{value}\r\n\r\n"));
    }
}

#[tokio::test]
async fn a_client_has_a_checksum_of_its_own_choice() {
    let (client, sent) = client(None, 0);
    let other = client.clone().with_checksum("CRC32");
    other.put_object("photos", "k", CHECK).await.unwrap();
    client.without_checksums().put_object("photos", "k", CHECK).await.unwrap();
    let sent = sent.lock().unwrap();
    assert_eq!(checksums(&sent[0].0), [("x-amz-checksum-crc32", "y/Q5Jg==")]);
    assert_eq!(checksums(&sent[1].0), []);
}

#[tokio::test]
async fn without_a_checksum_the_signature_covers_the_bytes() {
    let (client, sent) = client(None, 0);
    client.put_object("photos", "k", CHECK).no_checksum().await.unwrap();
    client
        .put_object("photos", "k", CHECK)
        .no_checksum()
        .payload_signing(PayloadSigning::Unsigned)
        .await
        .unwrap();
    let sent = sent.lock().unwrap();
    assert_eq!(checksums(&sent[0].0), []);
    assert_eq!(header(&sent[0].0, "x-amz-sdk-checksum-algorithm"), None);
    let sha256 = "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225";
    assert_eq!(header(&sent[0].0, "x-amz-content-sha256"), Some(sha256));
    assert_eq!(header(&sent[1].0, "x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));
}

#[tokio::test]
async fn a_checksum_that_the_caller_knows_is_sent_as_it_is() {
    let (client, sent) = client(None, 0);
    client.put_object("photos", "k", CHECK).checksum("SHA256", "known").await.unwrap();
    client.put_object("photos", "k", source()).checksum("CRC32", "known").await.unwrap();
    let sent = sent.lock().unwrap();
    assert_eq!(checksums(&sent[0].0), [("x-amz-checksum-sha256", "known")]);
    assert_eq!(checksums(&sent[1].0), [("x-amz-checksum-crc32", "known")]);
    assert_eq!(sent[1].1, CHECK, "nothing is left to say after the bytes");
    assert_eq!(header(&sent[1].0, "x-amz-trailer"), None);
}

#[tokio::test]
async fn a_body_that_is_not_in_memory_has_its_checksum_after_it() {
    let (client, sent) = client(None, 0);
    client.put_object("photos", "k", source()).await.unwrap();
    let sent = sent.lock().unwrap();
    let (headers, body) = &sent[0];
    assert_eq!(*body, "9\r\n123456789\r\n0\r\nx-amz-checksum-crc64nvme:rosUhgp5mIg=\r\n\r\n");
    for (name, value) in [
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("x-amz-trailer", "x-amz-checksum-crc64nvme"),
        ("x-amz-decoded-content-length", "9"),
        ("content-encoding", "aws-chunked"),
        ("x-amz-sdk-checksum-algorithm", "CRC64NVME"),
    ] {
        assert_eq!(header(headers, name), Some(value));
    }
    assert_eq!(header(headers, "content-length"), Some(body.len().to_string().as_str()));
}

#[tokio::test]
async fn chunks_are_signed_where_nothing_else_protects_them_or_the_caller_says_so() {
    let signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    let unsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    for (endpoint, expected) in [
        ("http://storage.example", signed),
        ("https://storage.example", unsigned),
        ("http://localhost:9000", unsigned),
        ("http://127.0.0.1:9000", unsigned),
        ("http://[::1]:9000", unsigned),
    ] {
        let (client, sent) = client(Some(endpoint), 0);
        client.put_object("photos", "k", source()).await.unwrap();
        client.put_object("photos", "k", source()).payload_signing(PayloadSigning::Signed).await.unwrap();
        client.put_object("photos", "k", source()).payload_signing(PayloadSigning::Unsigned).await.unwrap();
        let sent = sent.lock().unwrap();
        let hashes = sent.iter().map(|(headers, _)| header(headers, "x-amz-content-sha256").unwrap());
        assert_eq!(hashes.collect::<Vec<_>>(), [expected, signed, unsigned], "{endpoint}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_has_its_checksum() {
    let (client, sent) = client(None, 2);
    client.put_object("photos", "k", source()).await.unwrap();
    let sent = sent.lock().unwrap();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|(_, body)| *body == sent[0].1 && body.ends_with(b"rosUhgp5mIg=\r\n\r\n")));
}

#[tokio::test]
async fn what_can_not_be_sent_is_refused_with_what_to_do() {
    let (client, sent) = client(None, 0);
    let unknown_length = client.put_object("photos", "k", Body::from_stream(Once(None))).await;
    let unknown_checksum = client.put_object("photos", "k", CHECK).checksum_algorithm("MD6").await;
    for (result, advice) in
        [(unknown_length, "whose `content_length` is known"), (unknown_checksum, "choose CRC32")]
    {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(advice), "{error}");
    }
    assert!(sent.lock().unwrap().is_empty(), "nothing was sent");
}
