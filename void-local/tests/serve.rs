//! `serve` over real sockets: what arrives, what is refused, and how it ends.
#![expect(clippy::disallowed_methods, reason = "sockets live in real time")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::Frame;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Notify, mpsc},
};
use void_core::{Body, Transport, TransportError, TransportErrorKind, transport_fn};
use void_local::serve::{ServeLimits, Server, bind, serve};

const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// Answers with what it got.
fn echo() -> impl Transport {
    transport_fn(|request| async {
        let (parts, body) = request.into_parts();
        let body = body.into_bytes(1024 * 1024).await?;
        let host = parts.headers.get("host").map(|host| host.to_str().unwrap().to_owned());
        let text = format!("{} {} host={host:?} body={}", parts.method, parts.uri, body.escape_ascii());
        Ok(http::Response::new(Body::from(text)))
    })
}

async fn echo_with(limits: ServeLimits) -> Server {
    bind(ANY_PORT).await.unwrap().with_limits(limits).serve(echo())
}

/// Sends `request` and gives what comes back until the connection ends, at most for 10 s.
async fn exchange(server: &Server, request: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(request.as_ref()).await.unwrap();
    read_to_end(&mut stream).await
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    // A connection that is reset gives an error: what came before it counts.
    let _ = read.expect("the server ends the connection");
    String::from_utf8(answer).unwrap()
}

fn post(body: &str) -> String {
    let length = body.len();
    format!(
        "POST /a?b=c HTTP/1.1\r\nHost: example\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn hands_requests_over_as_they_came() {
    let server = serve(echo(), ANY_PORT).await.unwrap();
    assert_eq!(server.url(), format!("http://{}", server.addr()));
    let answer = exchange(&server, post("hello")).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("POST /a?b=c host=Some(\"example\") body=hello"), "{answer}");
    let chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
                   3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    let answer = exchange(&server, chunked).await;
    assert!(answer.ends_with("body=abcde"), "{answer}");
    server.shutdown().await;
}

#[tokio::test]
async fn keeps_a_connection_for_the_next_request() {
    let server = serve(echo(), ANY_PORT).await.unwrap();
    let first = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n";
    let last = "GET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answer = exchange(&server, format!("{first}{last}")).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");
}

#[tokio::test]
async fn listens_on_this_machine_only() {
    let error = serve(echo(), "0.0.0.0:0".parse().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn refuses_what_is_too_large() {
    let mut limits = ServeLimits::default();
    limits.max_body_bytes = 10;
    limits.max_header_bytes = 8 * 1024;
    let server = echo_with(limits).await;
    let announced = exchange(&server, post("12345678901")).await;
    assert!(announced.starts_with("HTTP/1.1 413 Payload Too Large"), "{announced}");
    assert!(announced.contains("larger than 10 bytes"), "{announced}");
    let chunked =
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n";
    let found = exchange(&server, chunked).await;
    assert!(found.starts_with("HTTP/1.1 413 Payload Too Large"), "{found}");
    let fits = exchange(&server, post("1234567890")).await;
    assert!(fits.starts_with("HTTP/1.1 200 OK"), "{fits}");
    let headers = exchange(&server, format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(9_000))).await;
    assert!(headers.starts_with("HTTP/1.1 431"), "{headers}");
    let many = exchange(&server, format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(101))).await;
    assert!(many.starts_with("HTTP/1.1 431"), "{many}");
}

#[tokio::test]
async fn answers_what_is_not_http_with_400_and_goes_on() {
    let server = serve(echo(), ANY_PORT).await.unwrap();
    let answer = exchange(&server, "\u{0}\u{1}\u{2} not http\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let cut = exchange_then_hang_up(&server, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf").await;
    assert!(!cut.contains(" 200 "), "{cut}");
    assert!(exchange(&server, post("still here")).await.ends_with("still here"));
}

/// Sends the beginning of a request and closes its half of the connection.
async fn exchange_then_hang_up(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    read_to_end(&mut stream).await
}

#[tokio::test]
async fn ends_connections_that_are_too_slow() {
    let mut limits = ServeLimits::default();
    limits.header_timeout = Duration::from_millis(50);
    limits.body_timeout = Duration::from_millis(50);
    let server = echo_with(limits).await;
    let idle = exchange(&server, "").await;
    assert!(!idle.contains(" 200 "), "{idle}");
    let half_a_header = exchange(&server, "GET / HTTP/1.1\r\nHos").await;
    assert!(!half_a_header.contains(" 200 "), "{half_a_header}");
    let half_a_body = exchange(&server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf").await;
    assert_eq!(half_a_body, "");
}

#[tokio::test]
async fn lets_connections_above_the_limit_wait_while_all_have_requests() {
    let (started, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (has_started, may_finish) = (Arc::clone(&started), Arc::clone(&finish));
    let slow = transport_fn(move |request| {
        let (started, finish) = (Arc::clone(&has_started), Arc::clone(&may_finish));
        async move {
            if request.uri().path() == "/first" {
                started.notify_one();
                finish.notified().await;
            }
            Ok(http::Response::new(Body::from(request.uri().path().to_owned())))
        }
    });
    let mut limits = ServeLimits::default();
    limits.max_connections = 1;
    let server = bind(ANY_PORT).await.unwrap().with_limits(limits).serve(slow);
    let mut first = TcpStream::connect(server.addr()).await.unwrap();
    first.write_all(b"GET /first HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
    started.notified().await;
    let mut second = TcpStream::connect(server.addr()).await.unwrap();
    second.write_all(b"GET /second HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut buffer = [0; 8];
    let early = tokio::time::timeout(Duration::from_millis(50), second.read_exact(&mut buffer)).await;
    assert!(early.is_err(), "the second connection was served beside the first");
    finish.notify_one();
    assert!(read_to_end(&mut first).await.ends_with("/first"), "a request in progress is answered");
    assert!(read_to_end(&mut second).await.ends_with("/second"));
}

#[tokio::test]
async fn a_new_connection_takes_the_place_of_the_one_that_is_idle_for_longest() {
    let mut limits = ServeLimits::default();
    limits.max_connections = 3;
    let server = echo_with(limits).await;
    let mut kept = Vec::new();
    for opening in ["", "GET / HTTP/1.1\r\nHalf-a-header", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"] {
        let mut stream = TcpStream::connect(server.addr()).await.unwrap();
        stream.write_all(opening.as_bytes()).await.unwrap();
        kept.push(stream);
    }
    let mut answer = [0; 12];
    kept[2].read_exact(&mut answer).await.unwrap();
    for _ in 0..2 {
        assert!(exchange(&server, post("new")).await.ends_with("body=new"));
        let mut more = TcpStream::connect(server.addr()).await.unwrap();
        more.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
        more.read_exact(&mut answer).await.unwrap();
        kept.push(more);
    }
    for idle in &mut kept[..2] {
        assert!(!read_to_end(idle).await.contains(" 200 "), "the oldest have ended");
    }
    kept[4].write_all(post("last").as_bytes()).await.unwrap();
    assert!(read_to_end(&mut kept[4]).await.ends_with("body=last"), "the newest has not");
}

#[tokio::test]
async fn loses_the_connection_where_the_transport_gives_no_answer() {
    let lost =
        transport_fn(|_| async { Err(TransportError::new(TransportErrorKind::ConnectionLost, "lost")) });
    let server = serve(lost, ANY_PORT).await.unwrap();
    assert_eq!(exchange(&server, post("x")).await, "");
}

#[tokio::test]
async fn outlives_a_transport_that_panics() {
    let calls = Arc::new(Mutex::new(0));
    let transport = transport_fn(move |_| {
        *calls.lock().unwrap() += 1;
        let call = *calls.lock().unwrap();
        async move {
            assert_ne!(call, 1, "the first call fails");
            Ok(http::Response::new(Body::from("fine")))
        }
    });
    let server = serve(transport, ANY_PORT).await.unwrap();
    assert_eq!(exchange(&server, post("x")).await, "");
    assert!(exchange(&server, post("x")).await.ends_with("fine"));
}

#[tokio::test]
async fn lets_requests_finish_when_it_shuts_down() {
    let (started, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (has_started, may_finish) = (Arc::clone(&started), Arc::clone(&finish));
    let slow = transport_fn(move |_| {
        let (started, finish) = (Arc::clone(&has_started), Arc::clone(&may_finish));
        async move {
            started.notify_one();
            finish.notified().await;
            Ok(http::Response::new(Body::from("finished")))
        }
    });
    let mut limits = ServeLimits::default();
    limits.shutdown_grace = Duration::from_secs(60);
    let server = bind(ANY_PORT).await.unwrap().with_limits(limits).serve(slow);
    let addr = server.addr();
    let mut idle = TcpStream::connect(addr).await.unwrap();
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
    started.notified().await;
    let shutdown = tokio::spawn(server.shutdown());
    while TcpStream::connect(addr).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(read_to_end(&mut idle).await, "", "a connection without a request ends at once");
    finish.notify_one();
    assert!(read_to_end(&mut stream).await.ends_with("finished"));
    shutdown.await.unwrap();
}

#[tokio::test]
async fn cuts_off_what_outlives_the_grace_period() {
    let never = transport_fn(|_| std::future::pending());
    let mut limits = ServeLimits::default();
    limits.shutdown_grace = Duration::from_millis(20);
    let server = bind(ANY_PORT).await.unwrap().with_limits(limits).serve(never);
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(post("x").as_bytes()).await.unwrap();
    server.shutdown().await;
    assert_eq!(read_to_end(&mut stream).await, "");
}

/// A body whose parts come from elsewhere.
struct Parts(mpsc::Receiver<&'static str>);

impl http_body::Body for Parts {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.0
            .poll_recv(context)
            .map(|part| part.map(|part| Ok(Frame::data(Bytes::from_static(part.as_bytes())))))
    }
}

#[tokio::test]
async fn sends_each_part_of_a_response_as_it_comes() {
    let (parts, body) = mpsc::channel(1);
    let body = Mutex::new(Some(Parts(body)));
    let streaming = transport_fn(move |_| {
        let body = body.lock().unwrap().take().unwrap();
        async move { Ok(http::Response::new(Body::from_stream(body))) }
    });
    let server = serve(streaming, ANY_PORT).await.unwrap();
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(post("").as_bytes()).await.unwrap();
    let mut read = String::new();
    for part in ["first", "second"] {
        parts.send(part).await.unwrap();
        while !read.contains(part) {
            let mut buffer = [0; 1024];
            let next = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut buffer));
            let count = next.await.expect("the part comes before the response ends").unwrap();
            assert_ne!(count, 0, "{read}");
            read.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
    }
    drop(parts);
    assert!(read_to_end(&mut stream).await.ends_with("0\r\n\r\n"));
}
