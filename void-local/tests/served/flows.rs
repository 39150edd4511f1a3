//! From outside to functions: the gateway's routes, queues, redeployments, removals.

use crate::support::{Served, messaging, named, source, whole};
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use void_core::{Body, Transport};
use void_local::{
    control::{Action, ControlError, DeployRequest},
    logs::LogFilter,
};

const ROUTED: &str = "name: routed
runtime: provided
handler: worker
events:
  - http: {path: '/orders/{id}', method: POST}
";

const QUEUED: &str = "name: queued
runtime: provided
handler: worker
timeout: 2s
events:
  - queue: {name: jobs, batchSize: 1, maxRetries: 0, deadLetterQueue: jobs-dlq}
";

async fn post(served: &Served, path: &str, body: &str) -> (StatusCode, Value) {
    let url = format!("{}{path}", served.cloud.gateway_url());
    let request = Request::builder()
        .method(Method::POST)
        .uri(url)
        .header(header::CONTENT_TYPE, "text/plain")
        .body(Body::from(body.to_owned()));
    let response = served.transport.send(request.unwrap()).await.unwrap();
    let status = response.status();
    (status, serde_json::from_slice(&whole(response.into_body()).await).unwrap())
}

#[tokio::test]
async fn a_request_reaches_the_function_whose_route_it_matches() {
    let served = Served::start().await;
    served.deploy([source(ROUTED)]).await;
    let (status, event) = post(&served, "/orders/a%20b?x=1&x=2", "hello").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(event["pathParameters"], json!({ "id": "a b" }));
    assert_eq!(event["body"], "hello");
    assert_eq!(event["rawQueryString"], "x=1&x=2");
    assert_eq!(event["requestContext"]["http"]["method"], "POST");
    assert_eq!(post(&served, "/elsewhere", "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_function_that_fails_is_a_bad_gateway() {
    let served = Served::start().await;
    served.deploy([source(ROUTED)]).await;
    assert_eq!(post(&served, "/orders/1", "fail").await.0, StatusCode::BAD_GATEWAY);
    assert_eq!(post(&served, "/orders/1", "exit").await.0, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_message_that_a_client_sends_reaches_the_function_and_one_that_fails_its_dead_letter_queue() {
    let served = Served::start().await;
    served.deploy([source(QUEUED)]).await;
    let client = messaging(&served);
    let queue = client.get_queue_url("jobs").await.unwrap().queue_url;
    client.send_message(&queue, "one").await.unwrap();
    let lines =
        served.log_until(&LogFilter::default(), |line| line.message.starts_with("invocation done")).await;
    assert!(lines.iter().any(|line| line.message.contains("\"body\":\"one\"")));

    // No process of this version comes up.
    served.deploy([source(&QUEUED.replace("events:", "environment: {CRASH_INIT: '1'}\nevents:"))]).await;
    client.send_message(&queue, "two").await.unwrap();
    let dead = client.get_queue_url("jobs-dlq").await.unwrap().queue_url;
    let received = client.receive_message(&dead).wait_time(std::time::Duration::from_secs(20)).await.unwrap();
    assert_eq!(received.messages[0].body, "two");
}

#[tokio::test]
async fn a_deployment_says_what_it_does_and_does_all_of_it_or_nothing() {
    let served = Served::start().await;
    let request = |functions: Vec<_>, dry_run| DeployRequest { functions, dry_run };
    let plan = served.control.deploy(&request(vec![source(QUEUED)], true)).await.unwrap();
    assert_eq!(plan.functions[0].action, Action::Create);
    assert_eq!(plan.functions[0].queues, ["jobs", "jobs-dlq"]);
    assert!(served.control.functions().await.unwrap().is_empty(), "a dry run changes nothing");

    let wrong = source("name: wrong\nruntime: provided\nhandler: worker\nenvironment: {A: '${NOTHING}'}\n");
    let refused = served.control.deploy(&request(vec![source(QUEUED), wrong], false)).await.unwrap_err();
    assert!(
        matches!(&refused, ControlError::Refused(refusal) if refusal.code == "InvalidManifest"),
        "{refused}"
    );
    assert!(served.control.functions().await.unwrap().is_empty());
    assert_eq!(served.control.health().await.unwrap().counts.queues, 0);

    let done = served.control.deploy(&request(vec![source(QUEUED)], false)).await.unwrap();
    assert_eq!(done.functions[0].action, Action::Create);
    let again = served.control.deploy(&request(vec![source(QUEUED)], false)).await.unwrap();
    assert_eq!(again.functions[0].action, Action::Unchanged);
    let changed = source(&QUEUED.replace("2s", "3s"));
    let changed = served.control.deploy(&request(vec![changed], false)).await.unwrap();
    assert_eq!(changed.functions[0].action, Action::Change);
    assert_eq!(served.control.function("queued").await.unwrap().version, 2);
}

#[tokio::test]
async fn a_function_that_is_removed_is_gone_with_its_routes_and_what_waits_stays() {
    let served = Served::start().await;
    served.deploy([source(ROUTED), source(QUEUED)]).await;
    served.control.delete_function("routed").await.unwrap();
    served.control.delete_function("queued").await.unwrap();
    assert_eq!(post(&served, "/orders/1", "").await.0, StatusCode::NOT_FOUND);
    let client = messaging(&served);
    let queue = client.get_queue_url("jobs").await.unwrap().queue_url;
    client.send_message(&queue, "kept").await.unwrap();
    let received = client.receive_message(&queue).await.unwrap();
    assert_eq!(received.messages[0].body, "kept");
    let missing = served.control.delete_function("queud").await.unwrap_err();
    assert!(missing.to_string().contains("there is no function queud"), "{missing}");
}

#[tokio::test]
async fn the_control_api_takes_nothing_from_a_page_in_a_browser() {
    let served = Served::start().await;
    let url = format!("{}/_void/health", served.cloud.services_url());
    for (host, header) in [("127.0.0.1", None), ("evil.example", Some("1"))] {
        let mut request = Request::builder().uri(&url).header(header::HOST, host);
        if let Some(value) = header {
            request = request.header("x-void-control", value);
        }
        let response = served.transport.send(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{host} {header:?}");
    }
}

#[tokio::test]
async fn a_redeployed_function_runs_its_new_version() {
    let served = Served::start().await;
    served.deploy([named("worker", "5s", "environment: {MODE: one}\n")]).await;
    let (pid, _) = served.order("worker", "pid").await;
    served.deploy([named("worker", "5s", "environment: {MODE: two}\n")]).await;
    assert_eq!(served.order("worker", "environment").await.0["MODE"], "two");
    assert_ne!(served.order("worker", "pid").await.0, pid);
}
