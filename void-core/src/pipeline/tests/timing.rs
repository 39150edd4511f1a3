//! Time limits of attempts and calls, and a clock that is wrong.

use super::*;
use crate::credentials::Credentials;

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_after_its_limit_and_is_tried_again() {
    for step in [Step::Hang, Step::Stall] {
        let script = Script::new([step, ok()]);
        let config = script.config().attempt_timeout(Duration::from_secs(3)).build();
        send(&Pipeline::new(SERVICE, config)).await.unwrap();
        assert_eq!(script.gaps()[0].as_secs(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn three_time_outs_say_so() {
    let script = Script::new([Step::Hang, Step::Hang, Step::Hang]);
    let error = send(&script.pipeline()).await.unwrap_err();
    assert_eq!(error.to_string(), "SendMessage: no answer within 10s, after 3 attempts");
    assert!(error.is_timeout() && error.may_have_been_applied() && error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn a_long_polls_wait_comes_on_top() {
    let script = Script::new([Step::Hang, ok()]);
    let options = CallOptions { extra_time: Duration::from_secs(20), ..CallOptions::default() };
    send_with(&script.pipeline(), options).await.unwrap();
    assert_eq!(script.gaps()[0].as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_after_its_limit_over_all_attempts() {
    let script = Script::new([Step::Hang, Step::Hang, Step::Hang]);
    let config = script.config().call_timeout(Duration::from_secs(15)).build();
    let error = send(&Pipeline::new(SERVICE, config)).await.unwrap_err();
    assert_eq!(script.clock.now().since(START), Duration::from_secs(15));
    assert_eq!(error.to_string(), "SendMessage: the call's time limit passed, after 2 attempts");
    assert!(error.is_timeout() && error.may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_outlasts_the_call_is_not_begun() {
    let asked = Step::Answer(503, vec![("retry-after", "9".to_owned())], "SlowDown");
    let script = Script::new([asked]);
    let config = script.config().call_timeout(Duration::from_secs(5)).build();
    let error = send(&Pipeline::new(SERVICE, config)).await.unwrap_err();
    assert_eq!(error.code(), Some("SlowDown"));
    assert_eq!(script.clock.now(), START);
}

fn refused_at(code: &'static str, time: Timestamp) -> Step {
    Step::Answer(403, vec![("date", time.to_http_date())], code)
}

fn signed(script: &Script) -> Pipeline {
    let config = script.config().region("eu-central-1").credentials(Credentials::new("AKID", "secret"));
    Pipeline::new(SERVICE, config.build())
}

fn dates(script: &Script) -> Vec<Timestamp> {
    script.read(|seen| Timestamp::parse_amz_date(seen.headers["x-amz-date"].to_str().unwrap()).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_wrong_is_made_up_for() {
    let hour = Duration::from_secs(3600);
    for server in [START + hour, START - hour] {
        let script = Script::new([refused_at("RequestTimeTooSkewed", server)]);
        let pipeline = signed(&script);
        send(&pipeline).await.unwrap();
        // The next call has the right time from the start.
        send(&pipeline.clone()).await.unwrap();
        assert_eq!(dates(&script), [START, server, server]);
        assert_eq!(script.gaps(), [Duration::ZERO; 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn even_a_call_that_is_tried_once_goes_again_with_the_right_time() {
    let server = START + Duration::from_secs(3600);
    let script = Script::new([refused_at("InvalidSignatureException", server)]);
    let options = CallOptions { no_retry: true, ..CallOptions::default() };
    send_with(&signed(&script), options).await.unwrap();
    assert_eq!(dates(&script), [START, server]);
}

#[tokio::test(start_paused = true)]
async fn a_signature_that_is_wrong_at_the_right_time_is_the_callers_error() {
    for (code, server) in [
        ("SignatureDoesNotMatch", START + Duration::from_secs(60)),
        ("AccessDenied", START + Duration::from_secs(3600)),
    ] {
        let script = Script::new([refused_at(code, server)]);
        assert_eq!(send(&signed(&script)).await.unwrap_err().code(), Some(code));
        assert_eq!(script.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_whose_time_jumps_is_followed_once_a_call() {
    let jumps =
        (1..9).map(|hours| refused_at("RequestTimeTooSkewed", START + Duration::from_secs(3600 * hours)));
    let script = Script::new(jumps);
    assert!(send(&signed(&script)).await.is_err());
    assert_eq!(script.count(), 2);
}
