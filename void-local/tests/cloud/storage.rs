//! What happens in buckets: who is invoked for it, how often it is tried, and where it goes then.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use void_core::ManualClock;
use void_function_sdk::{HandlerError, VoidContext, VoidQueueEvent, VoidStorageEvent};
use void_local::{ErrorKind, LocalCloud, timeline::TimelineEvent};
use void_storage_sdk::types::{LifecycleRule, NotificationRule};

use super::support::cloud;

/// A `void.yaml` with one storage event of these keys.
fn reader(name: &str, keys: &str) -> String {
    format!(
        "name: {name}\nruntime: rust\nhandler: {name}\nevents:\n  - storage: {{bucket: photos, {keys}}}\n"
    )
}

/// What a function was invoked with: event names and keys, in seconds after the cloud began.
type Seen = Arc<Mutex<Vec<(String, String, f64)>>>;

async fn deploy(cloud: &LocalCloud, manifest: &str, failures: usize, error: fn() -> HandlerError) -> Seen {
    let seen = Seen::default();
    let (noted, inner) = (Arc::clone(&seen), cloud.clone());
    let origin = cloud.now();
    let handler = move |event: VoidStorageEvent, _context: VoidContext| {
        let (noted, cloud) = (Arc::clone(&noted), inner.clone());
        async move {
            let mut noted = noted.lock().unwrap();
            for record in &event.records {
                let seconds = cloud.now().since(origin).as_secs_f64();
                noted.push((record.event_name.clone(), record.key(), seconds));
            }
            if noted.len() <= failures { Err(error()) } else { Ok(()) }
        }
    };
    cloud.deploy(manifest, |_| handler).await.unwrap();
    seen
}

fn again() -> HandlerError {
    "busy".into()
}

async fn put(cloud: &LocalCloud, key: &str) {
    cloud.storage().client().put_object("photos", key, "hello").await.unwrap();
}

fn keys(seen: &Seen) -> Vec<String> {
    seen.lock().unwrap().iter().map(|(_, key, _)| key.clone()).collect()
}

#[tokio::test]
async fn an_upload_invokes_the_function_that_asked_for_it() {
    let cloud = cloud();
    let manifest = reader("resize", "prefix: in/, suffix: .jpg");
    let seen = deploy(&cloud, &manifest, 0, again).await;
    for key in ["in/a b.jpg", "out/c.jpg", "in/d.txt"] {
        put(&cloud, key).await;
    }
    cloud.storage().client().delete_object("photos", "in/a b.jpg").await.unwrap();
    cloud.settle().await;
    assert_eq!(*seen.lock().unwrap(), [("ObjectCreated:Put".to_owned(), "in/a b.jpg".to_owned(), 0.0)]);
}

#[tokio::test]
async fn a_failure_is_tried_again_after_one_minute_and_after_two() {
    let cloud = cloud();
    let seen = deploy(&cloud, &reader("resize", "deadLetterQueue: dlq"), 2, again).await;
    put(&cloud, "a").await;
    cloud.settle().await;
    let times: Vec<f64> = seen.lock().unwrap().iter().map(|(_, _, seconds)| *seconds).collect();
    assert_eq!(times, [0.0, 60.0, 180.0]);
    assert!(cloud.queue("dlq").messages().is_empty());
    let retried: Vec<Duration> = cloud
        .timeline()
        .of("resize")
        .filter_map(|entry| match &entry.event {
            TimelineEvent::EventRetried { after, .. } => Some(*after),
            _ => None,
        })
        .collect();
    assert_eq!(retried, [Duration::from_secs(60), Duration::from_secs(120)]);
}

#[tokio::test]
async fn tries_of_one_event_share_a_request_id_and_draw_other_numbers() {
    let cloud = cloud();
    let seen: Arc<Mutex<Vec<(String, String, u64)>>> = Arc::default();
    let noted = Arc::clone(&seen);
    let handler = move |event: VoidStorageEvent, context: VoidContext| {
        let noted = Arc::clone(&noted);
        async move {
            let drawn = context.random().next_u64();
            noted.lock().unwrap().push((event.records[0].key(), context.request_id().to_owned(), drawn));
            Err::<(), _>(again())
        }
    };
    cloud.deploy(&*reader("resize", "deadLetterQueue: dlq"), |_| handler).await.unwrap();
    for key in ["a", "b"] {
        put(&cloud, key).await;
    }
    cloud.settle().await;
    let seen = seen.lock().unwrap().clone();
    let ids = |key: &str| -> Vec<String> {
        seen.iter().filter(|(of, ..)| of == key).map(|(_, id, _)| id.clone()).collect()
    };
    let (a, b) = (ids("a"), ids("b"));
    assert_eq!((a.len(), b.len()), (3, 3));
    assert!(a.iter().all(|id| *id == a[0]) && b.iter().all(|id| *id == b[0]), "{seen:?}");
    assert_ne!(a[0], b[0]);
    let drawn: BTreeSet<u64> = seen.iter().map(|(.., drawn)| *drawn).collect();
    assert_eq!(drawn.len(), 6);
    let dead = cloud.queue("dlq").messages();
    let dead: Vec<Option<&str>> = dead.iter().map(|message| message.attribute("RequestID")).collect();
    assert_eq!(dead, [Some(&*a[0]), Some(&*b[0])]);
}

#[tokio::test]
async fn after_the_last_try_the_event_goes_to_the_dead_letter_queue() {
    let cloud = cloud();
    let seen = deploy(&cloud, &reader("resize", "maxRetries: 1, deadLetterQueue: dlq"), 9, again).await;
    put(&cloud, "a b").await;
    cloud.settle().await;
    assert_eq!(keys(&seen), ["a b", "a b"]);
    let client = cloud.messaging().client();
    let queue = cloud.queue("dlq").url();
    let received = client.receive_message(&queue).all_attributes().await.unwrap().messages;
    let event: VoidStorageEvent = serde_json::from_str(&received[0].body).unwrap();
    assert_eq!(event.records[0].key(), "a b");
    let attribute = |name: &str| {
        let value = &received[0].message_attributes[name];
        (value.data_type().to_owned(), value.as_str().unwrap().to_owned())
    };
    assert_eq!(attribute("ErrorMessage"), ("String".to_owned(), "busy".to_owned()));
    assert_eq!(attribute("ErrorCode"), ("Number".to_owned(), "200".to_owned()));
    assert!(!attribute("RequestID").1.is_empty());
}

#[tokio::test]
async fn without_a_dead_letter_queue_the_event_is_dropped() {
    let cloud = cloud();
    let terminal = || HandlerError::terminal("not a picture");
    let seen = deploy(&cloud, &reader("resize", "maxRetries: 2"), 9, terminal).await;
    put(&cloud, "a").await;
    cloud.settle().await;
    assert_eq!(keys(&seen), ["a"]);
    let text = cloud.timeline().to_string();
    assert!(text.contains("ObjectCreated:Put a was dropped: "), "{text}");
    assert!(text.contains("invoked by photos with ObjectCreated:Put a"), "{text}");
}

#[tokio::test]
async fn an_event_that_waited_for_more_than_six_hours_is_not_tried() {
    let clock = ManualClock::new(void_core::Timestamp::from_secs(1_800_000_000));
    let cloud = LocalCloud::builder().manual_clock(clock.clone()).build();
    let seen = deploy(&cloud, &reader("resize", "deadLetterQueue: dlq"), 0, again).await;
    put(&cloud, "a").await;
    clock.advance(Duration::from_secs(6 * 60 * 60 + 1));
    put(&cloud, "b").await;
    cloud.settle().await;
    assert_eq!(keys(&seen), ["b"]);
    assert_eq!(cloud.queue("dlq").messages().len(), 1);
}

#[tokio::test]
async fn objects_expire_at_their_time_while_time_passes() {
    // 08:00: a day later is at the second midnight from now.
    let clock = ManualClock::new(void_core::Timestamp::from_secs(1_800_000_000));
    let limit = Duration::from_secs(7 * 24 * 60 * 60);
    let cloud = LocalCloud::builder().manual_clock(clock).settle_within(limit).build();
    let started_at = cloud.now();
    let seen = deploy(&cloud, &reader("clean", "events: \"s3:LifecycleExpiration:*\""), 0, again).await;
    let rule = LifecycleRule::new("r").expire_after_days(1);
    cloud.storage().client().put_bucket_lifecycle_configuration("photos", [rule]).await.unwrap();
    put(&cloud, "a").await;
    cloud.settle().await;
    assert_eq!(cloud.now(), started_at, "settling does not wait for it");
    let expired = |key: &str, seconds| ("LifecycleExpiration:Delete".to_owned(), key.to_owned(), seconds);
    cloud.advance(Duration::from_secs(48 * 60 * 60)).await;
    assert_eq!(*seen.lock().unwrap(), [expired("a", 144_000.0)]);
    put(&cloud, "b").await;
    cloud.run_until(|| seen.lock().unwrap().len() == 2).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [expired("a", 144_000.0), expired("b", 316_800.0)]);
}

#[tokio::test]
async fn a_function_that_is_deployed_again_gets_what_it_asks_for_now() {
    let cloud = cloud();
    let old = deploy(&cloud, &reader("resize", "prefix: in/"), 0, again).await;
    let new = deploy(&cloud, &reader("resize", "events: 's3:ObjectRemoved:*'"), 0, again).await;
    put(&cloud, "in/a").await;
    cloud.storage().client().delete_object("photos", "in/a").await.unwrap();
    cloud.settle().await;
    assert!(keys(&old).is_empty());
    assert_eq!(new.lock().unwrap()[0].0, "ObjectRemoved:Delete");
}

#[tokio::test]
async fn two_functions_are_not_told_the_same() {
    let cloud = cloud();
    let _first = deploy(&cloud, &reader("first", "prefix: in/"), 0, again).await;
    let handler = |_: VoidStorageEvent, _: VoidContext| async { Ok::<_, HandlerError>(()) };
    let error = cloud.deploy(&*reader("second", "prefix: in/a"), |_| handler).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Bucket { bucket, .. } if bucket == "photos"), "{error}");
    let _other = deploy(&cloud, &reader("second", "prefix: out/"), 0, again).await;
}

#[tokio::test]
async fn a_function_that_feeds_its_own_bucket_is_stopped() {
    let cloud = cloud();
    let storage = cloud.storage().client();
    let handler = move |event: VoidStorageEvent, _: VoidContext| {
        let storage = storage.clone();
        async move {
            let key = format!("{}x", event.records[0].key());
            storage.put_object("photos", key, "more").await?;
            Ok::<_, HandlerError>(())
        }
    };
    cloud.deploy(&*reader("loop", "deadLetterQueue: dlq"), |_| handler).await.unwrap();
    put(&cloud, "a").await;
    cloud.settle().await;
    assert_eq!(cloud.queue("dlq").messages().len(), 1);
    assert!(cloud.bucket("photos").keys().len() < 20);
}

#[tokio::test]
async fn a_queue_is_told_by_messages() {
    let cloud = cloud();
    cloud.storage().create_bucket("photos");
    cloud.messaging().create_queue("uploads");
    let arn = "arn:aws:sqs:us-east-1:000000000000:uploads";
    let client = cloud.storage().client();
    let rule = NotificationRule::to_queue(arn, ["s3:ObjectCreated:*"]);
    client.put_bucket_notification_configuration("photos", [rule]).await.unwrap();
    put(&cloud, "a").await;
    let messages = cloud.queue("uploads").messages();
    let events: Vec<VoidStorageEvent> =
        messages.iter().map(|message| serde_json::from_str(message.body()).unwrap()).collect();
    assert!(events[0].test.is_some());
    assert_eq!(events[1].records[0].key(), "a");
}

#[tokio::test]
async fn a_handler_of_something_else_is_refused() {
    let cloud = cloud();
    let handler = |_: VoidQueueEvent, _: VoidContext| async { Ok::<_, HandlerError>(()) };
    let error = cloud.deploy(&*reader("resize", "prefix: a"), |_| handler).await.unwrap_err().to_string();
    assert!(
        error.contains("`storage` sends a storage event, but the handler takes a queue event"),
        "{error}"
    );
    assert!(cloud.storage().bucket_names().is_empty());
}
