//! SIGTERM, and a start where no host is: each needs a process of its own, so each has a test of this file to itself.
#![cfg(unix)]

#[path = "host/mod.rs"]
mod host;

use std::{process::Command, sync::Arc};

use host::Host;
use tokio::sync::Notify;
use void_function_sdk::{FunctionEnv, Json, VoidContext, run, run_on};

/// The invocation in hand is finished and answered, then the function ends well.
#[tokio::test]
async fn sigterm_ends_the_function_after_the_invocation_in_hand() {
    let mut host = Host::start().await;
    let (started, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (started, go_on) = (Arc::clone(&started), Arc::clone(&go_on));
        move |Json(text): Json<String>, _context: VoidContext| {
            let (started, go_on) = (Arc::clone(&started), Arc::clone(&go_on));
            async move {
                started.notify_one();
                go_on.notified().await;
                Ok(Json(text))
            }
        }
    };
    let env = host.env();
    let function = tokio::spawn(async move { run_on(&env, |_env: &FunctionEnv| slow).await });
    host.invoke("1", "\"done\"");
    host.invoke("2", "\"not taken\"");
    started.notified().await;

    let sent = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status().unwrap();
    assert!(sent.success());
    // The signal has come when its handler has run; a signal of our own kind waits for that too.
    let mut again = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).unwrap();
    let sent = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status().unwrap();
    assert!(sent.success());
    again.recv().await.unwrap();
    tokio::task::yield_now().await;
    go_on.notify_one();

    assert_eq!(host.posted().await.body, "\"done\"");
    function.await.unwrap().unwrap();
}

/// Runs this file again as the function that somebody starts by hand.
#[test]
fn started_by_hand_a_function_says_how_to_run_it_and_exits_2() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_function_started_by_hand", "--nocapture"])
        .env("STARTED_BY_HAND", "1")
        .env_remove("VOID_RUNTIME_API")
        .env_remove("AWS_LAMBDA_RUNTIME_API")
        .output()
        .unwrap();
    let said = String::from_utf8(child.stderr).unwrap();
    assert_eq!(child.status.code(), Some(2), "{said}");
    assert!(said.contains(" is a Void function: ") && said.contains("VOID_RUNTIME_API"), "{said}");
}

#[tokio::test]
async fn the_function_started_by_hand() {
    if std::env::var_os("STARTED_BY_HAND").is_some() {
        let echo = async |Json(text): Json<String>, _context: VoidContext| Ok(Json(text));
        run(echo).await.unwrap();
    }
}
