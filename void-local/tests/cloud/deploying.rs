//! A function goes in whole or not at all.

use std::time::Duration;

use void_function_sdk::{
    HandlerError, Json, VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode,
};
use void_local::{ErrorKind, FunctionManifest, LocalCloud};

use crate::support::{PUBLISHER, Publisher, Script, bodies, cloud, route, subscriber};

/// What is there, as far as one can see.
async fn state(cloud: &LocalCloud) -> (Vec<String>, String, u16) {
    let status = cloud.http(VoidHttpRequest::get("/").build()).await.unwrap().status_code.as_u16();
    let functions = format!("{cloud:?}").split("now").next().unwrap().to_owned();
    (cloud.messaging().queue_names(), functions, status)
}

async fn answer_ok(
    _request: VoidHttpRequest,
    _context: VoidContext,
) -> Result<VoidHttpResponse, HandlerError> {
    Ok(VoidHttpResponse::new(StatusCode::OK))
}

#[tokio::test]
async fn nothing_is_deployed_by_half() {
    let cloud = cloud();
    cloud.deploy(route("f", "GET", "/", "").as_str(), |_| answer_ok).await.unwrap();
    let before = state(&cloud).await;
    let queue = subscriber("f", "new-queue", &["deadLetterQueue: new-dlq"]);

    let error = cloud
        .deploy(format!("{queue}      batchSzie: 3\n").as_str(), |_| Script::default())
        .await
        .unwrap_err();
    assert!(error.to_string().ends_with("did you mean `batchSize`?"), "{error}");

    let unresolved = format!("environment: {{X: '${{NOWHERE}}'}}\n{queue}");
    let error = cloud.deploy(unresolved.as_str(), |_| Script::default()).await.unwrap_err();
    assert!(error.to_string().starts_with("void.yaml:1:18: `X`: `${NOWHERE}` names nothing"), "{error}");

    let error = cloud.deploy(queue.as_str(), |_| Err::<Script, _>("no gateway")).await.unwrap_err();
    assert_eq!(error.to_string(), "the function f could not be set up: no gateway");
    assert!(matches!(error.kind(), ErrorKind::Init { .. }));

    let error = cloud.deploy(queue.as_str(), |_| answer_ok).await.unwrap_err();
    assert!(
        error.to_string().contains("`queue` sends a queue event, but the handler takes an HTTP request"),
        "{error}"
    );

    let filter = subscriber("f", "new-queue", &["filter: {body: {total: 7}}"]);
    let error = cloud.deploy(filter.as_str(), |_| Script::default()).await.unwrap_err();
    assert!(error.to_string().starts_with("void.yaml:6:7: `filter`: invalid filter pattern"), "{error}");

    let taken = format!("{}  - queue: {{name: new-queue}}\n", route("g", "GET", "/", ""));
    let error = cloud.deploy(taken.as_str(), |_| answer_ok).await.unwrap_err();
    assert!(error.to_string().contains("the route GET / is taken by `f`"), "{error}");

    let twice = format!("{queue}  - queue: {{name: new-queue}}\n");
    let error = cloud.deploy(twice.as_str(), |_| Script::default()).await.unwrap_err();
    assert!(error.to_string().contains("subscribes to `new-queue` twice"), "{error}");

    assert_eq!(state(&cloud).await, before);
}

#[tokio::test]
async fn queues_that_do_not_exist_are_made() {
    let cloud = cloud();
    let yaml = format!("timeout: 90s\n{}", subscriber("pay", "orders.fifo", &["deadLetterQueue: dead.fifo"]));
    let deployment = cloud.deploy(yaml.as_str(), |_| Script::default()).await.unwrap();
    assert_eq!(deployment.created_queues, ["orders.fifo", "dead.fifo"]);
    assert!(!deployment.replaced && deployment.warnings.is_empty(), "{deployment:?}");
    assert_eq!(visibility(&cloud, "orders.fifo").await, Duration::from_secs(90));
    let deployment = cloud.deploy(PUBLISHER, Publisher::new).await.unwrap();
    assert_eq!(deployment.created_queues, ["orders"]);
}

async fn visibility(cloud: &LocalCloud, queue: &str) -> Duration {
    let client = cloud.messaging().client();
    let names = [void_messaging_sdk::types::QueueAttributeName::VisibilityTimeout];
    let answer = client.get_queue_attributes(cloud.queue(queue).url(), names).await.unwrap();
    answer.attributes.visibility_timeout().unwrap()
}

#[tokio::test]
async fn queues_that_exist_keep_their_attributes_and_messages() {
    let (cloud, script) = (cloud(), Script::default());
    cloud.messaging().create_queue_with("orders", [("VisibilityTimeout", "7")]);
    cloud.messaging().create_queue("dlq").send("old");
    cloud.queue("orders").send("waiting");
    let yaml = subscriber("pay", "orders", &["deadLetterQueue: dlq"]);
    let deployment = cloud.deploy(yaml.as_str(), |_| script.clone()).await.unwrap();
    assert!(deployment.created_queues.is_empty());
    assert_eq!(
        deployment.warnings,
        ["the queue orders hides a message for 7 s, less than the 30 s that pay may take"]
    );
    assert_eq!(visibility(&cloud, "orders").await, Duration::from_secs(7));
    assert_eq!(
        (bodies(&cloud, "orders"), bodies(&cloud, "dlq")),
        (vec!["waiting".into()], vec!["old".into()])
    );
    cloud.settle().await;
    assert_eq!(script.bodies(), [["waiting"]], "the first subscription takes over what waits");
}

#[tokio::test]
async fn a_function_of_the_same_name_is_replaced() {
    let (cloud, old, new) = (cloud(), Script::default(), Script::default());
    let first = format!("{}  - queue: {{name: other}}\n", subscriber("pay", "orders", &[]));
    cloud.deploy(first.as_str(), |_| old.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.queue("other").send("2");
    let deployment = cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| new.clone()).await.unwrap();
    assert!(deployment.replaced);
    cloud.settle().await;
    assert!(old.seen().is_empty());
    assert_eq!(new.bodies(), [["1"]], "what waits in a subscription stays in it");
    assert_eq!(bodies(&cloud, "other"), ["2"], "what an ended subscription had goes back to its queue");
    assert!(cloud.queue("other").subscriptions().is_empty());

    cloud.deploy(route("web", "GET", "/old", "").as_str(), |_| answer_ok).await.unwrap();
    cloud.deploy(route("web", "GET", "/new", "").as_str(), |_| answer_ok).await.unwrap();
    for (path, status) in [("/old", 404), ("/new", 200)] {
        assert_eq!(cloud.http(VoidHttpRequest::get(path).build()).await.unwrap().status_code, status);
    }
}

#[tokio::test]
async fn the_environment_is_resolved() {
    let cloud = LocalCloud::builder().seed(1).variable("STRIPE_KEY", "sk-1").build();
    cloud.messaging().create_queue("order-events-queue");
    let yaml = "name: f\nruntime: provided\nhandler: f\nenvironment:\n  URL: ${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}\n  \
                KEY: 'key=${STRIPE_KEY}'\n  RATE: 1.50\n  EMPTY:\n";
    let manifest = FunctionManifest::parse("f/void.yaml", yaml).unwrap();
    cloud
        .deploy(manifest, |env| {
            let url = cloud.queue("order-events-queue").url().to_string();
            assert_eq!(env.require("URL").unwrap(), url);
            assert_eq!(
                (env.var("KEY"), env.var("RATE"), env.var("EMPTY")),
                (Some("key=sk-1"), Some("1.50"), None)
            );
            assert!(
                std::env::var("PATH").is_ok() && env.var("PATH").is_none(),
                "a function has its own variables only"
            );
            |Json(()): Json<()>, _context: VoidContext| async { Ok(()) }
        })
        .await
        .unwrap();
    let slip =
        "name: g\nruntime: rust\nhandler: g\nenvironment:\n  URL: ${VOID_QUEUE_ORDER_EVENT_QUEUE_URL}\n";
    let manifest = FunctionManifest::parse("g/void.yaml", slip).unwrap();
    let error = cloud.deploy(manifest, |_| Script::default()).await.unwrap_err();
    assert!(error.to_string().starts_with("g/void.yaml:5:8: "), "{error}");
    assert!(error.to_string().ends_with("did you mean `${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}`?"), "{error}");
}

#[tokio::test]
async fn names_that_give_one_placeholder_are_told_apart_or_refused() {
    let cloud = cloud();
    cloud.messaging().create_queue("a-b");
    let deployment = cloud.deploy(subscriber("f", "a_b", &[]).as_str(), |_| Script::default()).await.unwrap();
    assert_eq!(deployment.warnings.len(), 1);
    assert!(deployment.warnings[0].contains("a-b, a_b"), "{deployment:?}");
    let yaml = "name: g\nruntime: rust\nhandler: g\nenvironment:\n  URL: ${VOID_QUEUE_A_B_URL}\n";
    let error = cloud.deploy(yaml, |_| Script::default()).await.unwrap_err();
    assert!(error.to_string().contains("2 queues: a-b, a_b"), "{error}");
}
