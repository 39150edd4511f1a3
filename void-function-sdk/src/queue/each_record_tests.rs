use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::Deserialize;
use void_core::{Outcome, TraceContext};

use super::*;
use crate::{Handler, HandlerError, VoidContext};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "do")]
enum Task {
    Done,
    RetryIn {
        seconds: u64,
    },
    DeadLetter,
    Fail,
    FailForGood,
    Panic,
    Hang,
    #[serde(other)]
    Unknown,
}

async fn work(message: QueueMessage<Task>, _context: VoidContext) -> Result<Outcome, HandlerError> {
    Ok(match message.body {
        Task::Done => Outcome::Done,
        Task::RetryIn { seconds } => Outcome::retry_after(Duration::from_secs(seconds)),
        Task::DeadLetter => Outcome::dead_letter("no such card"),
        Task::Fail => return Err("try later".into()),
        Task::FailForGood => return Err(HandlerError::terminal("never")),
        Task::Panic => panic!("boom"),
        Task::Hang => std::future::pending().await,
        Task::Unknown => panic!("an unknown task is not handled"),
    })
}

fn events(tasks: &[&str]) -> VoidQueueEventBuilder {
    tasks.iter().fold(VoidQueueEvent::builder(), |builder, task| builder.body(*task))
}

async fn run(event: VoidQueueEvent) -> BatchResponse {
    each_record(work)
        .skip_unknown(|task| *task == Task::Unknown)
        .handle(event, VoidContext::for_test())
        .await
        .unwrap()
}

fn of<'a>(response: &'a BatchResponse, message_id: &str) -> (FailureAction, &'a str, &'a str) {
    let failure = response.failure(message_id).unwrap_or_else(|| panic!("{message_id} has not failed"));
    let cause = failure.cause.as_ref().unwrap();
    (failure.action, &cause.error_type, &cause.message)
}

#[tokio::test]
async fn each_record_succeeds_or_fails_by_itself() {
    let response = run(events(&[
        r#"{"do":"Done"}"#,
        r#"{"do":"RetryIn","seconds":30}"#,
        r#"{"do":"DeadLetter"}"#,
        r#"{"do":"Fail"}"#,
        r#"{"do":"FailForGood"}"#,
        r#"{"do":"Panic"}"#,
        r#"{"do":"#,
        r#"{"do":"RetryIn","seconds":"x"}"#,
        r#"{"do":"SomethingNew.v9","extra":1}"#,
        r#"{"do":"Done"}"#,
    ])
    .build())
    .await;
    let retry = |after| FailureAction::Retry { after };
    assert_eq!(response.batch_item_failures.len(), 7, "{response:?}");
    assert_eq!(
        of(&response, "message-2"),
        (retry(Some(Duration::from_secs(30))), "Void.Retry", "the handler asked for another try")
    );
    assert_eq!(of(&response, "message-3"), (FailureAction::DeadLetter, "Void.DeadLetter", "no such card"));
    assert_eq!(of(&response, "message-4"), (retry(None), "HandlerError", "try later"));
    assert_eq!(of(&response, "message-5"), (FailureAction::DeadLetter, "HandlerError", "never"));
    let (action, error_type, message) = of(&response, "message-6");
    assert_eq!((action, error_type), (retry(None), "Void.Panic"));
    assert!(message.starts_with("boom (at ") && message.contains("each_record_tests.rs"), "{message}");
    for bad in ["message-7", "message-8"] {
        let (action, error_type, message) = of(&response, bad);
        assert_eq!((action, error_type), (FailureAction::DeadLetter, "Void.InvalidMessage"));
        assert!(message.starts_with("the body can't be read: "), "{message}");
    }
}

#[tokio::test]
async fn a_failure_stops_its_fifo_group_and_no_other() {
    let (done, fail) = (r#"{"do":"Done"}"#, r#"{"do":"Fail"}"#);
    let event = VoidQueueEvent::builder()
        .queue("orders.fifo")
        .body(done)
        .message_group_id("a")
        .body(fail)
        .message_group_id("a")
        .body(done)
        .message_group_id("b")
        .body(done)
        .message_group_id("a")
        .build();
    let response = run(event).await;
    assert!(!response.has_failed("message-1") && !response.has_failed("message-3"));
    assert_eq!(of(&response, "message-2").2, "try later");
    assert_eq!(response.failure("message-4").unwrap().action, FailureAction::NotAttempted);
    assert_eq!(response.batch_item_failures.len(), 2);
}

#[tokio::test]
async fn groups_of_a_standard_queue_do_not_stop() {
    let (done, fail) = (r#"{"do":"Done"}"#, r#"{"do":"Fail"}"#);
    let event =
        VoidQueueEvent::builder().body(fail).message_group_id("a").body(done).message_group_id("a").build();
    let response = run(event).await;
    assert!(response.has_failed("message-1") && !response.has_failed("message-2"));
}

#[tokio::test(start_paused = true)]
async fn before_the_deadline_what_is_done_stays_done_and_the_rest_is_given_back() {
    let event =
        events(&[r#"{"do":"Done"}"#, r#"{"do":"Hang"}"#, r#"{"do":"Done"}"#, r#"{"do":"Done"}"#]).build();
    let context = VoidContext::builder().timeout(Duration::from_secs(10)).build();
    let response = each_record(work).concurrency(1).handle(event, context.clone()).await.unwrap();
    assert_eq!(context.remaining_time(), Duration::from_secs(1));
    assert!(!response.has_failed("message-1"));
    assert_eq!(of(&response, "message-2").1, "Void.Timeout");
    for never_started in ["message-3", "message-4"] {
        assert_eq!(response.failure(never_started).unwrap().action, FailureAction::NotAttempted);
    }
}

#[tokio::test(start_paused = true)]
async fn as_many_run_at_a_time_as_asked_for() {
    for (limit, seconds) in [(1, 6), (2, 3), (10, 1)] {
        let wait = |_message: QueueMessage<u32>, context: VoidContext| async move {
            context.clock().sleep_until(context.now() + Duration::from_secs(1)).await;
            Ok(Outcome::Done)
        };
        let event = (0..6).fold(VoidQueueEvent::builder(), |builder, number| builder.json(&number)).build();
        let context = VoidContext::for_test();
        let before = context.now();
        let response = each_record(wait).concurrency(limit).handle(event, context.clone()).await.unwrap();
        assert_eq!(response, BatchResponse::all_done());
        assert_eq!(context.now().since(before), Duration::from_secs(seconds), "{limit} at a time");
    }
}

#[tokio::test]
async fn each_record_is_handled_within_its_own_trace() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = {
        let seen = Arc::clone(&seen);
        move |_message: QueueMessage<u32>, context: VoidContext| {
            let seen = Arc::clone(&seen);
            async move {
                let current = TraceContext::current().unwrap();
                assert_eq!(&current, context.trace());
                seen.lock().unwrap().push((current.root, current.hops));
                Ok(Outcome::Done)
            }
        }
    };
    let mut trace = TraceContext::from_root("1-a");
    trace.hops = 4;
    let event = VoidQueueEvent::builder().json(&1).trace(&trace).json(&2).build();
    let context = VoidContext::builder().trace(TraceContext::from_root("1-batch")).build();
    let response = each_record(note).handle(event, context).await.unwrap();
    assert_eq!(response, BatchResponse::all_done());
    assert_eq!(*seen.lock().unwrap(), [("1-a".to_owned(), 5), ("1-batch".to_owned(), 0)]);
}
