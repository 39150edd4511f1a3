//! One exchange: what is sent, and what becomes of each way in which it can fail.

use super::*;

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
