//! The transport against raw sockets on loopback: what they do wrong, and what is made of it.

mod calls;
mod exact;
mod exchange;
mod tls;

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
