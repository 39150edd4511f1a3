//! A function as a process: how it ends, and with which exit code.
//!
//! The tests start this test program again, as the function.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    time::Duration,
};

use void_function_sdk::{Json, RuntimeErrorKind, VoidContext, run, run_on};

use crate::host::Host;

/// Tells the child on whose behalf it runs.
const IS_CHILD: &str = "RUNTIME_TEST_CHILD";

/// Says when it was called, and answers a while after it read a line: longer than an idle function lives after SIGTERM.
async fn wait_for_a_line(
    Json(text): Json<String>,
    context: VoidContext,
) -> Result<Json<String>, void_function_sdk::HandlerError> {
    println!("\ncalled");
    std::io::stdin().read_line(&mut String::new())?;
    context.clock().sleep_until(context.now() + Duration::from_millis(100)).await;
    Ok(Json(text))
}

/// In the child it is the function; here it only says that there is no host.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn function() {
    if std::env::var_os(IS_CHILD).is_some() {
        run(wait_for_a_line).await.unwrap();
    } else {
        let env = void_function_sdk::FunctionEnv::builder().build();
        let error = run_on(&env, |_env: &_| wait_for_a_line).await.unwrap_err();
        assert_eq!(error.kind(), RuntimeErrorKind::NoHost);
    }
}

fn child() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "process::function", "--nocapture"]);
    command.env(IS_CHILD, "1").env_remove("VOID_RUNTIME_API").env_remove("AWS_LAMBDA_RUNTIME_API");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn terminate(child: &Child) {
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_lets_the_invocation_in_hand_finish_and_the_function_exits_0() {
    let mut host = Host::start().await;
    let mut child = child().env("VOID_RUNTIME_API", host.address()).spawn().unwrap();
    host.invoke("1", "\"done\"");
    // The pipe stays open to the end: the child goes on to write into it.
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.by_ref().any(|line| line == "called"));
    terminate(&child);
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    assert_eq!(host.posted().await.body, "\"done\"");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_ends_a_function_that_waits_and_its_log_is_lines_of_json() {
    let mut host = Host::start().await;
    let mut child = child().env("VOID_RUNTIME_API", host.address()).spawn().unwrap();
    host.invoke("1", "\"done\"");
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    assert_eq!(host.posted().await.body, "\"done\"");
    terminate(&child);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    let said = String::from_utf8(ended.stdout).unwrap();
    let lines = said.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let done = lines.filter(|line| line["message"] == "first invocation done").collect::<Vec<_>>();
    assert_eq!(done.len(), 1, "{said}");
    assert_eq!((&done[0]["requestId"], &done[0]["coldStart"]), (&"1".into(), &true.into()));
    assert!(done[0]["durationMs"].is_f64() && done[0]["timestamp"].is_string(), "{said}");
}

#[test]
fn started_by_hand_a_function_says_how_to_run_it_and_exits_2() {
    let ended = child().output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains(" is a Void function: ") && said.contains("VOID_RUNTIME_API="), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_configuration_that_can_not_be_read_is_why_the_function_does_not_start() {
    let mut host = Host::start().await;
    let mut command = child();
    command
        .env("VOID_RUNTIME_API", host.address())
        .env("VOID_ACCESS_KEY_ID", "half")
        .env_remove("VOID_SECRET_ACCESS_KEY");
    let mut child = command.spawn().unwrap();
    let post = host.posted().await;
    assert_eq!(post.path, "/2018-06-01/runtime/init/error");
    assert!(post.body.contains("VOID_SECRET_ACCESS_KEY"), "{}", post.body);
    assert_ne!(child.wait().unwrap().code(), Some(0));
}
