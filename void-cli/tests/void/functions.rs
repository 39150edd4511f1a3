//! `up`, `status`, `down`, `deploy`, `function`, `invoke`, `logs`: a function that is no Rust program, from its folder to its log.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;
use void_core::Credentials;
use void_local::{ServeOptions, ServedCloud};

use crate::cloud::{Ran, command, folder, keys};

/// A runtime in shell: what any language can do. It answers with the event, and fails where that says so.
pub(crate) const RUNTIME: &str = r#"#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
headers="$TMPDIR/headers-$$"
while :; do
    event=$(curl -sS -D "$headers" "$api/invocation/next") || exit 1
    id=$(sed -n 's/^lambda-runtime-aws-request-id: *//Ip' "$headers" | tr -d '\r')
    echo "{\"level\":\"WARN\",\"message\":\"got it\",\"requestId\":\"$id\",\"mode\":\"$MODE\"}"
    case $event in
    *fail*) curl -sS -o /dev/null -d '{"errorType":"Shell.Told","errorMessage":"told to fail"}' "$api/invocation/$id/error" ;;
    *) printf '%s' "$event" | curl -sS -o /dev/null --data-binary @- "$api/invocation/$id/response" ;;
    esac
done
"#;

pub(crate) const MANIFEST: &str = "name: echo
runtime: provided
handler: run.sh
environment:
  MODE: plain
  QUEUE_URL: ${VOID_QUEUE_ECHO_EVENTS_URL}
events:
  - http: {path: /echo, method: POST}
";

pub(crate) struct Project {
    pub(crate) cloud: ServedCloud,
    folder: PathBuf,
}

impl Project {
    pub(crate) async fn start(name: &str) -> Self {
        let mut options = ServeOptions::default();
        options.services = (Ipv4Addr::LOCALHOST, 0).into();
        options.gateway = (Ipv4Addr::LOCALHOST, 0).into();
        options.credentials = Some(Credentials::new("void", "void"));
        let project = Self { cloud: ServedCloud::start(options).await.unwrap(), folder: folder(name) };
        project.write("functions/echo/void.yaml", MANIFEST);
        let runtime = project.write("functions/echo/run.sh", RUNTIME);
        make_executable(&runtime);
        project
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command("");
        command.args(arguments).current_dir(&self.folder);
        command.env("AWS_ENDPOINT_URL", self.cloud.services_url());
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command
    }

    /// The cloud runs in this process, so that the command may not hold up its thread.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || Ran::of(command.output().unwrap())).await.unwrap()
    }

    pub(crate) async fn text(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments).await;
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.out
    }

    pub(crate) async fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--output", "json"]).collect();
        serde_json::from_str(&self.text(&arguments).await).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_is_deployed_invoked_and_its_log_is_read() {
    let project = Project::start("functions-deployed").await;
    let plan = project.json(&["deploy", "--dry-run"]).await;
    assert_eq!(plan["done"], false);
    assert_eq!(plan["functions"][0]["action"], "create");
    assert_eq!(plan["functions"][0]["queues"], json!(["echo-events"]));
    let text = project.text(&["deploy"]).await;
    let route = format!("POST {}/echo", project.cloud.gateway_url());
    assert!(text.starts_with("created   echo\n") && text.contains(&route), "{text}");
    assert!(text.contains("\n          may queue echo-events: send\n"), "{text}");
    assert!(project.text(&["deploy"]).await.starts_with("unchanged echo"));

    assert_eq!(project.json(&["invoke", "echo", r#"{"a":1}"#]).await, json!({ "a": 1 }));
    let event = project.json(&["invoke", "echo", "--example", "queue"]).await;
    assert_eq!(event["Records"][0]["eventSource"], "aws:sqs");
    let failed = project.run(&["invoke", "echo", r#""fail""#]).await;
    assert_eq!(failed.code, 1);
    assert!(failed.err.contains("echo failed: Shell.Told: told to fail"), "{}", failed.err);

    let logs = project.text(&["logs", "--function", "echo", "--level", "warn"]).await;
    assert!(logs.contains("WARN  got it mode=plain"), "{logs}");
    assert!(logs.contains("ERROR invocation failed: told to fail"), "{logs}");
    let newer = project.text(&["logs", "--since", "2100-01-01T00:00:00Z"]).await;
    assert_eq!(newer, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_are_listed_shown_and_removed() {
    let project = Project::start("functions-listed").await;
    project.text(&["deploy"]).await;
    let list = project.text(&["function", "list"]).await;
    assert!(list.lines().nth(1).unwrap().starts_with("echo  POST /echo"), "{list}");
    let config = project.text(&["function", "config", "get", "echo"]).await;
    let url = format!("QUEUE_URL={}/000000000000/echo-events", project.cloud.services_url());
    assert_eq!(config.trim_end(), format!("time-out  30 s\nmemory    128 MB\nMODE=plain\n{url}"));
    let function = project.json(&["function", "get", "echo"]).await;
    let expected = [
        "deployed_at",
        "environment",
        "events",
        "handler",
        "idle_processes",
        "memory_mb",
        "name",
        "permissions",
        "running",
        "runtime",
        "timeout_seconds",
        "version",
    ];
    assert_eq!(keys(&function), expected);
    let shown = project.text(&["function", "get", "echo"]).await;
    assert!(shown.contains("\n  may        queue echo-events: send"), "{shown}");
    let mistyped = project.run(&["function", "get", "ecko"]).await;
    assert_eq!(mistyped.code, 3);
    assert!(mistyped.err.contains("did you mean `echo`?"), "{}", mistyped.err);
    project.text(&["function", "delete", "echo"]).await;
    assert_eq!(project.json(&["function", "list"]).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_a_file_is_said_with_its_place_and_nothing_is_deployed() {
    let project = Project::start("functions-wrong").await;
    project.write("functions/wrong/void.yaml", "name: wrong\nruntime: provided\nhandlr: run.sh\n");
    let refused = project.run(&["deploy"]).await;
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("functions/wrong/void.yaml:3"), "{}", refused.err);
    assert!(refused.err.contains("handler"), "{}", refused.err);
    assert_eq!(project.json(&["function", "list"]).await, json!([]));
    let nothing = project.run(&["deploy", "functions/echo/run.sh"]).await;
    assert_eq!(nothing.code, 2, "{nothing:?}");
}

pub(crate) fn make_executable(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> String {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port().to_string()
}

#[test]
fn the_local_cloud_is_started_shown_and_ended() {
    let place = folder("up-and-down");
    fs::create_dir_all(place.join("functions")).unwrap();
    let (port, http_port) = (free_port(), free_port());
    let endpoint = format!("http://127.0.0.1:{port}");
    let run = |arguments: &[&str], place: &Path| {
        let mut command = command("");
        command.args(arguments).current_dir(place).env("AWS_ENDPOINT_URL", &endpoint);
        Ran::of(command.output().unwrap())
    };
    let status = run(&["status"], &place);
    assert_eq!(status.code, 5);
    assert!(status.err.contains("`void up` starts the local cloud"), "{}", status.err);
    let up = run(&["up", "--port", &port, "--http-port", &http_port], &place);
    assert_eq!(up.code, 0, "{up:?}");
    assert!(up.out.contains(&endpoint), "{}", up.out);
    assert_eq!(fs::read_to_string(place.join(".void/.gitignore")).unwrap(), "*\n");
    assert_eq!(run(&["queue", "create", "orders"], &place).code, 0);
    assert!(run(&["status"], &place).out.contains("0 functions, 1 queues"));
    let again = run(&["up", "--port", &port, "--http-port", &http_port], &place);
    assert_eq!((again.code, again.out.contains("1 queues")), (0, true), "it runs already");
    let pid: serde_json::Value =
        serde_json::from_str(&run(&["status", "--output", "json"], &place).out).unwrap();
    let killed = Command::new("kill").args(["-9", &pid["pid"].to_string()]).status().unwrap();
    assert!(killed.success());
    let up = run(&["up", "--port", &port, "--http-port", &http_port], &place);
    assert!(up.out.contains("1 queues"), "what was acknowledged lasts: {up:?}");
    assert_eq!(run(&["down"], &place).out, "stopped local cloud\n");
    assert_eq!(run(&["status"], &place).code, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_warns_of_what_is_likely_not_meant() {
    let project = Project::start("functions-warned").await;
    project.text(&["queue", "create", "pings", "--visibility-timeout", "5"]).await;
    let half = |name: &str, reads: &str, sends: &str| {
        format!(
            "name: {name}\nruntime: provided\nhandler: ../echo/run.sh\nenvironment: {{TO: '${{{sends}}}'}}\nevents:\n  - queue: {{name: {reads}}}\n"
        )
    };
    project.write("functions/ping/void.yaml", &half("ping", "pings", "VOID_QUEUE_PONGS_URL"));
    project.write("functions/pong/void.yaml", &half("pong", "pongs", "VOID_QUEUE_PINGS_URL"));
    let cycle = "functions may set each other off without end: ping -> the queue pongs -> pong -> the queue pings -> ping";
    for arguments in [&["deploy", "--dry-run"][..], &["deploy"]] {
        let ran = project.run(arguments).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.err.matches(cycle).count(), 1, "once, though two functions are in it: {}", ran.err);
        let short = "ping: the queue pings hides a message for 5 s, less than the 30 s that ping may take";
        assert!(ran.err.contains(short), "{}", ran.err);
    }
    // Deployed on its own, against what is there.
    let other = half("ping", "pings", "VOID_QUEUE_ECHO_EVENTS_URL");
    project.write("functions/ping/void.yaml", &other);
    assert!(!project.run(&["deploy", "functions/ping"]).await.err.contains("without end"));
    for queue in ["late-orders", "late_orders"] {
        project.text(&["queue", "create", queue]).await;
    }
    let ran = project.run(&["deploy", "functions/ping"]).await;
    assert!(ran.err.contains("the queues late-orders, late_orders have one placeholder"), "{}", ran.err);
}
