//! The console: its pages, their headers, and what they read.

use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value;
use void_core::{Body, Transport};
use void_local::logs::LogFilter;

use crate::support::{Served, messaging, source, whole};

const QUEUED: &str = "name: queued
runtime: provided
handler: worker
timeout: 2s
environment: {SECRET: hidden-from-the-page, CRASH_INIT: '1'}
events:
  - queue: {name: jobs, batchSize: 1, maxRetries: 0, deadLetterQueue: jobs-dlq}
  - stream: {name: clicks, startingPosition: TRIM_HORIZON}
";

async fn call(
    served: &Served,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(format!("{}{path}", served.cloud.services_url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = served.transport.send(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, String::from_utf8(whole(body).await.to_vec()).unwrap())
}

async fn get(served: &Served, path: &str) -> (StatusCode, HeaderMap, String) {
    call(served, Method::GET, path, &[]).await
}

async fn overview(served: &Served) -> Value {
    let (status, _, body) = call(served, Method::GET, "/_void/overview", &[("x-void-control", "test")]).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_str(&body).unwrap()
}

/// What follows `mark` up to the next quotation mark, everywhere in `text`.
fn quoted<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn the_page_and_all_that_it_names_are_served_and_nothing_is_of_elsewhere() {
    let served = Served::start().await;
    let (status, _, page) = get(&served, "/_void/console").await;
    assert_eq!(status, StatusCode::OK);
    let mut paths: Vec<String> = ["href=\"", "src=\""]
        .into_iter()
        .flat_map(|mark| quoted(&page, mark))
        .map(ToOwned::to_owned)
        .collect();
    assert!(paths.len() >= 3, "{paths:?}");
    let mut position = 0;
    while let Some(path) = paths.get(position).cloned() {
        let (status, headers, text) = get(&served, &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let kind = headers[header::CONTENT_TYPE].to_str().unwrap();
        let known = ["text/css", "text/javascript", "image/svg+xml"];
        assert!(known.iter().any(|known| kind.starts_with(known)), "{path}: {kind}");
        for other in quoted(&text, "from \"./") {
            let other = format!("/_void/console/{other}");
            if !paths.contains(&other) {
                paths.push(other);
            }
        }
        let elsewhere = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!elsewhere.contains("http://") && !elsewhere.contains("https://"), "{path}");
        assert!(!text.contains("innerHTML") && !text.contains("insertAdjacentHTML"), "{path}");
        position += 1;
    }
    assert_eq!(paths.len(), 13, "each file that is in the binary is used: {paths:?}");
    assert_eq!(get(&served, "/_void/console/none.js").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn pages_run_no_script_of_others_and_stand_in_no_frame() {
    let served = Served::start().await;
    for path in ["/_void/console", "/_void/console/main.js", "/_void/"] {
        let (_, headers, _) = get(&served, path).await;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY", "{path}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
    }
    let (status, headers, _) = get(&served, "/_void/").await;
    assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::FOUND, "/_void/console"));
}

#[tokio::test]
async fn a_page_is_for_this_machine_alone_and_what_it_reads_takes_the_control_header() {
    let served = Served::start().await;
    let elsewhere = [("host", "evil.example"), ("x-void-control", "1")];
    for path in ["/_void/", "/_void/console", "/_void/console/main.js", "/_void/overview"] {
        let (status, _, _) = call(&served, Method::GET, path, &elsewhere).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(get(&served, "/_void/overview").await.0, StatusCode::FORBIDDEN);
    let redrive = "/_void/queues/jobs-dlq/dead-letters/x/redrive";
    assert_eq!(call(&served, Method::POST, redrive, &[]).await.0, StatusCode::FORBIDDEN);
    assert_eq!(
        call(&served, Method::POST, "/_void/console", &[]).await.0,
        StatusCode::FORBIDDEN,
        "a page is only got"
    );
}

#[tokio::test]
async fn the_overview_tells_of_everything_and_a_dead_letter_goes_back_to_where_it_failed() {
    let served = Served::start().await;
    served.deploy([source(QUEUED)]).await;
    let cloud = served.cloud.cloud();
    let bucket = cloud.storage().create_bucket("photos");
    let put = cloud.storage().client();
    put.put_object(bucket.name(), "a.jpg", "12345").await.unwrap();
    cloud.messaging().create_queue("quiet").send("waits");
    let client = messaging(&served);
    client.send_message(cloud.queue("jobs").url(), "<img src=x onerror=alert(1)>").await.unwrap();
    let letters = cloud.queue("jobs-dlq");
    let dead = letters.wait_for(|_| true).await;

    let overview_now = overview(&served).await;
    let named = |kind: &str, name: &str| -> Value {
        let all = overview_now[kind].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{kind} {name}")).clone()
    };
    let quiet = named("queues", "quiet");
    assert_eq!(
        (&quiet["visible"], &quiet["in_flight"], &quiet["delayed"]),
        (&1.into(), &0.into(), &0.into())
    );
    assert!(quiet["oldest_age_ms"].is_u64(), "{quiet}");
    assert_eq!(named("queues", "jobs")["subscriptions"][0]["name"], "queued");
    assert_eq!(named("queues", "jobs")["oldest_age_ms"], Value::Null);
    let photos = named("buckets", "photos");
    assert_eq!((&photos["objects"], &photos["bytes"]), (&1.into(), &5.into()));
    assert_eq!(named("streams", "clicks")["readers"][0]["function"], "queued");
    assert_eq!(named("functions", "queued")["version"], 1);
    assert!(!overview_now.to_string().contains("hidden-from-the-page"), "environments are not shown");

    let letter = &overview_now["dead_letters"][0];
    assert_eq!(letter["queue"], "jobs-dlq");
    assert_eq!(letter["body"], "<img src=x onerror=alert(1)>");
    assert_eq!(letter["function"], "queued");
    assert_eq!(letter["attempts"], 1);
    assert!(letter["request_id"].is_string() && letter["error"].is_string(), "{letter}");
    let id = letter["correlation_id"].as_str().unwrap();
    assert!(overview_now["requests"].as_array().unwrap().iter().any(|one| one["correlation_id"] == id));

    served.deploy([source(&QUEUED.replace(", CRASH_INIT: '1'", ""))]).await;
    let path = format!("/_void/queues/jobs-dlq/dead-letters/{}/redrive", dead.message_id());
    let control = [("x-void-control", "test")];
    let (status, _, _) = call(&served, Method::POST, &path, &control).await;
    assert_eq!(status, StatusCode::OK);
    let lines =
        served.log_until(&LogFilter::default(), |line| line.message.starts_with("invocation done")).await;
    assert!(!lines.is_empty());
    assert_eq!(overview(&served).await["dead_letters"], Value::Array(Vec::new()));
    let (status, _, again) = call(&served, Method::POST, &path, &control).await;
    assert_eq!(status, StatusCode::CONFLICT, "{again}");
}

#[tokio::test]
async fn the_lag_of_a_stream_counts_what_its_function_has_not_done() {
    let served = Served::start().await;
    served.deploy([source(QUEUED)]).await;
    for record in 0..3 {
        served.cloud.cloud().stream("clicks").put("key", format!("{record}"));
    }
    let reader = loop {
        // The driver looks at the stream when it is stirred; the answer says how far that has come.
        let overview = overview(&served).await;
        let reader = overview["streams"][0]["readers"][0].clone();
        if reader["lag_records"] == 3 {
            break reader;
        }
    };
    assert_eq!(reader["function"], "queued");
}

#[tokio::test]
async fn the_overview_is_bounded_whatever_there_is() {
    let served = Served::start().await;
    let cloud = served.cloud.cloud();
    for number in 0..250 {
        cloud.messaging().create_queue(format!("queue-{number}"));
    }
    assert_eq!(overview(&served).await["queues"].as_array().unwrap().len(), 200);
}
