//! Retries, what they hold up, and how bad records are found.

use std::time::Duration;

use void_function_sdk::{
    BatchItemFailure, BatchResponse, FailureAction, HandlerError, Outcome, StreamMessage, VoidContext,
    each_stream_record,
};

use super::reader::{Reader, Shard, deploy, put, put_into, reading};
use crate::support::cloud;

#[tokio::test]
async fn a_failing_batch_holds_up_its_shard_and_no_other() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    deploy(&cloud, "count", &["shards: 2", "batchSize: 1", "deadLetterQueue: dlq"], &reader).await;
    put_into(&cloud, Shard::First, &["bad", "after"]);
    put_into(&cloud, Shard::Last, &["x", "y"]);
    cloud.settle().await;
    let texts = reader.texts().concat();
    assert_eq!(
        texts,
        ["bad", "x", "y", "bad", "bad", "bad", "after"],
        "three retries, and then what comes after it"
    );
    assert_eq!(reader.times(), [0.0, 0.0, 0.0, 1.0, 3.0, 7.0, 7.0]);
    assert_eq!(cloud.dead_letters("dlq").len(), 1);
}

#[tokio::test]
async fn a_batch_is_tried_again_as_it_was() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    deploy(&cloud, "count", &["deadLetterQueue: dlq", "maxRetries: 1", "backoff: 5s"], &reader).await;
    put(&cloud, &[("k", "a"), ("k", "bad")]);
    cloud.advance(Duration::from_secs(1)).await;
    put(&cloud, &[("k", "c")]);
    cloud.settle().await;
    assert_eq!(reader.texts(), [vec!["a", "bad"], vec!["a", "bad"], vec!["c"]]);
    assert_eq!(reader.times(), [0.0, 5.0, 5.0]);
    let dead = cloud.dead_letters("dlq").remove(0);
    assert_eq!(dead.stream.unwrap().batch_size, 2);
}

#[tokio::test]
async fn without_retries_a_batch_is_tried_once() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    deploy(&cloud, "count", &["deadLetterQueue: dlq", "maxRetries: 0"], &reader).await;
    put(&cloud, &[("k", "bad")]);
    cloud.settle().await;
    assert_eq!(reader.seen().len(), 1);
    assert_eq!(cloud.dead_letters("dlq")[0].cause.as_ref().unwrap().attempts, 1);
}

#[tokio::test]
async fn a_batch_response_goes_on_at_its_lowest_sequence_number() {
    let cloud = cloud();
    let reader = Reader::naming(&cloud, "bad");
    deploy(&cloud, "count", &["deadLetterQueue: dlq", "maxRetries: 1"], &reader).await;
    put(&cloud, &[("k", "a"), ("k", "bad"), ("k", "c"), ("k", "bad"), ("k", "e")]);
    cloud.settle().await;
    assert_eq!(
        reader.texts(),
        [
            vec!["a", "bad", "c", "bad", "e"],
            vec!["bad", "c", "bad", "e"],
            // The first one is given up alone; the second one has its own tries.
            vec!["c", "bad", "e"],
            vec!["bad", "e"],
            vec!["e"],
        ]
    );
    let dead = cloud.dead_letters("dlq");
    assert_eq!(dead.iter().map(|dead| dead.cause.as_ref().unwrap().attempts).collect::<Vec<_>>(), [2, 2]);
    assert!(dead.iter().all(|dead| dead.stream.as_ref().unwrap().batch_size == 1));
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_fails_the_batch() {
    let cloud = cloud();
    let reader = Reader::answering(&cloud, |_| Ok(BatchResponse::all_done().failed("77")));
    deploy(&cloud, "count", &["deadLetterQueue: dlq", "maxRetries: 1"], &reader).await;
    put(&cloud, &[("k", "a"), ("k", "b")]);
    cloud.settle().await;
    assert_eq!(reader.texts(), [["a", "b"], ["a", "b"]]);
    assert_eq!(cloud.dead_letters("dlq")[0].cause.as_ref().unwrap().error_type, "Void.InvalidReply");
}

#[tokio::test]
async fn bisecting_finds_the_bad_record_and_costs_no_retry() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    let keys = ["bisectOnError: true", "deadLetterQueue: dlq", "maxRetries: 2", "backoff: 1s"];
    deploy(&cloud, "count", &keys, &reader).await;
    put(&cloud, &[("k", "a"), ("k", "b"), ("k", "bad"), ("k", "d"), ("k", "e")]);
    cloud.settle().await;
    assert_eq!(
        reader.texts(),
        [
            vec!["a", "b", "bad", "d", "e"],
            vec!["a", "b"],
            vec!["bad", "d", "e"],
            vec!["bad"],
            vec!["bad"],
            vec!["bad"],
            vec!["d", "e"],
        ]
    );
    assert_eq!(reader.times(), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 2.0]);
    let dead = cloud.dead_letters("dlq");
    assert_eq!((dead.len(), dead[0].cause.as_ref().unwrap().attempts), (1, 3));
    assert_eq!(dead[0].stream.as_ref().unwrap().batch_size, 1);
}

#[tokio::test]
async fn a_terminal_error_is_not_tried_again() {
    let cloud = cloud();
    let reader = Reader::answering(&cloud, |_| Err(HandlerError::terminal("never")));
    deploy(&cloud, "count", &["deadLetterQueue: dlq"], &reader).await;
    put(&cloud, &[("k", "a"), ("k", "b")]);
    cloud.settle().await;
    assert_eq!(reader.seen().len(), 1);
    assert_eq!(cloud.dead_letters("dlq")[0].stream.as_ref().unwrap().batch_size, 2);
}

#[tokio::test]
async fn a_record_that_its_handler_gives_up_goes_alone() {
    let cloud = cloud();
    let handler = each_stream_record(|entry: StreamMessage<u32>, _: VoidContext| async move {
        Ok(if entry.data == 2 { Outcome::dead_letter("two is not allowed") } else { Outcome::Done })
    });
    cloud.deploy(reading("count", "clicks", &["deadLetterQueue: dlq"]).as_str(), |_| handler).await.unwrap();
    put(&cloud, &[("k", "1"), ("k", "2"), ("k", "x"), ("k", "3")]);
    cloud.settle().await;
    let dead = cloud.dead_letters("dlq");
    let causes: Vec<&str> = dead.iter().map(|dead| dead.cause.as_ref().unwrap().error.as_str()).collect();
    assert_eq!(causes[0], "two is not allowed");
    assert!(causes[1].starts_with("the data can't be read"), "{causes:?}");
    assert_eq!(cloud.now(), cloud.timeline().origin(), "nothing had to be tried again");
}

#[tokio::test]
async fn a_record_may_ask_when_it_is_tried_again_and_one_that_was_not_attempted_costs_no_try() {
    let cloud = cloud();
    let tries = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let reader = Reader::answering(&cloud, move |event| {
        let number = event.records[0].sequence_number();
        let action = match tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => FailureAction::Retry { after: Some(Duration::from_secs(90)) },
            1 | 2 => FailureAction::NotAttempted,
            3 => FailureAction::Retry { after: None },
            _ => return Ok(BatchResponse::all_done()),
        };
        let mut response = BatchResponse::all_done();
        response.batch_item_failures.push(BatchItemFailure::retry(number).with_action(action));
        Ok(response)
    });
    deploy(&cloud, "count", &["deadLetterQueue: dlq", "maxRetries: 2"], &reader).await;
    put(&cloud, &[("k", "a")]);
    cloud.settle().await;
    assert_eq!(reader.times(), [0.0, 90.0, 90.0, 90.0, 92.0]);
    assert!(cloud.dead_letters("dlq").is_empty());
}

#[tokio::test]
async fn a_redeployed_function_mends_a_shard_that_waits() {
    let cloud = cloud();
    let (bad, good) = (Reader::failing_on(&cloud, "a"), Reader::of(&cloud));
    deploy(&cloud, "count", &["deadLetterQueue: dlq"], &bad).await;
    put(&cloud, &[("k", "a"), ("k", "b")]);
    cloud.advance(Duration::from_millis(500)).await;
    deploy(&cloud, "count", &["deadLetterQueue: dlq"], &good).await;
    cloud.settle().await;
    assert_eq!(
        (bad.texts(), good.texts()),
        (vec![vec!["a".to_owned(), "b".to_owned()]], vec![vec!["a".to_owned(), "b".to_owned()]])
    );
}
