//! The whole way: a request, a message, two functions, an end.

use std::time::Duration;

use void_function_sdk::{HandlerError, Outcome, QueueMessage, VoidContext, VoidHttpRequest, each_record};
use void_local::timeline::{TimelineEvent, Trigger};
use void_messaging_sdk::VoidMessagingClient;

use crate::support::{PUBLISHER, Publisher, Script, bodies, cloud, entries, subscriber};

#[tokio::test]
async fn a_request_sets_off_a_chain_of_functions() {
    let cloud = cloud();
    cloud.deploy(PUBLISHER, Publisher::new).await.unwrap();
    let payments = format!(
        "environment: {{PAID_URL: '${{VOID_QUEUE_PAID_URL}}'}}\n{}",
        subscriber("pay", "orders", &["deadLetterQueue: dlq"])
    );
    cloud
        .deploy(payments.as_str(), |env| {
            let (client, url) = (VoidMessagingClient::new(env.config()), env.require("PAID_URL")?.to_owned());
            Ok::<_, HandlerError>(each_record(move |message: QueueMessage<u32>, context: VoidContext| {
                let (client, url) = (client.clone(), url.clone());
                async move {
                    context.clock().sleep_until(context.now() + Duration::from_millis(250)).await;
                    client.send_message(&url, &(message.body * 2)).await?;
                    Ok(Outcome::Done)
                }
            }))
        })
        .await
        .unwrap();
    let ship = Script::default();
    cloud.deploy(subscriber("ship", "paid", &[]).as_str(), |_| ship.clone()).await.unwrap();

    let response = cloud.http(VoidHttpRequest::post("/orders").json(&21)).await.unwrap();
    assert_eq!(response.status_code, 202);
    assert_eq!(bodies(&cloud, "orders"), ["21"], "nothing runs by itself");
    cloud.settle().await;

    assert_eq!(ship.bodies(), [["42"]]);
    assert!(["orders", "paid", "dlq"].iter().all(|queue| bodies(&cloud, queue).is_empty()));
    let timeline = cloud.timeline();
    let correlation = timeline.of("create-order").last().unwrap().correlation_id.clone().unwrap();
    let story: Vec<String> = timeline
        .of_correlation(&correlation)
        .map(|entry| format!("{} {entry}", entry.function.as_ref().unwrap()))
        .collect();
    let without_ids: Vec<&str> = story.iter().map(|line| line.split(" message ").next().unwrap()).collect();
    assert_eq!(without_ids[0], "create-order invoked by POST /orders");
    assert!(without_ids[1].starts_with("create-order sent OrderPlaced "), "{story:#?}");
    assert_eq!(without_ids[2], "create-order returned 202 after 0 ms");
    assert!(without_ids[3].starts_with("pay invoked by orders with OrderPlaced "), "{story:#?}");
    assert_eq!(without_ids[4], "pay sent");
    assert_eq!(without_ids[5], "pay returned after 250 ms");
    assert_eq!(without_ids[6], "ship invoked by paid with");
    assert_eq!(without_ids[7], "ship returned after 0 ms");
    assert_eq!(story.len(), 8, "one correlation id holds it together");
}

#[tokio::test]
async fn a_function_gets_the_event_that_lambda_would_send() {
    let (cloud, script) = (cloud(), Script::default());
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script.clone()).await.unwrap();
    cloud.advance(Duration::from_secs(3)).await;
    let url = cloud.queue("orders").url();
    let client = cloud.messaging().client();
    let sent = client
        .send_message(&url, "hello")
        .message_attribute("Kind", "x")
        .message_attribute("Blob", vec![7_u8]);
    let sent = sent.await.unwrap();
    cloud.settle().await;
    let seen = script.seen();
    let record = &seen[0].event.records[0];
    assert_eq!(record.message_id, sent.message_id);
    assert_eq!((record.body.as_str(), record.receive_count()), ("hello", 1));
    assert_eq!((record.event_source.as_str(), record.aws_region.as_str()), ("aws:sqs", "us-east-1"));
    assert_eq!(record.event_source_arn, cloud.queue("orders").arn());
    assert_eq!(record.md5_of_body, "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(record.md5_of_message_attributes, sent.md5_of_message_attributes);
    assert_eq!(record.message_attribute("Kind"), Some("x"));
    assert_eq!(record.message_attributes["Blob"].data_type, "Binary");
    assert_eq!(record.sent_at(), Some(cloud.now()));
    let context = &seen[0].context;
    assert_eq!((context.function_name(), context.is_cold_start()), ("pay", true));
    assert_eq!(context.remaining_time(), Duration::from_secs(30));
}

#[tokio::test]
async fn attempts_and_request_ids_tell_tries_apart() {
    let (cloud, script) = (cloud(), Script::new([Err(HandlerError::from("busy"))]));
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    let invoked = entries(&cloud, "pay", |entry| match &entry.event {
        TimelineEvent::Invoked { trigger: Trigger::Queue { queue, messages } } => {
            Some((queue.clone(), messages.len(), entry.attempt.unwrap(), entry.request_id.clone().unwrap()))
        }
        _ => None,
    });
    assert_eq!((invoked[0].1, invoked[0].2), (1, 1));
    assert_eq!((invoked[1].0.as_str(), invoked[1].2), ("orders", 2));
    assert_ne!(invoked[0].3, invoked[1].3);
    assert_eq!(script.seen()[1].context.request_id(), invoked[1].3);
    assert!(!script.seen()[1].context.is_cold_start());
}

#[tokio::test]
async fn a_function_that_is_not_idempotent_shows_it_under_at_least_once() {
    let cloud = void_local::LocalCloud::builder().seed(7).at_least_once(3).build();
    let script = Script::default();
    cloud.deploy(subscriber("pay", "orders", &["batchSize: 1"]).as_str(), |_| script.clone()).await.unwrap();
    for order in 0..50 {
        cloud.queue("orders").send(order.to_string());
    }
    cloud.settle().await;
    let mut bodies = script.bodies().concat();
    assert!(bodies.len() > 50, "some were delivered twice");
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 50, "and none was lost");
    assert!(cloud.queue("orders").messages().is_empty());
}

#[tokio::test]
async fn a_batch_that_runs_comes_to_its_end_when_its_function_is_replaced() {
    let (cloud, old, new) = (cloud(), Script::slow(Duration::from_secs(5)), Script::default());
    let yaml = subscriber("pay", "orders", &["batchSize: 1", "maxConcurrency: 1"]);
    cloud.deploy(yaml.as_str(), |_| old.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.queue("orders").send("2");
    cloud.advance(Duration::from_secs(1)).await;
    cloud.deploy(yaml.as_str(), |_| new.clone()).await.unwrap();
    cloud.settle().await;
    assert_eq!((old.bodies(), new.bodies()), (vec![vec!["1".to_owned()]], vec![vec!["2".to_owned()]]));
    assert_eq!(new.times(&cloud), [5.0], "the old batch counts against the concurrency");
    assert!(cloud.queue("orders").messages().is_empty());
}
