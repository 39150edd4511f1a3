//! Functions that set each other off without end are stopped.

use void_function_sdk::{FunctionEnv, HandlerError, VoidContext, VoidHttpRequest, VoidQueueEvent};
use void_local::timeline::TimelineEvent;
use void_messaging_sdk::VoidMessagingClient;

use crate::support::{PUBLISHER, Publisher, cloud, entries, subscriber};

/// Sends on what it gets, to the queue that it gets it from.
fn echo(env: &FunctionEnv) -> impl void_function_sdk::Handler<VoidQueueEvent> + use<> {
    let (client, url) = (VoidMessagingClient::new(env.config()), env.require("URL").unwrap().to_owned());
    move |event: VoidQueueEvent, _context: VoidContext| {
        let (client, url) = (client.clone(), url.clone());
        async move {
            for record in &event.records {
                client.send_message(&url, record.body.as_str()).await?;
            }
            Ok::<_, HandlerError>(())
        }
    }
}

#[tokio::test]
async fn a_request_that_went_through_sixteen_functions_ends_in_the_dead_letter_queue() {
    let cloud = cloud();
    let environment = "environment: {URL: '${VOID_QUEUE_ORDERS_URL}'}\n";
    let yaml = format!("{environment}{}", subscriber("echo", "orders", &["deadLetterQueue: dlq"]));
    cloud.deploy(yaml.as_str(), echo).await.unwrap();
    cloud.deploy(PUBLISHER, Publisher::new).await.unwrap();
    cloud.http(VoidHttpRequest::post("/orders").text("round and round")).await.unwrap();
    cloud.settle().await;
    let invoked =
        entries(&cloud, "echo", |entry| matches!(entry.event, TimelineEvent::Invoked { .. }).then_some(()));
    assert_eq!(invoked.len(), 15, "with create-order, sixteen functions");
    let dead = cloud.dead_letters("dlq");
    let cause = dead[0].cause.as_ref().unwrap();
    assert_eq!((dead.len(), cause.error_type.as_str()), (1, "Void.LoopStopped"));
    assert_eq!(cause.error, "the request went through 16 functions, which is taken for a loop");
    assert!(cloud.queue("orders").messages().is_empty());
    let timeline = cloud.timeline();
    let root = timeline.of("create-order").last().unwrap().correlation_id.as_deref();
    assert_eq!(cause.trace_id.as_deref(), root);
}

#[tokio::test]
async fn without_a_dead_letter_queue_the_loop_is_stopped_all_the_same() {
    let cloud = cloud();
    let yaml =
        format!("environment: {{URL: '${{VOID_QUEUE_ORDERS_URL}}'}}\n{}", subscriber("echo", "orders", &[]));
    cloud.deploy(yaml.as_str(), echo).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    let dropped =
        entries(&cloud, "echo", |entry| matches!(entry.event, TimelineEvent::Dropped { .. }).then_some(()));
    assert_eq!(dropped.len(), 1);
}
