//! Which failures are tried again, how often, after what wait.

use super::*;
use crate::{error::CallErrorKind, retry::RetryPolicy};

const MS_50: Duration = Duration::from_millis(50);

#[tokio::test(start_paused = true)]
async fn a_passing_fault_does_not_reach_the_caller() {
    let script = Script::new([refuse(500, "InternalFailure"), Step::Fail(TransportErrorKind::Connect), ok()]);
    let response = send(&script.pipeline()).await.unwrap();
    assert_eq!(response.body(), "{}");
    assert_eq!(script.read(|seen| seen.info.attempt), [1, 2, 3]);
    assert_eq!(script.read(|seen| seen.body.clone()), ["hello"; 3]);
    let gaps = script.gaps();
    // A millisecond more: a wait is rounded up, and tokio's timer too.
    let slack = Duration::from_millis(2);
    assert!(gaps[0] <= MS_50 + slack && gaps[1] <= 2 * MS_50 + slack, "{gaps:?}");
}

#[tokio::test(start_paused = true)]
async fn gives_up_after_three_attempts_with_what_happened_last() {
    let script =
        Script::new([refuse(500, "InternalFailure"), refuse(502, "BadGateway"), refuse(503, "Unavailable")]);
    let error = send(&script.pipeline()).await.unwrap_err();
    assert_eq!(error.to_string(), "SendMessage: Unavailable (status 503), after 3 attempts");
    assert_eq!((script.count(), error.attempts()), (3, 3));
    assert!(error.is_retryable());
    // The first two may have: the last one did not.
    assert!(error.may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_tried_again() {
    let script = Script::new([refuse(400, "com.amazonaws.sqs#QueueDoesNotExist")]);
    let error = send(&script.pipeline()).await.unwrap_err();
    assert_eq!(error.code(), Some("QueueDoesNotExist"));
    assert_eq!(script.count(), 1);
    assert!(!error.may_have_been_applied() && !error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_after_a_lost_response_may_have_been_applied() {
    let script = Script::new([Step::Fail(TransportErrorKind::Timeout), refuse(400, "InvalidParameterValue")]);
    let error = send(&script.pipeline()).await.unwrap_err();
    assert!(error.may_have_been_applied());
    let script = Script::new([Step::Fail(TransportErrorKind::Connect), refuse(400, "InvalidParameterValue")]);
    assert!(!send(&script.pipeline()).await.unwrap_err().may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn the_policy_says_how_often() {
    for (attempts, expected) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let script = Script::new((0..9).map(|_| refuse(503, "Unavailable")));
        let config = script.config().retry(RetryPolicy::attempts(attempts)).build();
        let error = send(&Pipeline::new(SERVICE, config)).await.unwrap_err();
        assert_eq!((script.count(), error.attempts()), (expected, u32::try_from(expected).unwrap()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_must_not_is_not_tried_again() {
    for step in [refuse(503, "Unavailable"), Step::Fail(TransportErrorKind::ConnectionLost)] {
        let script = Script::new([step]);
        let options = CallOptions { no_retry: true, ..CallOptions::default() };
        assert!(send_with(&script.pipeline(), options).await.is_err());
        assert_eq!(script.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_connection_costs_no_attempt_and_no_time() {
    let script = Script::new([
        Step::Fail(TransportErrorKind::ConnectionLost),
        refuse(503, "Unavailable"),
        refuse(503, "Unavailable"),
        ok(),
    ]);
    send(&script.pipeline()).await.unwrap();
    assert_eq!(script.count(), 4);
    assert_eq!(script.gaps()[0], Duration::ZERO);
    // And the waits after it are those of a first and a second failure.
    assert!(script.gaps()[1] <= MS_50 + Duration::from_millis(2), "{:?}", script.gaps());
}

#[tokio::test(start_paused = true)]
async fn connections_that_die_every_time_are_a_fault_like_any_other() {
    let script = Script::new((0..9).map(|_| Step::Fail(TransportErrorKind::ConnectionLost)));
    let error = send(&script.pipeline()).await.unwrap_err();
    assert_eq!(script.count(), 4);
    assert!(script.gaps()[1] > Duration::ZERO, "{:?}", script.gaps());
    assert!(error.may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_read_once_is_sent_once() {
    let script = Script::new([refuse(503, "Unavailable")]);
    let mut request = request();
    *request.body_mut() = Body::from_stream(Body::from("hello"));
    assert!(script.pipeline().call("PutObject", request, CallOptions::default()).await.is_err());
    assert_eq!((script.count(), script.clock.now()), (1, START), "sent once, and nothing was waited for");
}

#[tokio::test(start_paused = true)]
async fn a_response_that_breaks_off_is_tried_again() {
    let script = Script::new([Step::Cut, ok()]);
    assert_eq!(send(&script.pipeline()).await.unwrap().body(), "{}");
    assert_eq!(script.count(), 2);
    let script = Script::new([Step::Cut, Step::Cut, Step::Cut]);
    let error = send(&script.pipeline()).await.unwrap_err();
    assert!(error.may_have_been_applied(), "{error}");
    assert!(
        matches!(error.kind(), CallErrorKind::Transport(error) if error.kind() == TransportErrorKind::Body)
    );
}

#[tokio::test(start_paused = true)]
async fn waits_as_long_as_the_service_asks() {
    let header = |name, value: &str| Step::Answer(503, vec![(name, value.to_owned())], "SlowDown");
    let script = Script::new([header("retry-after", "7"), header("x-amz-retry-after", "2500"), ok()]);
    send(&script.pipeline()).await.unwrap();
    let gaps = script.gaps();
    assert_eq!(gaps[0].as_secs(), 7);
    assert_eq!(gaps[1].as_millis() / 100, 25);
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_budget_and_an_empty_one_ends_the_retries() {
    let script = Script::new((0..1000).map(|_| refuse(500, "InternalFailure")));
    let pipeline = script.pipeline();
    for _ in 0..100 {
        assert!(send(&pipeline.clone()).await.is_err());
    }
    // 500 tokens pay for 35 retries at 14 each.
    assert_eq!(script.count(), 135);
    let before = tokio_now(&script);
    assert!(send(&pipeline).await.is_err());
    assert_eq!(tokio_now(&script), before, "a call without a retry does not wait");
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_without_budget_waits_before_it_fails() {
    let script = Script::new((0..1000).map(|_| refuse(500, "InternalFailure")));
    let pipeline = script.pipeline();
    for _ in 0..50 {
        let _spends_the_budget = send(&pipeline).await;
    }
    let options = CallOptions { extra_time: Duration::from_secs(20), ..CallOptions::default() };
    let before = tokio_now(&script);
    for _ in 0..10 {
        assert!(send_with(&pipeline, options).await.is_err());
    }
    assert!(tokio_now(&script) > before, "a loop of polls must not spin");
}

fn tokio_now(script: &Script) -> Timestamp {
    script.clock.now()
}
