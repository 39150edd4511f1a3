use std::time::Duration;

use crate::mock::{MessageState, MockMessaging, SubscriptionOptions};

#[tokio::test(start_paused = true)]
async fn a_message_is_sent_received_and_deleted() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("orders");
    let client = mock.client();

    let sent = client
        .send_message(queue.url(), "hello")
        .message_attribute("EventType", "OrderPlaced")
        .await
        .unwrap();
    let messages = queue.messages();
    assert_eq!((messages.len(), messages[0].body()), (1, "hello"));
    assert_eq!(messages[0].attribute("EventType"), Some("OrderPlaced"));
    assert_eq!(messages[0].state(), MessageState::Visible);
    assert_eq!(messages[0].message_id(), sent.message_id);

    let received = client.receive_message(queue.url()).all_attributes().await.unwrap();
    let message = &received.messages[0];
    assert_eq!((message.body.as_str(), message.receive_count()), ("hello", Some(1)));
    assert!(matches!(queue.messages()[0].state(), MessageState::InFlight { .. }));
    assert!(client.receive_message(queue.url()).await.unwrap().messages.is_empty());

    client.delete_message(queue.url(), &message.receipt_handle).await.unwrap();
    assert!(queue.messages().is_empty());
    assert_eq!((mock.sent().len(), mock.deleted().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_wakes_at_once() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("orders");
    let client = mock.client();
    let url = queue.url();
    let poll = tokio::spawn(async move {
        client.receive_message(url).wait_time(Duration::from_secs(20)).await.unwrap().messages.len()
    });
    tokio::task::yield_now().await;
    queue.send("hello");
    assert_eq!(poll.await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn each_subscription_gets_every_message() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("orders");
    queue.send("before");
    let one = queue.subscribe("one", SubscriptionOptions::default());
    let two = queue.subscribe("two", SubscriptionOptions::default());
    queue.send("after");
    let bodies = |deliveries: Vec<crate::mock::Delivery>| -> Vec<String> {
        deliveries.into_iter().map(|delivery| delivery.body).collect()
    };
    assert_eq!(bodies(one.receive(10, Duration::ZERO).await), ["before", "after"]);
    assert_eq!(bodies(two.receive(10, Duration::ZERO).await), ["after"]);
}
