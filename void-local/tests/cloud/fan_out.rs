//! One event reaches every function that subscribes; what one of them makes of it does not concern the others.

use void_function_sdk::HandlerError;

use crate::support::{Script, bodies, cloud, subscriber};

#[tokio::test]
async fn a_failure_in_one_function_never_redelivers_to_another() {
    let (cloud, pay, ship) = (cloud(), Script::failing(), Script::default());
    let failing = subscriber("pay", "orders", &["maxRetries: 2", "deadLetterQueue: dlq"]);
    cloud.deploy(failing.as_str(), |_| pay.clone()).await.unwrap();
    let fine = subscriber("ship", "orders", &["maxRetries: 2", "deadLetterQueue: dlq"]);
    cloud.deploy(fine.as_str(), |_| ship.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    assert_eq!((pay.seen().len(), ship.seen().len()), (3, 1));
    let dead = cloud.dead_letters("dlq");
    assert_eq!((dead.len(), dead[0].subscription.as_deref()), (1, Some("pay")));
    assert!(bodies(&cloud, "orders").is_empty());
}

#[tokio::test]
async fn a_filter_passes_messages_over() {
    let (cloud, large, named) = (cloud(), Script::default(), Script::default());
    let by_body = subscriber("large", "orders", &["filter: {body: {total: [{numeric: ['>=', 100]}]}}"]);
    cloud.deploy(by_body.as_str(), |_| large.clone()).await.unwrap();
    let by_attribute = subscriber(
        "named",
        "orders",
        &["filter: {messageAttributes: {EventType: {stringValue: [{prefix: Order}]}}}"],
    );
    cloud.deploy(by_attribute.as_str(), |_| named.clone()).await.unwrap();
    let (client, url) = (cloud.messaging().client(), cloud.queue("orders").url());
    client.send_message(&url, r#"{"total":99}"#).message_attribute("EventType", "OrderPlaced").await.unwrap();
    client.send_message(&url, r#"{"total":100}"#).message_attribute("EventType", "Payment").await.unwrap();
    cloud.settle().await;
    assert_eq!(large.bodies(), [[r#"{"total":100}"#]]);
    assert_eq!(named.bodies(), [[r#"{"total":99}"#]]);
    assert!(bodies(&cloud, "orders").is_empty(), "what nobody wants does not wait");
}

#[tokio::test]
async fn functions_that_are_due_take_turns_in_the_order_in_which_they_fall_due() {
    let (cloud, pay, ship) = (cloud(), Script::new([Err(HandlerError::from("busy"))]), Script::default());
    cloud.deploy(subscriber("pay", "orders", &["backoff: 5s"]).as_str(), |_| pay.clone()).await.unwrap();
    cloud.deploy(subscriber("ship", "parcels", &[]).as_str(), |_| ship.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    let client = cloud.messaging().client();
    for (body, delay) in [("late", 7), ("early", 3)] {
        let delay = std::time::Duration::from_secs(delay);
        client.send_message(cloud.queue("parcels").url(), body).delay(delay).await.unwrap();
    }
    cloud.settle().await;
    assert_eq!(pay.times(&cloud), [0.0, 5.0]);
    assert_eq!(ship.times(&cloud), [3.0, 7.0]);
    assert_eq!(ship.bodies(), [["early"], ["late"]]);
}
