//! What becomes of conditional writes, against a service that answers as it is told.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use http::{Request, Response};
use void_core::{
    Body,
    store::{ConditionalObjects, WriteOutcome},
    transport_fn,
};
use void_storage_sdk::{BucketObjects, Config, VoidStorageClient};

const UNDER_WAY: (u16, &str) = (409, "<Error><Code>ConditionalRequestConflict</Code></Error>");
const OTHER: (u16, &str) = (412, "<Error><Code>PreconditionFailed</Code></Error>");
const DENIED: (u16, &str) = (403, "<Error><Code>AccessDenied</Code></Error>");
const DONE: (u16, &str) = (200, "");

/// A bucket that answers so, call after call and then always as the last time, and how many calls there were.
fn bucket(answers: &'static [(u16, &'static str)]) -> (BucketObjects, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let service = transport_fn(move |_request: Request<Body>| {
        let (status, body) = answers[count.fetch_add(1, Ordering::Relaxed).min(answers.len() - 1)];
        let response = Response::builder().status(status).header("etag", "\"1\"").body(Body::from(body));
        async move { Ok(response.expect("the parts are valid")) }
    });
    let client = VoidStorageClient::new(Config::builder().transport(service).build());
    (BucketObjects::new(client, "leases"), calls)
}

#[tokio::test(start_paused = true)]
async fn a_write_that_meets_another_one_is_made_again() {
    let (objects, calls) = bucket(&[UNDER_WAY, UNDER_WAY, DONE]);
    let written = objects.put_if_absent("a", "1".into()).await.unwrap();
    assert_eq!(written, WriteOutcome::Stored("\"1\"".to_owned()));
    assert_eq!(calls.load(Ordering::Relaxed), 3);

    let (objects, calls) = bucket(&[UNDER_WAY, DONE]);
    assert!(objects.delete_if_match("a", "\"1\"").await.unwrap());
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_always_meets_another_one_is_a_conflict_after_five_tries() {
    let (objects, calls) = bucket(&[UNDER_WAY]);
    assert_eq!(objects.put_if_match("a", "1".into(), "\"0\"").await.unwrap(), WriteOutcome::Conflict);
    assert_eq!(calls.load(Ordering::Relaxed), 5);
}

#[tokio::test(start_paused = true)]
async fn a_condition_that_does_not_hold_is_a_conflict_at_once() {
    let (objects, calls) = bucket(&[OTHER]);
    assert_eq!(objects.put_if_match("a", "1".into(), "\"0\"").await.unwrap(), WriteOutcome::Conflict);
    assert!(!objects.delete_if_match("a", "\"0\"").await.unwrap());
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn any_other_failure_is_an_error() {
    let (objects, _) = bucket(&[DENIED]);
    assert!(objects.put_if_absent("a", "1".into()).await.is_err());
    assert!(objects.delete_if_match("a", "\"0\"").await.is_err());
}
