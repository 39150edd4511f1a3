//! The transport against raw sockets on loopback: what they do wrong, and what is made of it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::*;
use crate::{
    config::Config,
    pipeline::{CallOptions, Pipeline, Service},
    protocol::aws_json,
};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

/// Serves each connection with `serve`, which is told how many came before it.
async fn server<F, R>(serve: F) -> SocketAddr
where
    F: Fn(TcpStream, u32) -> R + Send + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(stream, number));
        }
    });
    address
}

/// Reads one request with its body; `None` when the client closed the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut read = Vec::new();
    loop {
        let mut buffer = [0; 1024];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => read.extend_from_slice(&buffer[..count]),
        }
        let text = String::from_utf8(read.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
    }
}

/// Answers every request on the connection.
async fn keep_answering(mut stream: TcpStream) {
    while read_request(&mut stream).await.is_some() {
        stream.write_all(OK).await.unwrap();
    }
}

fn request(address: SocketAddr) -> Request<Body> {
    Request::post(format!("http://{address}/path?q=1")).body(Body::from("hello")).unwrap()
}

async fn exchange(transport: &HttpTransport, address: SocketAddr) -> Result<Response<Bytes>, TransportError> {
    let (parts, body) = transport.send(request(address)).await?.into_parts();
    Ok(Response::from_parts(parts, body.into_bytes(1024).await?))
}

async fn kind_of(serve: &'static [u8]) -> TransportErrorKind {
    let address = server(move |mut stream, _| async move {
        read_request(&mut stream).await;
        stream.write_all(serve).await.unwrap();
    })
    .await;
    exchange(&HttpTransport::new(), address).await.unwrap_err().kind()
}

#[tokio::test]
async fn sends_what_it_is_given_and_nothing_else() {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let sender = Arc::new(std::sync::Mutex::new(Some(sender)));
    let address = server(move |mut stream, _| {
        let sender = sender.lock().unwrap().take();
        async move {
            let request = read_request(&mut stream).await.unwrap();
            sender.unwrap().send(request).unwrap();
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let response = exchange(&HttpTransport::new(), address).await.unwrap();
    assert_eq!((response.status(), response.body().as_ref()), (StatusCode::OK, b"hi".as_ref()));
    let sent = receiver.await.unwrap();
    let mut lines: Vec<&str> = sent.lines().collect();
    lines[1..4].sort_unstable();
    let host = format!("host: {address}");
    assert_eq!(lines, ["POST /path?q=1 HTTP/1.1", "accept: */*", "content-length: 5", &host, "", "hello"]);
}

#[tokio::test]
async fn a_body_that_is_no_bytes_yet_is_streamed() {
    let address = server(|mut stream, _| async move {
        let mut read = String::new();
        let mut buffer = [0; 1024];
        while !read.ends_with("0\r\n\r\n") {
            let count = stream.read(&mut buffer).await.unwrap();
            read.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        assert!(read.contains("5\r\nhello\r\n"), "{read}");
        stream.write_all(OK).await.unwrap();
    })
    .await;
    #[derive(Debug)]
    struct Source;

    impl crate::body::BodySource for Source {
        fn open(&self) -> Body {
            Body::from("hello")
        }

        fn content_length(&self) -> Option<u64> {
            None
        }
    }

    let mut request = request(address);
    *request.body_mut() = Body::from_source(Arc::new(Source));
    assert_eq!(HttpTransport::new().send(request).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_connection_serves_more_than_one_request() {
    let connections = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&connections);
    let address = server(move |stream, _| {
        counted.fetch_add(1, Ordering::Relaxed);
        keep_answering(stream)
    })
    .await;
    let transport = HttpTransport::new();
    for _ in 0..3 {
        exchange(&transport, address).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_redirect_is_the_callers() {
    let address = server(|mut stream, number| async move {
        assert_eq!(number, 0);
        read_request(&mut stream).await;
        let answer = b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
    })
    .await;
    let response = exchange(&HttpTransport::new(), address).await.unwrap();
    assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
}

#[tokio::test]
async fn nobody_there_is_told_from_an_answer_that_did_not_come() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = exchange(&HttpTransport::new(), address).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(!error.may_have_been_applied() && error.is_retryable());
    assert_eq!(error.to_string(), "no connection to 127.0.0.1");
    let cause = std::iter::successors(std::error::Error::source(&error), |cause| cause.source()).last();
    assert!(cause.unwrap().to_string().contains("refused"), "{cause:?}");

    assert_eq!(kind_of(b"").await, TransportErrorKind::ConnectionLost);
    assert_eq!(kind_of(b"HTTP/1.1 200 OK\r\n").await, TransportErrorKind::ConnectionLost);
    assert_eq!(kind_of(b"SSH-2.0-OpenSSH\r\n\r\n").await, TransportErrorKind::Other);
    assert_eq!(kind_of(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").await, TransportErrorKind::Body);
    let cut_chunk = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf";
    assert_eq!(kind_of(cut_chunk).await, TransportErrorKind::Body);
}

#[tokio::test]
async fn a_reset_is_a_lost_connection() {
    let address = server(|mut stream, _| async move {
        let mut first = [0];
        stream.read_exact(&mut first).await.unwrap();
        // What was not read makes the close a reset.
    })
    .await;
    let error = exchange(&HttpTransport::new(), address).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectionLost, "{error:?}");
    assert!(error.may_have_been_applied() && error.is_retryable());
}

#[tokio::test]
async fn what_is_no_url_is_an_error_before_anything_is_sent() {
    for url in ["/path", "ftp://localhost/"] {
        let request = Request::get(url).body(Body::empty()).unwrap();
        let error = HttpTransport::new().send(request).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::InvalidRequest, "{url}");
        assert!(!error.is_retryable() && !error.may_have_been_applied());
    }
}

#[tokio::test]
async fn a_connection_that_takes_too_long_was_not_made() {
    // TLS to a server that says nothing.
    let address = server(|stream, _| async move {
        let _held = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let transport = HttpTransport::builder().connect_timeout(Duration::from_millis(50)).build();
    let request = Request::get(format!("https://{address}/")).body(Body::empty()).unwrap();
    assert_eq!(transport.send(request).await.unwrap_err().kind(), TransportErrorKind::Connect);
}

#[tokio::test]
async fn roots_that_cannot_be_read_are_an_error() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    let transport = HttpTransport::builder().extra_roots_pem(broken).build();
    let request = Request::get("https://localhost:1/").body(Body::empty()).unwrap();
    let error = transport.send(request).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::InvalidRequest);
    assert!(error.to_string().contains("root certificates"), "{error}");
}

#[tokio::test]
async fn an_error_does_not_show_the_query() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let url = format!("http://{address}/?X-Amz-Signature=feedbeef");
    let error = HttpTransport::new().send(Request::get(url).body(Body::empty()).unwrap()).await.unwrap_err();
    assert!(!format!("{error:?}").contains("feedbeef"), "{error:?}");
}

/// A server whose first connections die as soon as they were used once: as after a freeze.
async fn forgetful_server(dying: u32) -> SocketAddr {
    server(move |mut stream, number| async move {
        read_request(&mut stream).await.unwrap();
        if number >= dying {
            stream.write_all(OK).await.unwrap();
            return keep_answering(stream).await;
        }
        stream.write_all(OK).await.unwrap();
        // The next request is read, so that the client can't know that it will not be answered.
        read_request(&mut stream).await;
    })
    .await
}

fn pipeline(address: SocketAddr) -> Pipeline {
    let service = Service {
        name: "messaging",
        aws_name: "SQS",
        signing_name: "sqs",
        decode_error: aws_json::decode_error,
    };
    let config = Config::builder().endpoint_url(format!("http://{address}")).unsigned();
    Pipeline::new(service, config.build())
}

async fn call(pipeline: &Pipeline) -> Result<Response<Bytes>, crate::CallError> {
    let request = Request::post("/").body(Body::from("hello")).unwrap();
    pipeline.call_bytes("SendMessage", request, CallOptions::default()).await
}

#[tokio::test]
async fn a_connection_that_died_in_the_pool_gives_connection_lost_and_the_pool_is_left() {
    let address = forgetful_server(1).await;
    let transport = HttpTransport::new();
    exchange(&transport, address).await.unwrap();
    let error = exchange(&transport, address).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectionLost);
    exchange(&transport, address).await.unwrap();
}

#[tokio::test]
async fn dead_connections_do_not_reach_the_caller() {
    // Eight at once, so that eight idle ones are in the pool; then each of them is dead.
    let address = forgetful_server(8).await;
    let pipeline = pipeline(address);
    let all = |pipeline: &Pipeline| {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let pipeline = pipeline.clone();
                tokio::spawn(async move { call(&pipeline).await.map(|response| response.status()) })
            })
            .collect();
        async move {
            for call in calls {
                assert_eq!(call.await.unwrap().unwrap(), StatusCode::OK);
            }
        }
    };
    all(&pipeline).await;
    call(&pipeline).await.unwrap();
    all(&pipeline).await;
}

#[tokio::test]
async fn an_idle_connection_is_given_up_before_the_service_does() {
    let connections = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&connections);
    let address = server(move |stream, _| {
        counted.fetch_add(1, Ordering::Relaxed);
        keep_answering(stream)
    })
    .await;
    let transport = HttpTransport::builder().idle_timeout(Duration::ZERO).build();
    for _ in 0..2 {
        exchange(&transport, address).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_service_that_is_busy_is_asked_again_over_the_same_connection() {
    let address = server(|mut stream, number| async move {
        assert_eq!(number, 0, "a new connection was made");
        read_request(&mut stream).await.unwrap();
        let busy = b"HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(busy).await.unwrap();
        keep_answering(stream).await;
    })
    .await;
    assert_eq!(call(&pipeline(address)).await.unwrap().body(), "hi");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_asked_for_again() {
    let address = server(|mut stream, number| async move {
        read_request(&mut stream).await.unwrap();
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nh";
        stream.write_all(if number == 0 { half } else { OK }).await.unwrap();
    })
    .await;
    assert_eq!(call(&pipeline(address)).await.unwrap().body(), "hi");
}

#[tokio::test]
async fn a_slow_answer_ends_with_the_attempts_limit() {
    let address = server(|mut stream, number| async move {
        read_request(&mut stream).await.unwrap();
        if number == 0 {
            std::future::pending::<()>().await;
        }
        stream.write_all(OK).await.unwrap();
    })
    .await;
    let service =
        Service { name: "m", aws_name: "M", signing_name: "m", decode_error: aws_json::decode_error };
    let config = Config::builder()
        .endpoint_url(format!("http://{address}"))
        .unsigned()
        .attempt_timeout(Duration::from_millis(50));
    assert_eq!(call(&Pipeline::new(service, config.build())).await.unwrap().body(), "hi");
}
