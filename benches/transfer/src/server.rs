//! A server that takes any upload and gives 64 MiB to whoever asks: it costs as little as a server can.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Either, Empty};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::pieces::{Pieces, SIZE};

pub async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        tokio::spawn(
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service_fn(answer)),
        );
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Either<Pieces, Empty<Bytes>>>, Infallible> {
    let method = request.method().clone();
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.frame().await {}
    let response =
        Response::builder().header("etag", "\"x\"").header("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT");
    let response = match method {
        Method::GET => response.header("content-length", SIZE).body(Either::Left(Pieces::new())),
        Method::HEAD => response.header("content-length", SIZE).body(Either::Right(Empty::new())),
        _ => response.body(Either::Right(Empty::new())),
    };
    Ok(response.expect("a response"))
}
