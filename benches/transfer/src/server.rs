//! A server that takes any upload and gives 64 MiB to whoever asks: it costs as little as a server can.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Either, Full};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::pieces::{Pieces, SIZE};

/// An upload in parts begins.
const BEGUN: &str = "<InitiateMultipartUploadResult><Bucket>bench</Bucket><Key>key</Key>\
    <UploadId>upload</UploadId></InitiateMultipartUploadResult>";
/// And is completed.
const COMPLETED: &str = "<CompleteMultipartUploadResult><Location>/bench/key</Location><Bucket>bench</Bucket>\
    <Key>key</Key><ETag>&quot;x-8&quot;</ETag></CompleteMultipartUploadResult>";

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

async fn answer(request: Request<Incoming>) -> Result<Response<Either<Pieces, Full<Bytes>>>, Infallible> {
    let method = request.method().clone();
    let begins = request.uri().query() == Some("uploads=");
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.frame().await {}
    let response =
        Response::builder().header("etag", "\"x\"").header("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT");
    let response = match method {
        Method::GET => response.header("content-length", SIZE).body(Either::Left(Pieces::new())),
        Method::HEAD => response.header("content-length", SIZE).body(Either::Right(Full::default())),
        Method::POST => response.body(Either::Right(Full::from(if begins { BEGUN } else { COMPLETED }))),
        _ => response.body(Either::Right(Full::default())),
    };
    Ok(response.expect("a response"))
}
