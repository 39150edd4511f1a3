//! Paths that a URL would rewrite.

use std::sync::Mutex;

use super::*;

const PATHS: [&str; 6] =
    ["/bucket/a/../b", "/bucket/./x", "/bucket/%2E%2e/x", "/bucket/..", "/b//a|b", "/b/?k='"];

async fn send(transport: &HttpTransport, url: String) -> Result<Bytes, TransportError> {
    let response = transport.send(Request::put(url).body(Body::from("hello")).unwrap()).await?;
    response.into_body().into_bytes(1024).await
}

fn first_line(request: &str) -> String {
    request.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_path_with_dots_arrives_as_it_was_signed() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let written = Arc::clone(&seen);
    let address = server(move |mut stream, _| {
        let written = Arc::clone(&written);
        async move {
            while let Some(request) = read_request(&mut stream).await {
                written.lock().unwrap().push(request);
                stream.write_all(OK).await.unwrap();
            }
        }
    })
    .await;
    let transport = HttpTransport::new();
    for path in PATHS {
        assert_eq!(send(&transport, format!("http://{address}{path}")).await.unwrap(), "hi");
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.iter().map(|request| first_line(request)).collect::<Vec<_>>(), PATHS.map(line));
    let host = format!("host: {address}\r\n");
    assert!(seen.iter().all(|request| request.contains(&host) && request.ends_with("\r\n\r\nhello")));
}

#[tokio::test]
async fn over_tls_a_path_with_dots_arrives_as_it_was_signed() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let address = tls::tls_server_with(Arc::clone(&seen)).await;
    let transport = HttpTransport::builder().extra_roots_pem(tls::AUTHORITY).build();
    for path in PATHS {
        assert_eq!(send(&transport, format!("https://{address}{path}")).await.unwrap(), "hi");
    }
    let seen: Vec<String> = seen.lock().unwrap().iter().map(|request| first_line(request)).collect();
    assert_eq!(seen, PATHS.map(line));
}

fn line(path: &str) -> String {
    format!("PUT {path} HTTP/1.1")
}

#[tokio::test]
async fn its_failures_are_those_of_every_other_path() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = send(&HttpTransport::new(), format!("http://{nobody}/a/../b")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    let address = server(|mut stream, _| async move {
        read_request(&mut stream).await;
    })
    .await;
    let error = send(&HttpTransport::new(), format!("http://{address}/a/../b")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectionLost);
    let address = server(|mut stream, _| async move {
        read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhi").await.unwrap();
    })
    .await;
    let error = send(&HttpTransport::new(), format!("http://{address}/a/../b")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Body);
}
