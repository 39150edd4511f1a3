use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use http::{Request, Response, StatusCode};

use super::{Faults, Random, Transport, TransportErrorKind};
use crate::{
    body::Body,
    clock::{Clock, ManualClock, SystemClock, Timestamp},
    protocol::{aws_json, server::ServerError},
    transport::{OperationInfo, transport_fn},
};

/// A service that counts what reaches it and answers with `body`.
fn service(body: &'static str) -> (Arc<AtomicU32>, Faults<impl Transport>) {
    let reached = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&reached);
    let transport = transport_fn(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        async move { Ok(Response::new(Body::from(body))) }
    });
    (reached, Faults::new(transport))
}

fn request(operation: &'static str) -> Request<Body> {
    let mut request = Request::post("/").body(Body::empty()).unwrap();
    request.extensions_mut().insert(OperationInfo { service: "messaging", operation, attempt: 1 });
    request
}

async fn error_kind(faults: &Faults<impl Transport>, operation: &'static str) -> Option<TransportErrorKind> {
    faults.send(request(operation)).await.err().map(|error| error.kind())
}

#[tokio::test]
async fn counts_the_requests_of_an_operation() {
    let (reached, faults) = service("");
    faults.on("Send").nth(2).refuse();
    faults.on("Receive").first(2).refuse();
    let mut refused = Vec::new();
    for operation in ["Send", "Receive", "Send", "Receive", "Send", "Receive"] {
        refused.push(error_kind(&faults, operation).await == Some(TransportErrorKind::Connect));
    }
    assert_eq!(refused, [false, true, true, true, false, false]);
    assert_eq!((reached.load(Ordering::Relaxed), faults.injected()), (3, 3));
    faults.on_any().refuse();
    assert!(error_kind(&faults.clone(), "Delete").await.is_some());
    faults.clear();
    assert!(error_kind(&faults, "Delete").await.is_none());
}

#[tokio::test]
async fn knows_a_foreign_clients_operation_by_its_target() {
    let (_, faults) = service("");
    faults.on("SendMessage").refuse();
    let foreign = Request::post("/").header("x-amz-target", "AmazonSQS.SendMessage").body(Body::empty());
    assert!(faults.send(foreign.unwrap()).await.is_err());
}

#[tokio::test]
async fn loses_the_response_after_it_took_effect() {
    let (reached, faults) = service("done");
    faults.on("Send").first(1).lose_response();
    let error = faults.send(request("Send")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectionLost);
    assert!(error.may_have_been_applied() && error.is_retryable());
    assert_eq!(reached.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn refuses_before_anything_took_effect() {
    let (reached, faults) = service("done");
    faults.on_any().refuse();
    assert!(!faults.send(request("Send")).await.unwrap_err().may_have_been_applied());
    assert_eq!(reached.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn cuts_bodies() {
    let (_, faults) = service("0123456789");
    for after in [0, 4, 10, 99] {
        faults.clear();
        faults.on_any().cut_body(after);
        let body = faults.send(request("Receive")).await.unwrap().into_body();
        assert_eq!(body.into_bytes(100).await.unwrap_err().kind(), TransportErrorKind::Body, "after {after}");
    }
}

#[tokio::test]
async fn throttles_and_answers_in_place_of_the_service() {
    let (reached, faults) = service("done");
    faults.on("Send").first(1).throttle();
    faults.on("Receive").answer(ServerError::new("com.amazonaws.sqs", "OverLimit", "Too many in flight."));
    faults.on("Delete").answer_with(|| Response::builder().status(503).body(Body::empty()).unwrap());
    for (operation, code, status) in [
        ("Send", "ThrottlingException", 400),
        ("Receive", "OverLimit", 400),
        ("Delete", "ServiceUnavailable", 503),
    ] {
        let (parts, body) = faults.send(request(operation)).await.unwrap().into_parts();
        let body = body.into_bytes(1024).await.unwrap();
        let error = aws_json::decode_error(&parts, &body);
        assert_eq!((&*error.code, error.status.as_u16()), (code, status));
    }
    assert_eq!(reached.load(Ordering::Relaxed), 0);
    assert_eq!(faults.send(request("Send")).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn delays_on_the_clock_that_it_was_given() {
    let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
    let (reached, faults) = service("done");
    let faults = faults.with_clock(Arc::new(clock.clone()));
    faults.on_any().delay(Duration::from_secs(5));
    let (response, ()) = tokio::join!(faults.send(request("Send")), async {
        assert_eq!(reached.load(Ordering::Relaxed), 0);
        assert_eq!(clock.next_deadline(), Some(Timestamp::from_secs(5)));
        clock.advance(Duration::from_secs(5));
    });
    assert!(response.is_ok());
}

#[tokio::test(start_paused = true)]
async fn applies_each_rule_in_turn() {
    let clock = SystemClock::starting_at(Timestamp::UNIX_EPOCH);
    let (_, faults) = service("done");
    faults.on_any().delay(Duration::from_secs(2));
    faults.on("Send").delay(Duration::from_secs(3));
    faults.on("Send").lose_response();
    assert_eq!(error_kind(&faults, "Send").await, Some(TransportErrorKind::ConnectionLost));
    assert_eq!(clock.now(), Timestamp::from_secs(5));
    assert_eq!(faults.injected(), 3);
}

#[tokio::test]
async fn repeats_itself_under_one_seed() {
    async fn pattern(seed: u64) -> Vec<bool> {
        let (_, faults) = service("");
        let faults = faults.with_random(Random::from_seed(seed));
        faults.on_any().with_probability(0.3).refuse();
        let mut refused = Vec::new();
        for _ in 0..200 {
            refused.push(error_kind(&faults, "Send").await.is_some());
        }
        refused
    }
    let (one, again, other) = (pattern(7).await, pattern(7).await, pattern(8).await);
    assert_eq!(one, again);
    assert_ne!(one, other);
    let count = one.iter().filter(|refused| **refused).count();
    assert!((30..=90).contains(&count), "{count} of 200 at 30 %");
}
