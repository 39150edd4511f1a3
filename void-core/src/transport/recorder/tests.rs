use http::{Request, Response, StatusCode};

use super::{OperationInfo, Recorder, Transport, TransportErrorKind};
use crate::{
    body::Body,
    transport::{Faults, transport_fn},
};

fn request(operation: &'static str, attempt: u32, body: Body) -> Request<Body> {
    let request = Request::post("/path").header("authorization", "secret").header("x-other", "1");
    let mut request = request.body(body).unwrap();
    request.extensions_mut().insert(OperationInfo { service: "messaging", operation, attempt });
    request
}

fn echo() -> impl Transport {
    transport_fn(|request: Request<Body>| async { Ok(Response::new(Body::from_stream(request.into_body()))) })
}

#[tokio::test]
async fn remembers_operations_attempts_and_outcomes() {
    let faults = Faults::new(echo());
    faults.on("Send").nth(1).refuse();
    let recorder = Recorder::new(faults);
    assert!(recorder.send(request("Send", 1, Body::empty())).await.is_err());
    assert!(recorder.clone().send(request("Send", 2, Body::from("secret"))).await.is_ok());
    let exchanges = recorder.exchanges();
    assert_eq!(recorder.operations(), ["Send", "Send"]);
    assert_eq!((exchanges[0].attempt, exchanges[1].attempt), (1, 2));
    assert_eq!(exchanges[0].outcome, Some(Err(TransportErrorKind::Connect)));
    assert_eq!((exchanges[0].status(), exchanges[1].status()), (None, Some(StatusCode::OK)));
    assert_eq!(exchanges[1].uri.path(), "/path");
    assert!(exchanges[1].request_body.is_empty());
    recorder.clear();
    assert!(recorder.exchanges().is_empty());
}

#[tokio::test]
async fn keeps_bodies_as_they_are_read() {
    let recorder = Recorder::with_bodies(echo());
    let response = recorder.send(request("Send", 1, Body::from("hello"))).await.unwrap();
    assert_eq!(recorder.exchanges()[0].request_body, b"hello");
    assert!(recorder.exchanges()[0].response_body.is_empty());
    assert_eq!(response.into_body().into_bytes(10).await.unwrap(), "hello");
    assert_eq!(recorder.exchanges()[0].response_body, b"hello");
    let stream = Body::from_stream(Body::from("streamed"));
    recorder.send(request("Send", 1, stream)).await.unwrap().into_body().into_bytes(10).await.unwrap();
    assert_eq!(recorder.exchanges()[1].request_body, b"streamed");
}

#[tokio::test]
async fn keeps_no_credentials_and_shows_no_bodies() {
    let recorder = Recorder::with_bodies(echo());
    recorder.send(request("Send", 1, Body::from("private"))).await.unwrap();
    let exchange = &recorder.exchanges()[0];
    assert!(!exchange.request_headers.contains_key("authorization"));
    assert_eq!(exchange.request_headers["x-other"], "1");
    let debug = format!("{exchange:?} {recorder:?}");
    assert!(!debug.contains("private") && !debug.contains("secret"), "{debug}");
}

#[tokio::test]
async fn forgets_what_was_under_way_when_it_was_cleared() {
    let recorder = Recorder::with_bodies(echo());
    let response = recorder.send(request("Send", 1, Body::from("x"))).await.unwrap();
    recorder.clear();
    response.into_body().into_bytes(10).await.unwrap();
    assert!(recorder.exchanges().is_empty());
}
