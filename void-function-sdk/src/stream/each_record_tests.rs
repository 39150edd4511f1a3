use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::Deserialize;
use void_core::Outcome;

use super::*;
use crate::{BatchResponse, FailureAction, Handler, HandlerError, VoidContext};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Task {
    Done,
    RetryLater,
    DeadLetter,
    Fail,
    FailForGood,
    Panic,
    Hang,
    /// Takes a second.
    Slow,
    Unknown,
}

/// Does what each record says, and remembers which it was given.
#[derive(Clone, Default)]
struct Worker(Arc<Mutex<Vec<String>>>);

impl StreamRecordHandler<Task> for Worker {
    async fn handle_record(
        &self,
        message: StreamMessage<Task>,
        context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        self.0.lock().unwrap().push(message.record.sequence_number().to_owned());
        Ok(match message.data {
            Task::Done => Outcome::Done,
            Task::RetryLater => Outcome::retry_after(Duration::from_secs(30)),
            Task::DeadLetter => Outcome::dead_letter("no such account"),
            Task::Fail => return Err("try later".into()),
            Task::FailForGood => return Err(HandlerError::terminal("never")),
            Task::Panic => panic!("boom"),
            Task::Hang => std::future::pending().await,
            Task::Slow => {
                context.clock().sleep_until(context.now() + Duration::from_secs(1)).await;
                Outcome::Done
            }
            Task::Unknown => panic!("an unknown task is not handled"),
        })
    }
}

fn event(records: &[(&str, &str)]) -> VoidStreamEvent {
    let builder = VoidStreamEvent::builder();
    records.iter().fold(builder, |builder, (key, task)| builder.data(*key, format!("\"{task}\""))).build()
}

async fn run(records: &[(&str, &str)], concurrency: usize) -> (BatchResponse, Vec<String>) {
    let worker = Worker::default();
    let handler = each_stream_record(worker.clone())
        .concurrency(concurrency)
        .skip_unknown(|task| *task == Task::Unknown);
    let context = VoidContext::builder().timeout(Duration::from_secs(10)).build();
    let response = handler.handle(event(records), context).await.unwrap();
    let seen = worker.0.lock().unwrap().clone();
    (response, seen)
}

#[tokio::test]
async fn the_first_record_that_fails_ends_the_batch() {
    let retry = |after| FailureAction::Retry { after };
    let later = retry(Some(Duration::from_secs(30)));
    for (task, action, error_type, message) in [
        ("Fail", retry(None), "HandlerError", "try later"),
        ("RetryLater", later, "Void.Retry", "the handler asked for another try"),
        ("DeadLetter", FailureAction::DeadLetter, "Void.DeadLetter", "no such account"),
        ("FailForGood", FailureAction::DeadLetter, "HandlerError", "never"),
        ("Panic", retry(None), "Void.Panic", "boom (at "),
        ("Nonsense", FailureAction::DeadLetter, "Void.InvalidMessage", "the data can't be read: "),
    ] {
        let (response, seen) = run(&[("a", "Done"), ("b", "Unknown"), ("a", task), ("b", "Done")], 1).await;
        let [failure] = &response.batch_item_failures[..] else { panic!("{response:?}") };
        let cause = failure.cause.as_ref().unwrap();
        assert_eq!((failure.item_identifier.as_str(), failure.action), ("3", action), "{task}");
        assert_eq!(cause.error_type, error_type);
        assert!(cause.message.starts_with(message), "{}", cause.message);
        assert!(!seen.contains(&"4".to_owned()), "what comes after a failure is not handled: {seen:?}");
    }
}

#[tokio::test]
async fn all_done_names_no_record() {
    for concurrency in [0, 1, 5] {
        let records = [("a", "Done"), ("b", "Done"), ("a", "Done")];
        assert_eq!(run(&records, concurrency).await.0, BatchResponse::all_done());
    }
    assert_eq!(run(&[], 5).await.0, BatchResponse::all_done());
}

#[tokio::test(start_paused = true)]
async fn several_keys_at_a_time_each_in_its_order() {
    let records = [("a", "Slow"), ("a", "Done"), ("b", "Done"), ("b", "Slow"), ("c", "Done")];
    let (response, seen) = run(&records, 2).await;
    assert_eq!(
        (response, seen),
        (BatchResponse::all_done(), ["1", "3", "4", "2", "5"].map(str::to_owned).into())
    );
}

#[tokio::test(start_paused = true)]
async fn of_several_failures_the_lowest_counts_and_what_comes_before_it_is_finished() {
    // `b` fails at once; `a` has one more record before that, and one after it.
    let records = [("a", "Slow"), ("a", "Slow"), ("b", "Fail"), ("a", "Done"), ("c", "Fail")];
    let (response, seen) = run(&records, 3).await;
    assert_eq!(response.batch_item_failures.len(), 1);
    assert_eq!(response.batch_item_failures[0].item_identifier, "3");
    assert!(seen.contains(&"2".to_owned()) && !seen.contains(&"4".to_owned()), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn before_the_deadline_the_first_record_that_is_not_done_ends_the_batch() {
    let (response, _) = run(&[("a", "Done"), ("a", "Hang"), ("b", "Done")], 1).await;
    let [failure] = &response.batch_item_failures[..] else { panic!("{response:?}") };
    assert_eq!(failure.item_identifier, "2");
    assert_eq!(failure.cause.as_ref().unwrap().error_type, "Void.Timeout");
    let (response, _) = run(&[("a", "Done"), ("a", "Hang"), ("b", "Done")], 2).await;
    assert_eq!(response.batch_item_failures[0].item_identifier, "2");
}
