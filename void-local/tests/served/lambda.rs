//! Lambda's API: invocations, functions, event source mappings, and who may call.

use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use void_core::{Body, Credentials, Timestamp, Transport, signing::Signer};
use void_local::logs::LogFilter;

use crate::support::{Served, is_report, named, source, whole};

const FED: &str = "name: fed
runtime: provided
handler: worker
timeout: 2s
environment: {SIZE: big}
events:
  - queue: {name: jobs, batchSize: 7}
  - stream: {name: ledger, shards: 1}
";

async fn call(
    served: &Served,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response<Body> {
    let mut request =
        Request::builder().method(method).uri(format!("{}/2015-03-31/{path}", served.cloud.services_url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    served.transport.send(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap()
}

async fn get(served: &Served, path: &str) -> Value {
    let response = call(served, Method::GET, path, &[], "").await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    serde_json::from_slice(&whole(response.into_body()).await).unwrap()
}

/// The status and the code of a refusal.
fn refusal(response: &Response<Body>) -> (u16, &str) {
    let code = response.headers()["x-amzn-errortype"].to_str().unwrap();
    (response.status().as_u16(), code)
}

#[tokio::test]
async fn a_function_is_invoked_by_name_partial_arn_and_arn() {
    let served = Served::start().await;
    served.deploy([named("worker", "2s", "")]).await;
    for name in [
        "worker",
        "worker:$LATEST",
        "worker%3A%24LATEST",
        "000000000000:function:worker",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aworker",
        "worker/invocations?Qualifier=$LATEST#",
    ] {
        let (answer, is_error) = served.invoke(name, json!({ "size": 3 })).await;
        assert_eq!((answer, is_error), (json!({ "size": 3 }), false), "{name}");
    }
}

#[tokio::test]
async fn the_tail_of_the_log_is_in_the_answer_where_it_is_asked_for() {
    let served = Served::start().await;
    served.deploy([named("worker", "2s", "")]).await;
    let tail = ("x-amz-log-type", "Tail");
    let response = call(&served, Method::POST, "functions/worker/invocations", &[tail], "{}").await;
    let id = response.headers()["x-amzn-requestid"].to_str().unwrap();
    let log = base64::Engine::decode(
        &base64::prelude::BASE64_STANDARD,
        response.headers()["x-amz-log-result"].as_bytes(),
    );
    let log = String::from_utf8(log.unwrap()).unwrap();
    assert!(log.starts_with(&format!("START RequestId: {id}")), "{log}");
    assert!(log.contains("invocation done"), "{log}");
    let response = call(&served, Method::POST, "functions/worker/invocations", &[], "{}").await;
    assert!(!response.headers().contains_key("x-amz-log-result"));
}

#[tokio::test]
async fn a_dry_run_calls_nothing_and_an_event_is_not_waited_for() {
    let served = Served::start().await;
    served.deploy([named("worker", "2s", "")]).await;
    let dry = ("x-amz-invocation-type", "DryRun");
    let response = call(&served, Method::POST, "functions/worker/invocations", &[dry], "{}").await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let event = ("x-amz-invocation-type", "Event");
    let body = r#"{"do":"fail"}"#;
    let response = call(&served, Method::POST, "functions/worker/invocations", &[event], body).await;
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    let id = response.headers()["x-amzn-requestid"].to_str().unwrap().to_owned();
    let lines =
        served.log_until(&LogFilter::default(), |line| line.message.starts_with("invocation failed")).await;
    let reported: Vec<_> = lines.iter().filter(|line| is_report(line)).collect();
    assert_eq!(reported.len(), 1, "the dry run left no line");
    assert_eq!(reported[0].request_id, Some(id));
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_lambdas_code() {
    let served = Served::start().await;
    served.deploy([named("worker", "2s", "")]).await;
    let large = format!("\"{}\"", "x".repeat(6 * 1024 * 1024));
    let event = ("x-amz-invocation-type", "Event");
    let odd = ("x-amz-invocation-type", "Odd");
    let large_event = &large[..1024 * 1024 + 1];
    for (expected, path, headers, body) in [
        ((404, "ResourceNotFoundException"), "functions/nobody/invocations", vec![], "{}"),
        ((404, "ResourceNotFoundException"), "functions/worker:7/invocations", vec![], "{}"),
        ((400, "InvalidRequestContentException"), "functions/worker/invocations", vec![], "{"),
        ((413, "RequestTooLargeException"), "functions/worker/invocations", vec![], &*large),
        ((413, "RequestTooLargeException"), "functions/worker/invocations", vec![event], large_event),
        ((400, "InvalidParameterValueException"), "functions/worker/invocations", vec![odd], "{}"),
        ((400, "InvalidParameterValueException"), "functions/a%20b/invocations", vec![], "{}"),
    ] {
        let response = call(&served, Method::POST, path, &headers, body).await;
        assert_eq!(refusal(&response), expected, "{path} {headers:?}");
    }
}

#[tokio::test]
async fn functions_are_described_listed_in_pages_and_deleted() {
    let served = Served::start().await;
    served.deploy([named("b", "2s", ""), named("c", "2s", ""), source(FED)]).await;
    let configuration = get(&served, "functions/fed/configuration").await;
    assert_eq!(configuration["FunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:fed");
    assert_eq!(configuration["Timeout"], 2);
    assert_eq!(configuration["Environment"]["Variables"], json!({ "SIZE": "big" }));
    assert_eq!(get(&served, "functions/fed").await["Configuration"], configuration);
    let first = get(&served, "functions/?MaxItems=2").await;
    let names = |page: &Value| -> Vec<Value> {
        page["Functions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|function| function["FunctionName"].clone())
            .collect()
    };
    assert_eq!(names(&first), ["b", "c"]);
    let marker = first["NextMarker"].as_str().unwrap();
    let second = get(&served, &format!("functions/?MaxItems=2&Marker={marker}")).await;
    assert_eq!((names(&second), &second["NextMarker"]), (vec![json!("fed")], &Value::Null));
    let deleted = call(&served, Method::DELETE, "functions/b", &[], "").await;
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    let gone = call(&served, Method::GET, "functions/b", &[], "").await;
    assert_eq!(refusal(&gone), (404, "ResourceNotFoundException"));
}

#[tokio::test]
async fn event_source_mappings_are_those_of_queues_and_streams() {
    let served = Served::start().await;
    served.deploy([source(FED), named("b", "2s", "")]).await;
    let all = get(&served, "event-source-mappings/?FunctionName=fed").await;
    let all = all["EventSourceMappings"].as_array().unwrap();
    assert_eq!(all[0]["EventSourceArn"], "arn:aws:sqs:us-east-1:000000000000:jobs");
    assert_eq!(all[0]["BatchSize"], 7);
    let stream = "arn:aws:kinesis:us-east-1:000000000000:stream/ledger";
    assert_eq!(all[1]["EventSourceArn"], stream);
    assert_ne!(all[0]["UUID"], all[1]["UUID"]);
    let of_stream = get(&served, &format!("event-source-mappings/?EventSourceArn={stream}")).await;
    assert_eq!(of_stream["EventSourceMappings"], json!([all[1]]));
    assert_eq!(get(&served, "event-source-mappings/?FunctionName=b").await["EventSourceMappings"], json!([]));
}

/// Lists functions, signed by a clock that is `late`.
async fn signed(served: &Served, credentials: &Credentials, late: Duration) -> (u16, String) {
    let uri = format!("{}/2015-03-31/functions/", served.cloud.services_url());
    let mut request = Request::builder().uri(uri).body(Body::empty()).unwrap();
    let now: Timestamp = served.cloud.cloud().now() - late;
    Signer::new("us-east-1", "lambda").sign(&mut request, credentials, now).unwrap();
    let response = served.transport.send(request).await.unwrap();
    let code = response.headers().get("x-amzn-errortype").map_or("", |code| code.to_str().unwrap());
    (response.status().as_u16(), code.to_owned())
}

#[tokio::test]
async fn calls_are_verified_where_credentials_are_set() {
    let owner = Credentials::new("owner", "secret");
    let served = Served::start_for(Some(owner.clone())).await;
    served.deploy([named("worker", "2s", "")]).await;
    let on_time = Duration::ZERO;
    assert_eq!(signed(&served, &owner, on_time).await, (200, String::new()));
    let refused = |code: &str| (403, code.to_owned());
    let wrong = Credentials::new("owner", "guessed");
    assert_eq!(signed(&served, &wrong, on_time).await, refused("InvalidSignatureException"));
    let late = Duration::from_secs(16 * 60);
    assert_eq!(signed(&served, &owner, late).await, refused("InvalidSignatureException"));
    let stranger = Credentials::new("stranger", "secret");
    assert_eq!(signed(&served, &stranger, on_time).await, refused("UnrecognizedClientException"));
    let unsigned = call(&served, Method::GET, "functions/", &[], "").await;
    assert_eq!(refusal(&unsigned), (403, "MissingAuthenticationTokenException"));
}
