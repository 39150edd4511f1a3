//! Functions as processes: what they are given, and what becomes of those that fail.

use std::collections::BTreeSet;

use serde_json::json;
use void_local::logs::LogFilter;

use crate::support::{Served, named};

#[tokio::test]
async fn a_process_gets_the_event_and_its_reply_comes_back() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "")]).await;
    assert_eq!(served.invoke("worker", json!({ "a": [1, "ü"] })).await, (json!({ "a": [1, "ü"] }), false));
}

#[tokio::test]
async fn a_process_is_kept_for_the_next_invocation() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "")]).await;
    let (first, _) = served.order("worker", "pid").await;
    let (second, _) = served.order("worker", "pid").await;
    assert_eq!(first, second);
    assert_eq!(served.control.function("worker").await.unwrap().idle_processes, 1);
}

#[tokio::test]
async fn invocations_at_the_same_time_have_a_process_each() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "")]).await;
    let answers = futures_all((0..4).map(|_| served.order("worker", "pid"))).await;
    let pids: BTreeSet<String> = answers.into_iter().map(|(pid, _)| pid.to_string()).collect();
    assert_eq!(pids.len(), 4);
}

#[tokio::test]
async fn its_environment_is_its_own_and_what_the_runtime_needs() {
    let served = Served::start().await;
    let environment = "memory: 256MB\nenvironment:\n  QUEUE_URL: ${VOID_QUEUE_JOBS_URL}\n  MODE: fast\n";
    served.deploy([named("worker", "5s", environment)]).await;
    let (found, _) = served.order("worker", "environment").await;
    let url = served.cloud.services_url();
    assert_eq!(found["QUEUE_URL"], format!("{url}/000000000000/jobs"));
    assert_eq!(found["MODE"], "fast");
    assert_eq!(found["AWS_ENDPOINT_URL"], url);
    assert_eq!(found["AWS_LAMBDA_FUNCTION_NAME"], "worker");
    assert_eq!(found["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
    assert_eq!(found.get("CARGO"), None, "the environment of whoever started the cloud");
}

#[tokio::test]
async fn an_error_and_a_panic_are_answers_and_the_process_goes_on() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "")]).await;
    let (pid, _) = served.order("worker", "pid").await;
    let (error, is_error) = served.order("worker", "fail").await;
    assert!(is_error && error["errorMessage"] == "told to fail", "{error}");
    let (error, is_error) = served.order("worker", "panic").await;
    assert!(is_error && error["errorMessage"].as_str().unwrap().contains("told to panic"), "{error}");
    assert_eq!(served.order("worker", "pid").await.0, pid);
}

#[tokio::test]
async fn a_process_that_ends_is_replaced() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "")]).await;
    let (pid, _) = served.order("worker", "pid").await;
    let (error, is_error) = served.order("worker", "exit").await;
    assert!(is_error);
    assert_eq!(error["errorType"], "Runtime.ExitError");
    assert_eq!(error["errorMessage"], "Runtime exited with error: exit status 3");
    assert_ne!(served.order("worker", "pid").await.0, pid);
}

#[tokio::test]
async fn a_process_that_hangs_is_killed_at_its_deadline_and_replaced() {
    let served = Served::start().await;
    served.deploy([named("worker", "1s", "")]).await;
    let (pid, _) = served.order("worker", "pid").await;
    let (error, is_error) = served.order("worker", "block").await;
    assert!(is_error);
    assert_eq!(error["errorType"], "Sandbox.Timedout");
    assert_eq!(error["errorMessage"], "Task timed out after 1.00 seconds");
    assert_ne!(served.order("worker", "pid").await.0, pid);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_process_that_takes_too_much_memory_is_killed() {
    let served = Served::start().await;
    served.deploy([named("worker", "10s", "memory: 128MB\n")]).await;
    let (error, is_error) = served.order("worker", "fill").await;
    assert!(is_error);
    assert_eq!(error["errorType"], "Runtime.OutOfMemory", "{error}");
}

#[tokio::test]
async fn a_function_that_can_not_be_set_up_says_why() {
    let served = Served::start().await;
    served
        .deploy([
            named("reports", "5s", "environment:\n  FAIL_INIT: '1'\n"),
            named("crashes", "5s", "environment:\n  CRASH_INIT: '1'\n"),
        ])
        .await;
    let (error, _) = served.order("reports", "pid").await;
    assert!(error["errorMessage"].as_str().unwrap().contains("told to fail"), "{error}");
    let (error, _) = served.order("crashes", "pid").await;
    assert_eq!(error["errorMessage"], "Runtime exited with error: exit status 9");
}

#[tokio::test]
async fn what_a_process_writes_is_in_the_log_with_its_invocation() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "")]).await;
    served.order("worker", "pid").await;
    let lines = served.log_until(&LogFilter::default(), |line| line.message == "at work").await;
    let find = |message: &str| lines.iter().find(|line| line.message.starts_with(message)).unwrap();
    let (plain, json, done) = (find("working on"), find("at work"), find("invocation done"));
    assert!(plain.request_id.is_some() && plain.pid.is_some());
    assert_eq!(json.request_id, plain.request_id);
    assert_eq!(done.request_id, plain.request_id);
    assert_eq!(json.level.to_string(), "WARN");
    assert_eq!(done.fields["coldStart"], true);
}

async fn futures_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut is_done = true;
        for (future, output) in &mut pending {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *output = Some(value),
                    std::task::Poll::Pending => is_done = false,
                }
            }
        }
        if is_done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    pending.into_iter().filter_map(|(_, output)| output).collect()
}
