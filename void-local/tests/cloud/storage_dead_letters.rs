//! Dead letters of storage triggers: what they tell, and how they are sent back.

use std::time::Duration;

use void_core::ManualClock;
use void_function_sdk::{HandlerError, VoidContext, VoidStorageEvent};
use void_local::{ErrorKind, LocalCloud, RedriveTarget};

use crate::support::cloud;

const READER: &str = "name: resize\nruntime: rust\nhandler: resize\nevents:\n  - storage: {bucket: photos, maxRetries: 1, deadLetterQueue: dlq}\n";

/// `resize` refuses pictures that are not named `good`.
async fn deploy(cloud: &LocalCloud) {
    let handler = |event: VoidStorageEvent, _: VoidContext| async move {
        if event.records[0].key() == "good" {
            return Ok(());
        }
        Err(HandlerError::from("no picture\u{0}"))
    };
    cloud.deploy(READER, |_| handler).await.unwrap();
}

async fn with_a_dead_letter() -> LocalCloud {
    let cloud = cloud();
    deploy(&cloud).await;
    cloud.storage().client().put_object("photos", "bad", "hello").await.unwrap();
    cloud.settle().await;
    assert_eq!(cloud.dead_letters("dlq").len(), 1);
    cloud
}

#[tokio::test]
async fn it_tells_what_went_wrong() {
    let cloud = with_a_dead_letter().await;
    let dead = cloud.dead_letters("dlq").remove(0);
    let cause = dead.cause.unwrap();
    assert_eq!((dead.bucket.as_deref(), dead.source), (Some("photos"), None));
    assert_eq!((cause.error.as_str(), cause.attempts), ("no picture\u{fffd}", 2));
    assert_eq!(cause.function.as_deref(), Some("resize"));
    let timeline = cloud.timeline();
    let last = timeline.of("resize").last().unwrap();
    assert_eq!((cause.request_id, cause.trace_id), (last.request_id.clone(), last.correlation_id.clone()));
    assert_eq!(cause.error_type, "HandlerError");
}

#[tokio::test]
async fn an_event_that_waited_too_long_was_tried_no_time() {
    let clock = ManualClock::new(void_core::Timestamp::from_secs(1_800_000_000));
    let cloud = LocalCloud::builder().manual_clock(clock.clone()).build();
    deploy(&cloud).await;
    cloud.storage().client().put_object("photos", "good", "hello").await.unwrap();
    clock.advance(Duration::from_secs(6 * 60 * 60 + 1));
    cloud.settle().await;
    let dead = cloud.dead_letters("dlq").remove(0);
    let cause = dead.cause.unwrap();
    assert_eq!((cause.error_type.as_str(), cause.attempts), ("Void.EventAgeExceeded", 0));
    assert!(cause.request_id.is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn corrected_and_sent_back_it_has_its_function_invoked_again() {
    let cloud = with_a_dead_letter().await;
    let dead = cloud.dead_letters("dlq").remove(0);
    let corrected = dead.clone().with_body(dead.body.replace("\"bad\"", "\"good\""));
    let request_id = cloud.redrive(&corrected, &RedriveTarget::Origin).unwrap();
    assert_ne!(Some(&request_id), dead.cause.unwrap().request_id.as_ref());
    cloud.settle().await;
    assert!(cloud.dead_letters("dlq").is_empty());
    let timeline = cloud.timeline();
    let invoked = timeline.of("resize").filter(|entry| entry.request_id.as_ref() == Some(&request_id));
    let lines: Vec<String> = invoked.map(ToString::to_string).collect();
    assert_eq!(
        lines[..2],
        ["ObjectCreated:Put good out of dlq is tried anew", "invoked by photos with ObjectCreated:Put good"]
    );
    let gone = cloud.redrive(&corrected, &RedriveTarget::Origin).unwrap_err();
    assert!(matches!(gone.kind(), ErrorKind::Queue { queue, .. } if queue == "dlq"), "{gone}");
}

#[tokio::test]
async fn sent_back_as_it_was_it_fails_again_with_its_tries_counted_anew() {
    let cloud = with_a_dead_letter().await;
    let first = cloud.dead_letters("dlq").remove(0);
    assert_eq!(cloud.redrive_all("dlq", &RedriveTarget::Source).unwrap(), 1);
    cloud.settle().await;
    let second = cloud.dead_letters("dlq").remove(0);
    assert_eq!(first.body, second.body);
    let (first, second) = (first.cause.unwrap(), second.cause.unwrap());
    assert_eq!((first.attempts, second.attempts), (2, 2));
    assert_eq!(first.trace_id, second.trace_id);
    assert_ne!(first.request_id, second.request_id);
}

#[tokio::test]
async fn it_stays_where_another_function_is_named_or_its_trigger_is_gone() {
    let cloud = with_a_dead_letter().await;
    let dead = cloud.dead_letters("dlq").remove(0);
    let other = cloud.redrive(&dead, &RedriveTarget::Function("pay".to_owned())).unwrap_err();
    assert!(other.to_string().contains("invoke pay with its body instead"), "{other}");
    let handler = |_: VoidStorageEvent, _: VoidContext| async { Ok::<_, HandlerError>(()) };
    let without = READER.split("events:").next().unwrap();
    cloud.deploy(without, |_| handler).await.unwrap();
    let gone = cloud.redrive(&dead, &RedriveTarget::Function("resize".to_owned())).unwrap_err();
    assert!(gone.to_string().contains("has no such trigger on the bucket photos any more"), "{gone}");
    assert_eq!(cloud.dead_letters("dlq"), [dead]);
}
