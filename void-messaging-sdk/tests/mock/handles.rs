//! What a test holds: `MockMessaging`, `MockQueue`, `QueuedMessage`.

use std::time::Duration;

use serde_json::json;
use void_core::Random;
use void_messaging_sdk::{
    mock::{MessageState, MockMessaging},
    types::MessageAttributeValue,
};

#[tokio::test(start_paused = true)]
async fn a_message_is_sent_received_and_deleted() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("orders");
    let client = mock.client();
    let order = json!({ "orderId": 7 });
    let sent =
        client.send_message(queue.url(), &order).message_attribute("EventType", "OrderPlaced").await.unwrap();

    let message = queue.messages().remove(0);
    assert_eq!((message.message_id(), message.json::<serde_json::Value>()), (sent.message_id, order));
    assert_eq!((message.attribute("EventType"), message.attribute("Other")), (Some("OrderPlaced"), None));
    assert_eq!((message.state(), message.receive_count()), (MessageState::Visible, 0));

    let now = mock.config().clock().now();
    let received = client.receive_message(queue.url()).all_attributes().await.unwrap();
    assert_eq!(received.messages[0].receive_count(), Some(1));
    let until = now + Duration::from_secs(30);
    let message = queue.messages().remove(0);
    assert_eq!((message.state(), message.receive_count()), (MessageState::InFlight { until }, 1));

    client.delete_message(queue.url(), &received.messages[0].receipt_handle).await.unwrap();
    assert!(queue.messages().is_empty());
    let [sent, deleted] =
        [&mock.sent()[0], &mock.deleted()[0]].map(|past| (past.queue().to_owned(), past.body().to_owned()));
    assert_eq!((&sent.0, &sent), (&"orders".to_owned(), &deleted));
}

#[tokio::test(start_paused = true)]
async fn a_message_can_have_attributes_of_any_type_and_be_dropped_by_its_id() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    queue.send("first");
    let values = [
        ("Code", MessageAttributeValue::number("200").unwrap()),
        ("Raw", MessageAttributeValue::binary(&b"x"[..])),
    ];
    let id = queue.send_with_values("second", values.clone());
    let client = mock.client();
    let call = client.receive_message(queue.url()).all_attributes().max_number_of_messages(10);
    let received = call.await.unwrap().messages;
    let second = received.iter().find(|message| message.body == "second").unwrap();
    assert_eq!(values.map(|(name, value)| second.message_attributes[name] == value), [true, true]);
    assert_eq!([queue.remove(&id), queue.remove(&id), queue.remove("no id")], [true, false, false]);
    let bodies: Vec<String> = queue.messages().iter().map(|message| message.body().to_owned()).collect();
    assert_eq!(bodies, ["first"]);
}

#[tokio::test(start_paused = true)]
async fn looking_consumes_nothing() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    queue.send("a");
    for _ in 0..3 {
        assert_eq!(queue.messages()[0].receive_count(), 0);
    }
    mock.client().send_message(queue.url(), "later").delay(Duration::from_secs(9)).await.unwrap();
    let until = mock.config().clock().now() + Duration::from_secs(9);
    assert_eq!(queue.messages()[1].state(), MessageState::Delayed { until });
    let counts = queue.counts();
    assert_eq!((counts.visible, counts.in_flight, counts.delayed), (1, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_message() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let (client, url) = (mock.client(), queue.url());
    let sender = tokio::spawn(async move {
        for body in ["no", "yes"] {
            tokio::task::yield_now().await;
            client.send_message(&url, body).await.unwrap();
        }
    });
    assert_eq!(queue.wait_for(|message| message.body() == "yes").await.body(), "yes");
    sender.await.unwrap();
    // What time does counts too.
    mock.client().receive_message(queue.url()).max_number_of_messages(10).await.unwrap();
    let back =
        queue.wait_for(|message| message.state() == MessageState::Visible && message.receive_count() == 1);
    assert_eq!(back.await.receive_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn expecting_nothing() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    queue.send("there already");
    let before = mock.config().clock().now();
    queue.expect_none_for(Duration::from_secs(60)).await;
    assert_eq!(mock.config().clock().now(), before + Duration::from_secs(60));
    let watched = queue.clone();
    let expecting = tokio::spawn(async move { watched.expect_none_for(Duration::from_secs(60)).await });
    tokio::task::yield_now().await;
    queue.send("unexpected");
    assert!(expecting.await.unwrap_err().is_panic());
}

#[tokio::test(start_paused = true)]
async fn queues_by_name() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue_with("q", [("VisibilityTimeout", "5")]);
    assert_eq!(queue.url(), "http://localhost:4566/000000000000/q");
    assert_eq!(queue.arn(), "arn:aws:sqs:us-east-1:000000000000:q");
    // One that is there is kept as it is.
    mock.create_queue("q").send("a");
    assert_eq!(mock.queue("q").messages().len(), 1);
    assert_eq!(mock.queue_names(), ["q"]);
    assert!(mock.find_queue("other").is_none());
    let fifo = mock.create_queue("q.fifo");
    fifo.send("a");
    fifo.send("a");
    assert_eq!(fifo.messages().len(), 2);
    queue.clear();
    queue.clear();
    assert!(queue.messages().is_empty());
}

#[test]
#[should_panic(expected = "there is no queue \"nowhere\"; there are [\"q\"]")]
fn a_queue_that_is_not_there_is_named_in_the_panic() {
    let mock = MockMessaging::new();
    mock.create_queue("q");
    let _ = mock.queue("nowhere");
}

#[tokio::test(start_paused = true)]
async fn a_reset_drops_everything() {
    let mock = MockMessaging::new();
    mock.create_queue("q").send("a");
    mock.reset();
    assert!(mock.queue_names().is_empty() && mock.sent().is_empty() && mock.next_wakeup().is_none());
    assert!(mock.create_queue("q").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_remembered_is_bounded() {
    let mock = MockMessaging::builder().history(2).build();
    let queue = mock.create_queue("q");
    ["1", "2", "3"].iter().for_each(|body| drop(queue.send(*body)));
    assert_eq!(mock.sent().iter().map(|past| past.body().to_owned()).collect::<Vec<_>>(), ["2", "3"]);
    let none = MockMessaging::builder().history(0).build();
    none.create_queue("q").send("a");
    assert!(none.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_ids() {
    let ids = |seed| {
        let mock = MockMessaging::builder().random(Random::from_seed(seed)).build();
        let queue = mock.create_queue("q");
        (queue.send("a"), queue.send("b"))
    };
    assert_eq!(ids(1), ids(1));
    assert_ne!(ids(1), ids(2));
}

#[tokio::test(start_paused = true)]
async fn two_clients_do_not_take_each_others_messages_for_duplicates() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q.fifo");
    for client in [mock.client(), mock.client()] {
        let send = client.send_message(queue.url(), "a").message_group_id("g");
        send.unique_deduplication_id().await.unwrap();
    }
    assert_eq!(queue.messages().len(), 2);
}
