//! What becomes of each invocation, whatever the handler and the host do.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::sync::Barrier;
use void_function_sdk::{
    ErrorReport, FunctionEnv, HandlerError, InvocationError, InvocationErrorKind, Json, RuntimeError,
    RuntimeErrorKind, VoidContext, run_on,
};

use crate::host::{Host, Next, Post, Taking};

/// Does what the payload says.
async fn obey(Json(order): Json<Value>, context: VoidContext) -> Result<Json<Value>, HandlerError> {
    match order["do"].as_str() {
        Some("echo") => Ok(Json(order)),
        Some("fail") => Err("it went wrong".into()),
        Some("fail for good") => Err(HandlerError::terminal("it can't go right")),
        Some("panic") => panic!("the roof is on fire"),
        Some("hang") => std::future::pending().await,
        Some("shout") => Ok(Json(Value::String("A".repeat(order["bytes"].as_u64().unwrap() as usize)))),
        Some("context") => Ok(Json(json!({
            "requestId": context.request_id(),
            "functionName": context.function_name(),
            "functionVersion": context.function_version(),
            "memory": context.memory_limit_mb(),
            "arn": context.invoked_function_arn(),
            "correlationId": context.correlation_id(),
            "hops": context.trace().hops,
            "coldStart": context.is_cold_start(),
            "millisecondsLeft": context.remaining_time().as_millis(),
        }))),
        _ => Err(HandlerError::from("what?")),
    }
}

/// Runs the function on `host` while the test looks on.
async fn with_function<T>(env: FunctionEnv, test: impl Future<Output = T>) -> T {
    tokio::select! {
        ended = run_on(&env, |_env: &FunctionEnv| obey) => panic!("the function ended: {ended:?}"),
        outcome = test => outcome,
    }
}

fn report(post: &Post, id: &str) -> InvocationError {
    assert_eq!(post.path, format!("/2018-06-01/runtime/invocation/{id}/error"));
    let report: ErrorReport = serde_json::from_str(&post.body).unwrap();
    let error = InvocationError::from_report(report);
    assert_eq!(post.header("lambda-runtime-function-error-type"), Some(error.kind().reason()));
    error
}

fn assert_echo(post: &Post, id: &str) {
    assert_eq!(post.path, format!("/2018-06-01/runtime/invocation/{id}/response"));
    assert_eq!(post.body, r#"{"do":"echo"}"#);
}

const ECHO: &str = r#"{"do":"echo"}"#;

#[tokio::test]
async fn whatever_goes_wrong_is_reported_and_the_process_goes_on() {
    let mut host = Host::start().await;
    let env = host.env();
    with_function(env, async {
        host.invoke("1", ECHO);
        assert_echo(&host.posted().await, "1");

        host.invoke("2", r#"{"do":"fail"}"#);
        let error = report(&host.posted().await, "2");
        assert_eq!((error.kind(), error.message()), (InvocationErrorKind::Failed, "it went wrong"));

        host.invoke("3", r#"{"do":"fail for good"}"#);
        assert!(report(&host.posted().await, "3").is_terminal());

        host.invoke("4", r#"{"do":"panic"}"#);
        let error = report(&host.posted().await, "4");
        assert_eq!((error.kind(), error.error_type()), (InvocationErrorKind::Panicked, "Void.Panic"));
        assert!(error.message().starts_with("the roof is on fire (at "), "{error}");
        assert!(error.report().stack_trace[0].contains("invocations.rs:"), "{error:?}");

        host.invoke_within("5", 150, r#"{"do":"hang"}"#);
        let error = report(&host.posted().await, "5");
        assert!(error.is_timeout());

        host.invoke("6", r#"{"do":"#);
        let error = report(&host.posted().await, "6");
        assert_eq!(error.kind(), InvocationErrorKind::InvalidEvent);
        assert!(error.message().contains("EOF while parsing"), "{error}");

        host.invoke("7", ECHO);
        assert_echo(&host.posted().await, "7");
    })
    .await;
}

#[tokio::test]
async fn the_context_is_what_the_host_says() {
    let mut host = Host::start().await;
    let env = host.env();
    with_function(env, async {
        for (id, cold) in [("first", true), ("second", false)] {
            host.invoke(id, r#"{"do":"context"}"#);
            let mut seen: Value = serde_json::from_str(&host.posted().await.body).unwrap();
            let left = seen["millisecondsLeft"].take().as_u64().unwrap();
            assert!((5_000..=10_000).contains(&left), "{left}");
            assert_eq!(
                seen,
                json!({
                    "requestId": id,
                    "functionName": "echo",
                    "functionVersion": "$LATEST",
                    "memory": 256,
                    "arn": "arn:aws:lambda:us-east-1:000000000000:function:echo",
                    "correlationId": "1-5759e988-bd862e3fe1be46a994272793",
                    "hops": 3,
                    "coldStart": cold,
                    "millisecondsLeft": null,
                })
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_host_that_tells_nothing_but_the_id_is_enough() {
    let mut host = Host::start().await;
    let env = host.env_with("X", "y");
    with_function(env, async {
        let headers = vec![
            ("Lambda-Runtime-Aws-Request-Id", "bare".to_owned()),
            ("Lambda-Runtime-Deadline-Ms", "soon".to_owned()),
            ("Lambda-Runtime-Trace-Id", "?".to_owned()),
        ];
        host.next(Next { status: 200, headers, body: br#"{"do":"context"}"#.to_vec(), dies: false });
        let seen: Value = serde_json::from_str(&host.posted().await.body).unwrap();
        assert_eq!(
            (&seen["requestId"], &seen["functionName"], &seen["arn"]),
            (&json!("bare"), &json!(""), &json!(""))
        );
        assert_eq!(seen["hops"], 1);
        let left = seen["millisecondsLeft"].as_u64().unwrap();
        assert!((890_000..=900_000).contains(&left), "{left}");
        assert!(seen["correlationId"].as_str().unwrap().starts_with("1-"));
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_dies_is_made_again() {
    let mut host = Host::start().await;
    let env = host.env();
    with_function(env, async {
        host.will_take(Taking::CloseAfter);
        host.invoke("1", ECHO);
        assert_echo(&host.posted().await, "1");

        host.next(Next { status: 200, headers: Vec::new(), body: Vec::new(), dies: true });
        host.invoke("2", ECHO);
        assert_echo(&host.posted().await, "2");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_may_have_arrived_is_sent_again_and_a_refusal_is_taken_for_that() {
    let mut host = Host::start().await;
    let env = host.env();
    with_function(env, async {
        host.will_take(Taking::LoseAnswer);
        host.will_take(Taking::Status(400));
        host.invoke("1", ECHO);
        assert_echo(&host.posted().await, "1");
        assert_echo(&host.posted().await, "1");
        host.invoke("2", ECHO);
        assert_echo(&host.posted().await, "2");
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_is_too_large_is_reported_as_an_error() {
    let mut host = Host::start().await;
    let env = host.env();
    with_function(env, async {
        // Two quotes and the text: one byte over 6 MB and 100 bytes.
        host.invoke("1", r#"{"do":"shout","bytes":6291555}"#);
        let error = report(&host.posted().await, "1");
        assert_eq!(error.error_type(), "Function.ResponseSizeTooLarge");

        host.invoke("2", r#"{"do":"shout","bytes":6291554}"#);
        assert_eq!(host.posted().await.body.len(), 6_291_556);

        host.will_take(Taking::Status(413));
        host.invoke("3", ECHO);
        assert_echo(&host.posted().await, "3");
        assert_eq!(report(&host.posted().await, "3").error_type(), "Function.ResponseSizeTooLarge");
    })
    .await;
}

async fn ended(host: &Host) -> RuntimeError {
    run_on(&host.env(), |_env: &FunctionEnv| obey).await.unwrap_err()
}

#[tokio::test]
async fn a_container_error_ends_the_process() {
    let host = Host::start().await;
    host.next(Next {
        status: 500,
        headers: Vec::new(),
        body: b"Non-recoverable state".to_vec(),
        dies: false,
    });
    let error = ended(&host).await;
    assert_eq!(error.kind(), RuntimeErrorKind::RuntimeApi);
    assert_eq!(error.to_string(), "next was answered with status 500: Non-recoverable state");
}

#[tokio::test]
async fn a_host_that_hands_out_nothing_usable_is_given_up() {
    for (status, message) in [
        (200, "next handed out an invocation without Lambda-Runtime-Aws-Request-Id"),
        (403, "next was answered with status 403"),
    ] {
        let host = Host::start().await;
        for _ in 0..5 {
            host.next(Next { status, headers: Vec::new(), body: Vec::new(), dies: false });
        }
        assert_eq!(ended(&host).await.to_string(), message);
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let env = FunctionEnv::builder().var("VOID_RUNTIME_API", address).build();
    let error = run_on(&env, |_env: &FunctionEnv| obey).await.unwrap_err();
    assert_eq!(error.kind(), RuntimeErrorKind::RuntimeApi);
    assert!(error.to_string().starts_with("the Runtime API does not answer (next): "), "{error}");

    let nowhere = run_on(&FunctionEnv::builder().build(), |_env: &FunctionEnv| obey).await.unwrap_err();
    assert_eq!(nowhere.kind(), RuntimeErrorKind::NoHost);
}

#[tokio::test]
async fn the_error_of_setting_up_is_reported_and_ends_the_process() {
    let mut host = Host::start().await;
    let make = |env: &FunctionEnv| {
        env.require("TABLE")?;
        Ok::<_, HandlerError>(obey)
    };
    let error = run_on(&host.env(), make).await.unwrap_err();
    assert_eq!(error.kind(), RuntimeErrorKind::Init);
    assert_eq!(
        error.to_string(),
        "the function could not be set up: the environment variable TABLE is not set"
    );
    let post = host.posted().await;
    assert_eq!(post.path, "/2018-06-01/runtime/init/error");
    assert_eq!(post.header("lambda-runtime-function-error-type"), Some("Runtime.InitError"));
    let report: ErrorReport = serde_json::from_str(&post.body).unwrap();
    assert_eq!(report.error_type, "void_function_sdk::env::MissingVariable");
}

#[tokio::test]
async fn as_many_invocations_run_at_a_time_as_the_host_wants() {
    let mut host = Host::start().await;
    let all_here = Arc::new(Barrier::new(3));
    let meet = move |Json(number): Json<u32>, _context: VoidContext| {
        let all_here = Arc::clone(&all_here);
        async move {
            all_here.wait().await;
            Ok(Json(number))
        }
    };
    let env = host.env_with("AWS_LAMBDA_MAX_CONCURRENCY", "3");
    let test = async {
        for number in ["1", "2", "3"] {
            host.invoke(number, number);
        }
        let mut answers = vec![host.posted().await.body, host.posted().await.body, host.posted().await.body];
        answers.sort();
        assert_eq!(answers, ["1", "2", "3"]);
    };
    let clock = void_core::SystemClock::new();
    tokio::select! {
        ended = run_on(&env, |_env: &FunctionEnv| meet) => panic!("the function ended: {ended:?}"),
        met = void_core::time::timeout(&clock, Duration::from_secs(20), test) => met.unwrap(),
    }
}
