//! What a reader gets of an object that breaks off, changes or arrives wrong, from a service that answers as it is told.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Frame;
use serde::Deserialize;
use tokio::io::AsyncBufRead;
use void_core::{Body, TransportError, TransportErrorKind, transport_fn};
use void_storage_sdk::{Config, Error, ErrorKind, VoidStorageClient};

const OBJECT: &str = "123456789";

/// The published check values of [`OBJECT`].
const CRC64NVME: (&str, &str) = ("x-amz-checksum-crc64nvme", "rosUhgp5mIg=");
const SHA256: (&str, &str) = ("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=");

/// An answer of the service's: status, headers, the pieces of the body, and how it ends.
#[derive(Clone)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    pieces: Vec<&'static str>,
    ending: Option<TransportErrorKind>,
}

impl Answer {
    fn of(status: u16, headers: &[(&'static str, &'static str)], pieces: &[&'static str]) -> Self {
        Self { status, headers: headers.to_vec(), pieces: pieces.to_vec(), ending: None }
    }

    /// The whole object, in `pieces`.
    fn whole(pieces: &[&'static str]) -> Self {
        Self::of(200, &[("etag", "\"1\""), ("content-length", "9")], pieces)
    }

    fn with(mut self, header: (&'static str, &'static str)) -> Self {
        self.headers.push(header);
        self
    }

    fn breaks(mut self, kind: TransportErrorKind) -> Self {
        self.ending = Some(kind);
        self
    }
}

struct Pieces(VecDeque<&'static str>, Option<TransportErrorKind>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Poll::Ready(match self.0.pop_front() {
            Some(piece) => Some(Ok(Frame::data(piece.into()))),
            None => self.1.take().map(|kind| Err(TransportError::new(kind, "it broke off"))),
        })
    }
}

type Asked = Arc<Mutex<Vec<(Option<String>, Option<String>)>>>;

/// A client that is answered so, and what it asked for: `Range` and `If-Match`.
fn client(answers: impl IntoIterator<Item = Answer>) -> (VoidStorageClient, Asked) {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let answers = Mutex::new(answers.into_iter().collect::<VecDeque<_>>());
    let service = transport_fn(move |request: Request<Body>| {
        let header = |name: &str| Some(request.headers().get(name)?.to_str().ok()?.to_owned());
        log.lock().expect("nobody panicked with it").push((header("range"), header("if-match")));
        let answer =
            answers.lock().expect("nobody panicked with it").pop_front().expect("no more is asked for");
        let mut response = Response::builder().status(answer.status);
        for (name, value) in answer.headers {
            response = response.header(name, value);
        }
        let body = Body::from_stream(Pieces(answer.pieces.into(), answer.ending));
        async move { Ok(response.body(body).expect("the parts are valid")) }
    });
    (VoidStorageClient::new(Config::builder().transport(service).build()), asked)
}

async fn read(client: &VoidStorageClient) -> Result<Bytes, Error> {
    client.get_object("photos", "k").await?.body.bytes(100).await
}

fn rest(range: &'static str, length: &'static str, pieces: &[&'static str]) -> Answer {
    let headers = &[("etag", "\"1\""), ("content-range", range), ("content-length", length)];
    Answer::of(206, headers, pieces)
}

#[tokio::test]
async fn bytes_are_checked_against_the_checksum_of_the_object() {
    for checksum in [CRC64NVME, SHA256] {
        let (client, _) = client([Answer::whole(&["1234", "56789"]).with(checksum)]);
        assert_eq!(read(&client).await.unwrap(), OBJECT);
    }
    let (client, _) = client([Answer::whole(&["1234", "56780"]).with(CRC64NVME)]);
    let mut body = client.get_object("photos", "k").await.unwrap().body;
    assert_eq!(body.next().await.unwrap().unwrap(), "1234");
    let error = body.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch, "in place of the last bytes");
    assert!(error.to_string().contains("the object has rosUhgp5mIg=: read it again"), "{error}");
    assert!(error.is_retryable());
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn an_object_without_bytes_is_checked_too() {
    let empty = [("etag", "\"1\""), ("content-length", "0")];
    let (right, _) = client([Answer::of(200, &empty, &[]).with(("x-amz-checksum-crc32", "AAAAAA=="))]);
    assert_eq!(read(&right).await.unwrap(), "");
    let (wrong, _) = client([Answer::of(200, &empty, &[]).with(("x-amz-checksum-crc32", "AAAAAB=="))]);
    assert_eq!(read(&wrong).await.unwrap_err().kind(), ErrorKind::ChecksumMismatch);
}

#[tokio::test]
async fn a_checksum_that_is_not_of_these_bytes_is_not_compared() {
    let of_parts = ("x-amz-checksum-crc32", "AAAAAA==-2");
    let of_all = ("x-amz-checksum-crc32", "AAAAAA==");
    for answer in [
        Answer::whole(&[OBJECT]).with(of_parts),
        Answer::whole(&[OBJECT]).with(of_all).with(("x-amz-checksum-type", "COMPOSITE")),
        rest("bytes 0-8/20", "9", &[OBJECT]).with(of_all),
    ] {
        let (client, _) = client([answer]);
        assert_eq!(read(&client).await.unwrap(), OBJECT);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_off_is_gone_on_with_where_it_stopped() {
    let (client, asked) = client([
        Answer::whole(&["123"]).with(CRC64NVME).breaks(TransportErrorKind::Body),
        rest("bytes 3-8/9", "6", &["45"]).breaks(TransportErrorKind::Timeout),
        rest("bytes 5-8/9", "4", &["6789"]),
    ]);
    assert_eq!(read(&client).await.unwrap(), OBJECT, "the checksum is of all of it");
    let same = || Some("\"1\"".to_owned());
    let range = |range: &str| Some(range.to_owned());
    assert_eq!(
        *asked.lock().unwrap(),
        [(None, None), (range("bytes=3-8"), same()), (range("bytes=5-8"), same())]
    );
}

#[tokio::test(start_paused = true)]
async fn the_checksum_goes_on_over_the_seam() {
    let (client, _) = client([
        Answer::whole(&["123"]).with(CRC64NVME).breaks(TransportErrorKind::Body),
        rest("bytes 3-8/9", "6", &["45678x"]),
    ]);
    assert_eq!(read(&client).await.unwrap_err().kind(), ErrorKind::ChecksumMismatch);
}

#[tokio::test(start_paused = true)]
async fn a_range_is_gone_on_with_inside_of_it() {
    let (client, asked) = client([
        rest("bytes 100-108/1000", "9", &["1234"]).breaks(TransportErrorKind::Body),
        rest("bytes 104-108/1000", "5", &["56789"]),
    ]);
    let object = client.get_object("photos", "k").range(100..109).await.unwrap();
    assert_eq!(object.body.bytes(9).await.unwrap(), OBJECT);
    assert_eq!(asked.lock().unwrap()[1].0.as_deref(), Some("bytes=104-108"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_ends_early_broke_off() {
    let (resumed, _) = client([Answer::whole(&["1234"]), rest("bytes 4-8/9", "5", &["56789"])]);
    assert_eq!(read(&resumed).await.unwrap(), OBJECT);
    let (cut, asked) =
        client([Answer::whole(&["1234"]), rest("bytes 4-8/9", "5", &[]), rest("bytes 4-8/9", "5", &["5"])]);
    let error = read(&cut).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("broke off after 5 of 9 bytes"), "{error}");
    assert_eq!(asked.lock().unwrap().len(), 3, "as often as a call is tried");
}

#[tokio::test]
async fn more_bytes_than_there_are_to_be_are_an_error() {
    let (client, _) = client([Answer::whole(&[OBJECT, "0"])]);
    let mut body = client.get_object("photos", "k").await.unwrap().body;
    assert_eq!(body.next().await.unwrap().unwrap(), OBJECT);
    assert_eq!(body.next().await.unwrap().unwrap_err().kind(), ErrorKind::InvalidResponse);
}

#[tokio::test(start_paused = true)]
async fn an_object_that_changed_is_not_gone_on_with() {
    let cut = || Answer::whole(&["1234"]).breaks(TransportErrorKind::Body);
    let refused =
        Answer::of(412, &[], &["<Error><Code>PreconditionFailed</Code><Message>x</Message></Error>"]);
    let mut other = rest("bytes 4-8/9", "5", &["56789"]);
    other.headers[0].1 = "\"2\"";
    for answer in [refused, other] {
        let (client, _) = client([cut(), answer]);
        let error = read(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PreconditionFailed);
        assert!(
            error.to_string().contains("the object has changed since: read it again from its start"),
            "{error}"
        );
    }
    let gone = Answer::of(404, &[], &["<Error><Code>NoSuchKey</Code></Error>"]);
    let (client, _) = client([cut(), gone]);
    assert_eq!(read(&client).await.unwrap_err().kind(), ErrorKind::NoSuchKey);
}

#[tokio::test(start_paused = true)]
async fn another_range_than_the_one_that_was_asked_for_is_an_error() {
    let cut = || Answer::whole(&["1234"]).breaks(TransportErrorKind::Body);
    for answer in [Answer::whole(&[OBJECT]), rest("bytes 3-8/9", "6", &["456789"])] {
        let (client, _) = client([cut(), answer]);
        assert_eq!(read(&client).await.unwrap_err().kind(), ErrorKind::InvalidResponse);
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_try_does_not_help_is_an_error_at_once() {
    let (broken, asked) = client([Answer::whole(&["1234"]).breaks(TransportErrorKind::InvalidRequest)]);
    assert_eq!(read(&broken).await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(asked.lock().unwrap().len(), 1);
    let mut weak = Answer::whole(&["1234"]).breaks(TransportErrorKind::Body);
    weak.headers[0].1 = "W/\"1\"";
    let (weak, asked) = client([weak]);
    assert_eq!(
        read(&weak).await.unwrap_err().kind(),
        ErrorKind::Transport,
        "nothing tells that it is the same"
    );
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_waits_before_it_asks_again() {
    let cut = || rest("bytes 0-8/9", "9", &[]).breaks(TransportErrorKind::Body);
    let (client, _) = client([Answer::whole(&[]), cut(), cut()]);
    let clock = client.config().clock().clone();
    let before = clock.now();
    read(&client).await.unwrap_err();
    let waited = clock.now().since(before);
    assert!(!waited.is_zero() && waited.as_millis() <= 150, "{waited:?}");
}

#[tokio::test]
async fn a_body_is_read_as_text_as_json_and_by_readers() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Order {
        id: u32,
    }
    let json = |text: &'static str| {
        let length = text.len().to_string().leak();
        let answer = Answer::of(200, &[("etag", "\"1\""), ("content-length", length)], &[text]);
        let (client, _) = client([answer]);
        async move { client.get_object("orders", "1").await.unwrap().body }
    };
    assert_eq!(json("{\"id\":7}").await.json::<Order>(100).await.unwrap(), Order { id: 7 });
    assert_eq!(json("grün").await.text(100).await.unwrap(), "grün");
    for secret in ["{\"id\":\"secret\"}", "secret"] {
        let error = json(secret).await.json::<Order>(100).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
    let error = json("0123456789").await.bytes(9).await.unwrap_err();
    assert!(error.to_string().contains("larger than 9 bytes"), "{error}");

    let mut reader = json("lines").await.into_reader();
    let mut context = Context::from_waker(std::task::Waker::noop());
    for (size, expected) in [(2, "lines"), (3, "nes"), (0, "")] {
        let Poll::Ready(Ok(bytes)) = Pin::new(&mut reader).poll_fill_buf(&mut context) else { panic!() };
        assert_eq!(bytes, expected.as_bytes());
        Pin::new(&mut reader).consume(size);
    }
}
