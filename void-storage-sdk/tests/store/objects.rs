//! Small objects, written on conditions.

use void_core::store::{ConditionalObjects, WriteOutcome};
use void_storage_sdk::BucketObjects;

use crate::support::{BUCKET, Scene, conflict};

fn stored(outcome: WriteOutcome) -> String {
    match outcome {
        WriteOutcome::Stored(etag) => etag,
        WriteOutcome::Conflict => panic!("a conflict where nobody else writes"),
    }
}

#[tokio::test]
async fn who_saw_the_latest_writes_and_nobody_else() {
    let scene = Scene::new();
    let objects = BucketObjects::new(scene.client.clone(), BUCKET);
    assert_eq!(objects.get("a b/ü+%").await.unwrap(), None);
    let first = stored(objects.put_if_absent("a b/ü+%", "1".into()).await.unwrap());
    assert_eq!(objects.put_if_absent("a b/ü+%", "2".into()).await.unwrap(), WriteOutcome::Conflict);
    let second = stored(objects.put_if_match("a b/ü+%", "2".into(), &first).await.unwrap());
    assert_eq!(objects.put_if_match("a b/ü+%", "3".into(), &first).await.unwrap(), WriteOutcome::Conflict);
    let there = objects.get("a b/ü+%").await.unwrap().unwrap();
    assert_eq!((there.content.as_ref(), &there.etag), (&b"2"[..], &second));
    assert_eq!(objects.list("a b/").await.unwrap(), ["a b/ü+%"]);
    assert!(!objects.delete_if_match("a b/ü+%", &first).await.unwrap());
    assert!(objects.delete_if_match("a b/ü+%", &second).await.unwrap());
    assert!(!objects.delete_if_match("a b/ü+%", &second).await.unwrap(), "it is gone");
    let gone = objects.put_if_match("a b/ü+%", "3".into(), &second).await.unwrap();
    assert_eq!(gone, WriteOutcome::Conflict);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_meets_another_one_is_tried_again() {
    let scene = Scene::new();
    let objects = BucketObjects::new(scene.client.clone(), BUCKET);
    scene.faults.on("PutObject").first(2).answer_with(conflict);
    let etag = stored(objects.put_if_absent("k", "1".into()).await.unwrap());
    scene.faults.on("DeleteObject").first(2).answer_with(conflict);
    assert!(objects.delete_if_match("k", &etag).await.unwrap());
    assert_eq!(scene.faults.injected(), 4);

    scene.faults.on("PutObject").answer_with(conflict);
    assert_eq!(objects.put_if_absent("k", "1".into()).await.unwrap(), WriteOutcome::Conflict, "in the end");
    scene.faults.clear();
    assert_eq!(objects.get("k").await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_response_was_lost_says_so_or_conflicts_with_itself() {
    let scene = Scene::new();
    let objects = BucketObjects::new(scene.client.clone(), BUCKET);
    scene.faults.on("PutObject").nth(1).lose_response();
    assert_eq!(objects.put_if_absent("k", "1".into()).await.unwrap(), WriteOutcome::Conflict);
    assert_eq!(objects.get("k").await.unwrap().unwrap().content, "1");
    scene.faults.clear();
    scene.faults.on("PutObject").refuse();
    let error = objects.put_if_absent("l", "1".into()).await.unwrap_err();
    assert!(error.is_retryable());
}

#[tokio::test]
async fn many_objects_are_listed_over_all_pages() {
    let scene = Scene::new();
    let objects = BucketObjects::new(scene.client.clone(), BUCKET);
    for number in 0..1_001 {
        stored(objects.put_if_absent(&format!("a/{number:04}"), "1".into()).await.unwrap());
    }
    stored(objects.put_if_absent("b", "1".into()).await.unwrap());
    assert_eq!(objects.list("a/").await.unwrap().len(), 1_001);
}
