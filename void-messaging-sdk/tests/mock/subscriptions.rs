//! Subscriptions: fan-out, each with deliveries of its own.

use std::time::Duration;

use void_messaging_sdk::mock::{
    DeadLetterCause, Delivery, FilterPattern, MockMessaging, MockQueue, RedriveTo, SubscriptionOptions,
};

fn bodies(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().map(|delivery| delivery.body.as_str()).collect()
}

fn options(max: u32) -> SubscriptionOptions {
    SubscriptionOptions {
        visibility_timeout: Some(Duration::from_secs(5)),
        max_receive_count: Some(max),
        dead_letter_queue: Some("dead".to_owned()),
        filter: None,
    }
}

fn queues() -> (MockMessaging, MockQueue, MockQueue) {
    let mock = MockMessaging::new();
    let (queue, dead) = (mock.create_queue("q"), mock.create_queue("dead"));
    (mock, queue, dead)
}

async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn the_first_takes_over_and_a_later_one_starts_with_what_comes() {
    let (_mock, queue, _) = queues();
    queue.send("before");
    let one = queue.subscribe("one", SubscriptionOptions::default());
    let two = queue.subscribe("two", SubscriptionOptions::default());
    queue.send("after");
    assert_eq!(queue.subscriptions(), ["one", "two"]);
    assert_eq!(bodies(&one.receive(10, Duration::ZERO).await), ["before", "after"]);
    assert_eq!(bodies(&two.receive(10, Duration::ZERO).await), ["after"]);
}

#[tokio::test(start_paused = true)]
async fn receivers_of_the_queue_get_nothing_meanwhile() {
    let (mock, queue, _) = queues();
    let one = queue.subscribe("one", SubscriptionOptions::default());
    queue.send("a");
    let client = mock.client();
    assert!(client.receive_message(queue.url()).await.unwrap().messages.is_empty());
    let url = queue.url();
    let waiting = tokio::spawn(async move {
        client.receive_message(url).wait_time(Duration::from_secs(20)).await.unwrap().messages.len()
    });
    tokio::task::yield_now().await;
    // When the last subscription goes, what it had not handled returns to the queue, and whoever waits there gets it.
    one.close();
    assert_eq!(waiting.await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_in_one_never_redelivers_to_another() {
    let (_mock, queue, dead) = queues();
    let (one, two) = (queue.subscribe("one", options(2)), queue.subscribe("two", options(2)));
    queue.send("a");
    let delivery = two.try_receive(1).remove(0);
    two.delete(&delivery.receipt_handle).unwrap();
    for attempt in 1..=2 {
        assert_eq!(one.try_receive(1)[0].receive_count, attempt);
        pass(5).await;
    }
    assert!(one.try_receive(1).is_empty() && two.try_receive(1).is_empty());
    assert!(queue.messages().is_empty());
    let letter = dead.messages().remove(0);
    let letter = letter.dead_letter().unwrap();
    assert_eq!(
        (letter.source.as_str(), letter.subscription.as_deref(), letter.receives),
        ("q", Some("one"), 2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_message_is_stored_once_and_goes_with_its_last_delivery() {
    let (_mock, queue, _) = queues();
    let (one, two) = (queue.subscribe("one", options(3)), queue.subscribe("two", options(3)));
    queue.send("a");
    let first = one.try_receive(1).remove(0);
    let message = queue.messages().remove(0);
    let states: Vec<_> = message.deliveries().iter().map(|delivery| delivery.subscription()).collect();
    assert_eq!(states, [Some("one"), Some("two")]);
    one.delete(&first.receipt_handle).unwrap();
    assert_eq!(queue.messages()[0].deliveries().len(), 1);
    let second = two.try_receive(1).remove(0);
    assert_eq!(first.message_id, second.message_id);
    two.delete(&second.receipt_handle).unwrap();
    assert!(queue.messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_says_what_went_wrong() {
    let (_mock, queue, dead) = queues();
    let one = queue.subscribe("one", options(10));
    queue.send_with("a", [("EventType", "OrderPlaced")]);
    let delivery = one.try_receive(1).remove(0);
    let cause = DeadLetterCause {
        error: "card declined".to_owned(),
        error_type: "PaymentError".to_owned(),
        attempts: 1,
        function: Some("process-payment".to_owned()),
        request_id: Some("r-1".to_owned()),
        trace_id: Some("t-1".to_owned()),
    };
    one.dead_letter(&delivery.receipt_handle, cause.clone()).unwrap();
    let letter = dead.messages().remove(0);
    assert_eq!((letter.message_id(), letter.body()), (delivery.message_id, "a"));
    assert_eq!(letter.attribute("EventType"), Some("OrderPlaced"));
    assert_eq!(letter.dead_letter_cause(), Some(&cause));
    assert!(queue.messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_goes_back_to_the_one_subscription_that_failed() {
    let (_mock, queue, dead) = queues();
    let (one, two) = (queue.subscribe("one", options(1)), queue.subscribe("two", options(1)));
    queue.send("a");
    let delivery = one.try_receive(1).remove(0);
    one.dead_letter(&delivery.receipt_handle, DeadLetterCause::default()).unwrap();
    two.delete(&two.try_receive(1)[0].receipt_handle).unwrap();
    let id = dead.messages()[0].message_id();
    dead.redrive(&id, &RedriveTo::Source, Some("mended".to_owned())).unwrap();
    assert!(two.try_receive(1).is_empty());
    assert_eq!(bodies(&one.try_receive(1)), ["mended"]);
    let id = dead.send("by hand");
    let to = RedriveTo::Subscription { queue: "q".to_owned(), name: "two".to_owned() };
    dead.redrive(&id, &to, None).unwrap();
    assert!(one.try_receive(1).is_empty());
    assert_eq!(bodies(&two.try_receive(1)), ["by hand"]);
}

#[tokio::test(start_paused = true)]
async fn without_a_dead_letter_queue_what_failed_too_often_is_dropped() {
    let (mock, queue, _) = queues();
    let dropped = SubscriptionOptions { dead_letter_queue: None, ..options(1) };
    let one = queue.subscribe("one", dropped);
    queue.send("a");
    assert_eq!(one.try_receive(1).len(), 1);
    pass(5).await;
    assert!(one.try_receive(1).is_empty() && queue.messages().is_empty());
    queue.send("b");
    one.dead_letter(&one.try_receive(1)[0].receipt_handle, DeadLetterCause::default()).unwrap();
    assert_eq!(mock.deleted()[0].body(), "b");
}

#[tokio::test(start_paused = true)]
async fn retry_and_extend_move_the_time_of_the_next_delivery() {
    let (mock, queue, _) = queues();
    let one = queue.subscribe("one", options(9));
    assert_eq!(one.next_due(), None);
    queue.send("a");
    let now = || mock.config().clock().now();
    assert_eq!(one.next_due(), Some(now()));
    let delivery = one.try_receive(1).remove(0);
    assert_eq!(
        (one.next_due(), delivery.visible_at),
        (Some(now() + Duration::from_secs(5)), now() + Duration::from_secs(5))
    );
    one.extend(&delivery.receipt_handle, Duration::from_secs(60)).unwrap();
    pass(10).await;
    assert!(one.try_receive(1).is_empty());
    one.retry(&delivery.receipt_handle, Duration::from_secs(2)).unwrap();
    assert_eq!(one.next_due(), Some(now() + Duration::from_secs(2)));
    pass(2).await;
    let delivery = one.try_receive(1).remove(0);
    one.retry(&delivery.receipt_handle, Duration::ZERO).unwrap();
    assert_eq!((one.ready(), one.try_receive(1)[0].receive_count), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn a_batching_window_gathers_and_a_full_batch_ends_it() {
    let (mock, queue, _) = queues();
    let one = queue.subscribe("one", SubscriptionOptions::default());
    let gather = |max| {
        let one = one.clone();
        tokio::spawn(async move { one.receive(max, Duration::from_secs(10)).await.len() })
    };
    let started = mock.config().clock().now();
    let waiting = gather(3);
    pass(4).await;
    queue.send("1");
    tokio::task::yield_now().await;
    pass(9).await;
    queue.send("2");
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    assert_eq!(waiting.await.unwrap(), 2);
    assert_eq!(mock.config().clock().now(), started + Duration::from_secs(14));
    let waiting = gather(3);
    (0..5).for_each(|number: i32| drop(queue.send(number.to_string())));
    assert_eq!((waiting.await.unwrap(), one.ready()), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_given_up_takes_nothing() {
    let (_mock, queue, _) = queues();
    let one = queue.subscribe("one", SubscriptionOptions::default());
    let waiting = tokio::spawn({
        let one = one.clone();
        async move { one.receive(10, Duration::from_secs(60)).await }
    });
    queue.send("a");
    tokio::task::yield_now().await;
    pass(1).await;
    waiting.abort();
    assert!(waiting.await.is_err());
    assert_eq!(one.try_receive(10)[0].receive_count, 1);
}

#[tokio::test(start_paused = true)]
async fn closing_ends_a_wait() {
    let (mock, queue, _) = queues();
    for end in 0..3 {
        let one = queue.subscribe("one", SubscriptionOptions::default());
        let waiting = tokio::spawn({
            let one = one.clone();
            async move { one.receive(10, Duration::ZERO).await.len() }
        });
        tokio::task::yield_now().await;
        match end {
            0 => one.close(),
            1 => drop(mock.client().delete_queue(queue.url()).await.unwrap()),
            _ => mock.reset(),
        }
        assert_eq!(waiting.await.unwrap(), 0);
        mock.create_queue("q");
    }
}

#[tokio::test(start_paused = true)]
async fn a_filter_chooses_by_attribute_and_body() {
    let (_mock, queue, _) = queues();
    queue.send("not JSON");
    let filtered = |pattern| SubscriptionOptions {
        filter: Some(FilterPattern::new(pattern).unwrap()),
        ..SubscriptionOptions::default()
    };
    let large = queue.subscribe("large", filtered(r#"{"body":{"total":[{"numeric":[">=",100]}]}}"#));
    let placed = queue.subscribe(
        "placed",
        filtered(r#"{"messageAttributes":{"EventType":{"stringValue":["OrderPlaced"]}}}"#),
    );
    queue.send_with(r#"{"total":100}"#, [("EventType", "OrderPlaced")]);
    queue.send_with(r#"{"total":99}"#, [("EventType", "OrderPlaced")]);
    queue.send(r#"{"total":101}"#);
    queue.send(r#"{"total":1}"#);
    assert_eq!(bodies(&large.try_receive(10)), [r#"{"total":100}"#, r#"{"total":101}"#]);
    assert_eq!(bodies(&placed.try_receive(10)), [r#"{"total":100}"#, r#"{"total":99}"#]);
    // What nobody wants is not kept.
    assert_eq!(queue.messages().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_fifo_queue_keeps_its_order_in_each_subscription() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q.fifo");
    let (one, two) = (
        queue.subscribe("one", SubscriptionOptions::default()),
        queue.subscribe("two", SubscriptionOptions::default()),
    );
    ["1", "2", "3"].iter().for_each(|body| drop(queue.send(*body)));
    let first = one.try_receive(1);
    assert_eq!((bodies(&first), one.try_receive(1).len()), (vec!["1"], 0));
    assert_eq!(bodies(&two.try_receive(10)), ["1", "2", "3"]);
    one.retry(&first[0].receipt_handle, Duration::ZERO).unwrap();
    assert_eq!(bodies(&one.try_receive(10)), ["1", "2", "3"]);
}

#[tokio::test(start_paused = true)]
async fn instances_of_one_function_compete() {
    let (_mock, queue, _) = queues();
    let one = queue.subscribe("one", SubscriptionOptions::default());
    let another = queue.subscribe("one", SubscriptionOptions::default());
    ["1", "2"].iter().for_each(|body| drop(queue.send(*body)));
    assert_eq!((bodies(&one.try_receive(1)), bodies(&another.try_receive(10))), (vec!["1"], vec!["2"]));
}

#[tokio::test(start_paused = true)]
async fn a_delivery_has_what_a_record_holds() {
    let (mock, queue, _) = queues();
    let one = queue.subscribe("one", SubscriptionOptions::default());
    let trace = "Root=1-5759e988-bd862e3fe1be46a994272793";
    mock.client().send_message(queue.url(), "a").message_attribute("N", 1).trace_header(trace).await.unwrap();
    let delivery = one.try_receive(1).remove(0);
    let names: Vec<&str> = delivery.attributes.keys().map(|name| name.as_str()).collect();
    for name in [
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
        "AWSTraceHeader",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert_eq!(
        (delivery.md5_of_body.as_str(), delivery.queue_arn),
        ("0cc175b9c0f1b6a831c399e269772661", queue.arn())
    );
    assert_eq!(delivery.message_attributes["N"].as_str(), Some("1"));
    assert!(delivery.md5_of_message_attributes.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_move_task_goes_back_to_the_subscription() {
    let (mock, queue, dead) = queues();
    let (one, two) = (queue.subscribe("one", options(1)), queue.subscribe("two", options(1)));
    queue.send("a");
    one.dead_letter(&one.try_receive(1)[0].receipt_handle, DeadLetterCause::default()).unwrap();
    two.delete(&two.try_receive(1)[0].receipt_handle).unwrap();
    mock.client().start_message_move_task(dead.arn()).await.unwrap();
    assert_eq!((bodies(&one.try_receive(1)), two.ready()), (vec!["a"], 0));
}

#[tokio::test(start_paused = true)]
async fn what_the_last_had_not_handled_returns_whichever_came_first() {
    let (mock, queue, _) = queues();
    let (one, two) = (
        queue.subscribe("one", SubscriptionOptions::default()),
        queue.subscribe("two", SubscriptionOptions::default()),
    );
    queue.send("a");
    one.close();
    assert_eq!((one.try_receive(1).len(), queue.messages().len()), (0, 1));
    two.close();
    let received = mock.client().receive_message(queue.url()).await.unwrap();
    assert_eq!(received.messages[0].body, "a");
}
