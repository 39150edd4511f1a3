use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tracing_subscriber::layer::SubscriberExt;
use void_core::{SystemClock, Timestamp, TraceContext};

use super::{JsonLayer, install::targets};
use crate::{BoxFunction, FunctionEnv, HandlerError, Json, VoidContext};

/// What `events` logs, line by line.
fn logged(level: &str, events: impl FnOnce()) -> Vec<Value> {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let layer = JsonLayer::new()
        .with_clock(Arc::new(SystemClock::starting_at(Timestamp::from_millis(784_111_777_005))))
        .with_writer(move |line| {
            assert_eq!(line.last(), Some(&b'\n'));
            kept.lock().unwrap().push(serde_json::from_slice::<Value>(line).unwrap());
        });
    let env = FunctionEnv::builder().var("RUST_LOG", level).build();
    let subscriber = tracing_subscriber::registry().with(targets(&env).0).with(layer);
    tracing::subscriber::with_default(subscriber, events);
    std::mem::take(&mut lines.lock().unwrap())
}

#[test]
fn each_event_is_a_line_of_json() {
    let lines = logged("info", || {
        tracing::info!(orderId = "7", count = 2, ratio = 0.5, express = true, "order \"{}\"", 7);
        tracing::debug!("not shown");
        tracing::error!(error = %std::io::Error::other("no\ndisk"), level = "mine");
    });
    assert_eq!(lines.len(), 2, "{lines:?}");
    let time = lines[0]["timestamp"].as_str().unwrap();
    assert!(time.starts_with("1994-11-06T08:49:37."), "{time}");
    let mut first = lines[0].clone();
    first["timestamp"].take();
    assert_eq!(
        first,
        json!({
            "timestamp": null, "level": "INFO", "target": "void_function_sdk::logs::tests",
            "message": "order \"7\"", "orderId": "7", "count": 2, "ratio": 0.5, "express": true,
        })
    );
    assert_eq!((&lines[1]["level"], &lines[1]["field.level"]), (&json!("ERROR"), &json!("mine")));
    assert_eq!(lines[1]["error"], "no\ndisk");
}

#[test]
fn an_error_is_logged_with_its_causes() {
    let lines = logged("info", || {
        let request = crate::VoidHttpRequest::post("/").bytes(&b"\xff"[..]);
        let error = request.text().unwrap_err();
        tracing::warn!(error = &error as &(dyn std::error::Error + 'static));
    });
    assert_eq!(
        lines[0]["error"],
        "the request's body is not UTF-8: invalid utf-8 sequence of 1 bytes from index 0"
    );
}

#[test]
fn an_event_inside_an_invocation_says_which() {
    let function = BoxFunction::new(|Json(()): Json<()>, _context: VoidContext| async move {
        tracing::info!("inside");
        Ok::<_, HandlerError>(Json(()))
    });
    let context = VoidContext::builder()
        .function_name("create-order")
        .request_id("r-1")
        .trace(TraceContext::from_root("1-a"))
        .clock(Arc::new(SystemClock::starting_at(Timestamp::UNIX_EPOCH)))
        .cold_start()
        .build();
    let lines = logged("info", || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(function.invoke("null".into(), context)).unwrap();
        tracing::info!("outside");
    });
    let inside = &lines[0];
    assert_eq!((&inside["function"], &inside["requestId"]), (&json!("create-order"), &json!("r-1")));
    assert_eq!((&inside["correlationId"], &inside["coldStart"]), (&json!("1-a"), &json!(true)));
    assert!(inside["timestamp"].as_str().unwrap().starts_with("1970-01-01T00:00:0"), "{inside}");
    assert_eq!(lines[1].get("requestId"), None);
}

#[test]
fn the_spans_that_an_event_is_in_come_with_it() {
    let lines = logged("info", || {
        let outer = tracing::info_span!("outer", a = 1);
        let inner = outer.in_scope(|| tracing::info_span!("inner", b = tracing::field::Empty, c = "x"));
        inner.record("b", "late");
        inner.in_scope(|| tracing::info!("within"));
        tracing::info!("without");
    });
    assert_eq!(
        lines[0]["spans"],
        json!([{"name": "outer", "a": 1}, {"name": "inner", "c": "x", "b": "late"}])
    );
    assert_eq!(lines[1].get("spans"), None);
}

#[test]
fn the_environment_says_what_is_logged() {
    let events = || {
        tracing::info!("info");
        tracing::error!("error");
        tracing::debug!(target: "mine", "debug");
    };
    for (level, shown) in [("info", 2), ("ERROR", 1), ("FATAL", 1), ("warn,mine=debug", 2), ("off", 0)] {
        assert_eq!(logged(level, events).len(), shown, "{level}");
    }
    let env =
        |name: &str, value: &str| FunctionEnv::builder().var("RUST_LOG", "trace").var(name, value).build();
    for name in ["VOID_LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL"] {
        let (said, complaint) = targets(&env(name, "warn"));
        assert_eq!(
            (said.default_level(), complaint),
            (Some(tracing_subscriber::filter::LevelFilter::WARN), None)
        );
    }
    let (said, complaint) = targets(&env("VOID_LOG_LEVEL", "a=loud"));
    assert_eq!(said.default_level(), Some(tracing_subscriber::filter::LevelFilter::INFO));
    assert!(complaint.unwrap().starts_with("VOID_LOG_LEVEL=a=loud: "));
}
