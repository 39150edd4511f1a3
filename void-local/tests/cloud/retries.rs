//! A message that fails is tried again, then dead-lettered with its cause.

use std::time::Duration;

use void_function_sdk::{
    BatchItemFailure, BatchResponse, FailureAction, HandlerError, Outcome, QueueMessage, VoidContext,
    each_record,
};
use void_local::timeline::TimelineEvent;

use crate::support::{Script, bodies, cloud, entries, retries, subscriber};

const WITH_DEAD_LETTERS: [&str; 2] = ["maxRetries: 3", "deadLetterQueue: orders-dlq"];

#[tokio::test]
async fn three_retries_are_four_tries_then_the_dead_letter_queue_at_once() {
    let (cloud, script) = (cloud(), Script::failing());
    cloud.deploy(subscriber("pay", "orders", &WITH_DEAD_LETTERS).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;

    assert_eq!(script.times(&cloud), [0.0, 1.0, 3.0, 7.0]);
    let counts: Vec<u32> = script.seen().iter().map(|seen| seen.event.records[0].receive_count()).collect();
    assert_eq!(counts, [1, 2, 3, 4]);
    assert_eq!(retries(&cloud, "pay"), [(1, 1.0), (2, 2.0), (3, 4.0)]);
    assert_eq!(cloud.now().since(cloud.timeline().origin()), Duration::from_secs(7));

    let dead = cloud.dead_letters("orders-dlq");
    assert_eq!(dead.len(), 1);
    let cause = dead[0].cause.as_ref().unwrap();
    assert_eq!(
        (cause.error.as_str(), cause.error_type.as_str(), cause.attempts),
        ("no funds", "HandlerError", 4)
    );
    assert_eq!(cause.function.as_deref(), Some("pay"));
    assert_eq!(cause.request_id.as_deref(), Some(script.seen()[3].context.request_id()));
    assert_eq!((dead[0].body.as_str(), dead[0].source.as_deref()), ("1", Some("orders")));
    assert_eq!(dead[0].message_id, script.seen()[0].event.records[0].message_id);
    assert!(cloud.queue("orders").messages().is_empty());
}

#[tokio::test]
async fn what_succeeds_at_the_second_try_is_gone() {
    let (cloud, script) = (cloud(), Script::new([Err(HandlerError::from("busy"))]));
    cloud.deploy(subscriber("pay", "orders", &WITH_DEAD_LETTERS).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    assert_eq!(script.seen().len(), 2);
    assert!(bodies(&cloud, "orders").is_empty() && bodies(&cloud, "orders-dlq").is_empty());
}

#[tokio::test]
async fn back_off_is_as_void_yaml_says() {
    for (key, waits) in [
        ("backoff: 5s", [5.0, 5.0, 5.0]),
        ("backoff: {initial: 10s, max: 40s, multiplier: 3}", [10.0, 30.0, 40.0]),
        ("backoff: 0s", [0.0, 0.0, 0.0]),
    ] {
        let (cloud, script) = (cloud(), Script::failing());
        let keys = [WITH_DEAD_LETTERS.as_slice(), &[key]].concat();
        cloud.deploy(subscriber("pay", "orders", &keys).as_str(), |_| script.clone()).await.unwrap();
        cloud.queue("orders").send("1");
        cloud.settle().await;
        let found: Vec<f64> = retries(&cloud, "pay").iter().map(|(_, wait)| *wait).collect();
        assert_eq!(found, waits, "{key}");
        assert_eq!(script.times(&cloud)[3], waits.iter().sum::<f64>(), "{key}");
    }
}

#[tokio::test]
async fn one_bad_record_does_not_take_the_others_with_it() {
    let cloud = cloud();
    let handler = each_record(|message: QueueMessage<u32>, _context: VoidContext| async move {
        match message.body {
            1 => Ok(Outcome::dead_letter("nobody wants it")),
            2 => Err(HandlerError::terminal("never")),
            3 if message.record.receive_count() == 1 => Ok(Outcome::retry_after(Duration::from_secs(90))),
            4 => panic!("on four"),
            _ => Ok(Outcome::Done),
        }
    });
    cloud.deploy(subscriber("pay", "orders", &WITH_DEAD_LETTERS).as_str(), |_| handler).await.unwrap();
    for body in ["0", "1", "2", "3", "4", "nonsense"] {
        cloud.queue("orders").send(body);
    }
    cloud.settle().await;

    assert!(bodies(&cloud, "orders").is_empty());
    assert_eq!(bodies(&cloud, "orders-dlq"), ["1", "2", "4", "nonsense"]);
    let mut causes: Vec<(String, u32)> = cloud
        .dead_letters("orders-dlq")
        .iter()
        .map(|dead| dead.cause.as_ref().map(|cause| (cause.error.clone(), cause.attempts)).unwrap())
        .collect();
    causes.sort();
    assert_eq!(causes[0], ("never".to_owned(), 1));
    assert_eq!(causes[1], ("nobody wants it".to_owned(), 1));
    assert!(causes[2].0.starts_with("on four") && causes[2].1 == 4, "{causes:?}");
    assert!(causes[3].0.starts_with("the body can't be read") && causes[3].1 == 1, "{causes:?}");
    // The one of 90 s waits longer than the panicking one's four tries.
    assert_eq!(retries(&cloud, "pay"), [(1, 90.0), (1, 1.0), (2, 2.0), (3, 4.0)]);
}

#[tokio::test]
async fn a_terminal_error_dead_letters_the_whole_batch_at_once() {
    let (cloud, script) = (cloud(), Script::new([Err(HandlerError::terminal("no such shop"))]));
    cloud.deploy(subscriber("pay", "orders", &WITH_DEAD_LETTERS).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.queue("orders").send("2");
    cloud.settle().await;
    assert_eq!(script.seen().len(), 1);
    assert_eq!(bodies(&cloud, "orders-dlq"), ["1", "2"]);
}

#[tokio::test]
async fn a_deadline_that_passes_is_a_failure_like_another() {
    let (cloud, script) = (cloud(), Script::slow(Duration::from_secs(60)));
    let keys = ["maxRetries: 0", "deadLetterQueue: orders-dlq"];
    let yaml = format!("timeout: 2s\n{}", subscriber("pay", "orders", &keys));
    cloud.deploy(yaml.as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    let dead = cloud.dead_letters("orders-dlq");
    assert_eq!(dead[0].cause.as_ref().unwrap().error_type, "Void.Timeout");
    assert_eq!(cloud.now().since(cloud.timeline().origin()), Duration::from_secs(2));
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_fails_the_batch() {
    let stray = BatchResponse::all_done().failed("no-such-message");
    let (cloud, script) = (cloud(), Script::new([Ok(stray)]));
    cloud.deploy(subscriber("pay", "orders", &WITH_DEAD_LETTERS).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    assert_eq!(retries(&cloud, "pay"), [(1, 1.0)]);
}

#[tokio::test]
async fn an_attempt_that_the_handler_never_made_does_not_count() {
    let unseen = |event: &void_function_sdk::VoidQueueEvent| {
        let mut response = BatchResponse::all_done();
        for record in &event.records {
            let failure =
                BatchItemFailure::retry(&record.message_id).with_action(FailureAction::NotAttempted);
            response.batch_item_failures.push(failure);
        }
        response
    };
    let cloud = cloud();
    let keys = ["maxRetries: 0", "deadLetterQueue: orders-dlq"];
    let handler = move |event: void_function_sdk::VoidQueueEvent, _context: VoidContext| async move {
        let tries = event.records[0].receive_count();
        if tries < 6 { Ok(unseen(&event)) } else { Err(HandlerError::from("at last")) }
    };
    cloud.deploy(subscriber("pay", "orders", &keys).as_str(), |_| handler).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    let dead = cloud.dead_letters("orders-dlq");
    assert_eq!(
        dead[0].cause.as_ref().map(|cause| (cause.error.as_str(), cause.attempts)),
        Some(("at last", 1))
    );
}

#[tokio::test]
async fn without_a_dead_letter_queue_what_is_hopeless_is_dropped_and_said_so() {
    let (cloud, script) = (cloud(), Script::new([Err(HandlerError::terminal("never"))]));
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    let dropped = entries(&cloud, "pay", |entry| match &entry.event {
        TimelineEvent::Dropped { reason, .. } => Some(reason.clone()),
        _ => None,
    });
    assert_eq!(dropped, ["HandlerError: never"]);
    assert!(cloud.queue("orders").messages().is_empty());
}

#[tokio::test]
async fn a_fifo_group_stays_in_order_while_its_first_is_tried_again() {
    let (cloud, script) = (cloud(), Script::new([Err(HandlerError::from("busy"))]));
    let keys = ["batchSize: 1", "deadLetterQueue: orders-dlq.fifo"];
    cloud.deploy(subscriber("pay", "orders.fifo", &keys).as_str(), |_| script.clone()).await.unwrap();
    let client = cloud.messaging().client();
    let url = cloud.queue("orders.fifo").url();
    for body in ["1", "2", "3"] {
        client.send_message(&url, body).message_group_id("g").message_deduplication_id(body).await.unwrap();
    }
    cloud.settle().await;
    assert_eq!(script.bodies().concat(), ["1", "1", "2", "3"]);
}

#[tokio::test]
async fn what_waits_behind_a_failure_in_its_fifo_group_keeps_its_order_and_its_attempts() {
    let cloud = cloud();
    let done = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let noted = std::sync::Arc::clone(&done);
    let handler = each_record(move |message: QueueMessage<u32>, _: VoidContext| {
        let noted = std::sync::Arc::clone(&noted);
        async move {
            if message.body == 1 && message.record.receive_count() < 4 {
                return Err(HandlerError::from("busy"));
            }
            noted.lock().unwrap().push(message.body);
            Ok(Outcome::Done)
        }
    });
    let keys = ["maxRetries: 3", "deadLetterQueue: dlq.fifo"];
    cloud.deploy(subscriber("pay", "orders.fifo", &keys).as_str(), |_| handler).await.unwrap();
    let (client, url) = (cloud.messaging().client(), cloud.queue("orders.fifo").url());
    for (body, group) in [("1", "a"), ("2", "a"), ("3", "a"), ("4", "b")] {
        client.send_message(&url, body).message_group_id(group).message_deduplication_id(body).await.unwrap();
    }
    cloud.settle().await;
    assert_eq!(*done.lock().unwrap(), [4, 1, 2, 3]);
    assert!(bodies(&cloud, "dlq.fifo").is_empty());
    assert_eq!(retries(&cloud, "pay"), [(1, 1.0), (2, 2.0), (3, 4.0)]);
}
