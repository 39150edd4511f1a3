//! Objects expire.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;
use void_core::{Timestamp, clock::ManualClock};
use void_storage_sdk::{
    ErrorKind, VoidStorageClient,
    mock::{MockStorage, Notification, NotificationSink},
    operations::CompletedPart,
    types::{LifecycleRule, ListedVersion, NotificationRule},
};

const HOUR: Duration = Duration::from_secs(3600);

/// The names of events, and the times.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<(String, String)>>);

impl NotificationSink for Recorder {
    fn accepts(&self, _destination: &str) -> bool {
        true
    }

    fn deliver(&self, notification: Notification) {
        let event: Value = serde_json::from_slice(&notification.event).unwrap();
        let text = |name: &str| event["Records"][0][name].as_str().unwrap().to_owned();
        self.0.lock().unwrap().push((text("eventName"), text("eventTime")));
    }
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

fn set_up() -> (MockStorage, VoidStorageClient, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(time("2026-03-01T10:30:00Z")));
    let storage = MockStorage::builder().clock(Arc::clone(&clock) as _).build();
    let client = storage.client();
    storage.create_bucket("logs");
    (storage, client, clock)
}

async fn refusal(client: &VoidStorageClient, rules: Vec<LifecycleRule>) -> String {
    let error = client.put_bucket_lifecycle_configuration("logs", rules).await.unwrap_err();
    error.code().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_object_expires_at_the_midnight_after_its_days_and_says_so_before() {
    let (storage, client, clock) = set_up();
    let rule = LifecycleRule::new("old logs").prefix("log/").expire_after_days(3);
    client.put_bucket_lifecycle_configuration("logs", [rule]).await.unwrap();
    let said = Some("expiry-date=\"Thu, 05 Mar 2026 00:00:00 GMT\", rule-id=\"old%20logs\"");
    let put = client.put_object("logs", "log/1", "1").await.unwrap();
    assert_eq!(put.expiration.as_deref(), said);
    assert_eq!(client.head_object("logs", "log/1").await.unwrap().expiration.as_deref(), said);
    assert_eq!(client.get_object("logs", "log/1").await.unwrap().expiration.as_deref(), said);
    assert_eq!(client.put_object("logs", "kept", "1").await.unwrap().expiration, None);
    for (key, said) in [("log/2", said), ("kept 2", None)] {
        let upload = client.create_multipart_upload("logs", key).await.unwrap().upload_id().clone();
        let part = client.upload_part("logs", key, upload.clone(), 1, "1").await.unwrap();
        let completed =
            client.complete_multipart_upload("logs", key, upload, [CompletedPart::uploaded(1, part)]).await;
        assert_eq!(completed.unwrap().expiration.as_deref(), said);
        client.delete_object("logs", key).await.unwrap();
    }
    assert_eq!(storage.next_wakeup(), Some(time("2026-03-05T00:00:00Z")));
    clock.advance(HOUR * (13 + 72));
    assert_eq!(storage.bucket("logs").keys(), ["kept", "log/1"]);
    clock.advance(HOUR / 2);
    assert_eq!(storage.bucket("logs").keys(), ["kept"]);
    assert_eq!(storage.next_wakeup(), None);
}

#[tokio::test]
async fn an_object_that_is_written_again_has_its_days_again() {
    let (storage, client, clock) = set_up();
    client.put_object("logs", "a", "1").await.unwrap();
    client
        .put_bucket_lifecycle_configuration("logs", [LifecycleRule::new("r").expire_after_days(1)])
        .await
        .unwrap();
    clock.advance(HOUR * 24);
    client.put_object("logs", "a", "2").await.unwrap();
    clock.advance(HOUR * 24);
    assert_eq!(storage.bucket("logs").keys(), ["a"]);
    clock.advance(HOUR * 24);
    assert!(storage.bucket("logs").keys().is_empty());
}

#[tokio::test]
async fn a_date_and_sizes_and_tags_say_which_objects_expire() {
    let (storage, client, clock) = set_up();
    for (key, body) in [("large", "123456"), ("small", "1")] {
        client.put_object("logs", key, body).await.unwrap();
    }
    let date = time("2026-03-02T00:00:00Z");
    let rules = [
        LifecycleRule::new("large").larger_than(5).expire_on(date),
        LifecycleRule::new("tagged").tag("temporary", "yes").expire_on(date),
        LifecycleRule::new("off").expire_on(date).disabled(),
    ];
    client.put_bucket_lifecycle_configuration("logs", rules).await.unwrap();
    clock.advance(HOUR * 24);
    assert_eq!(storage.bucket("logs").keys(), ["small"]);
    client.put_object("logs", "large", "123456").await.unwrap();
    assert_eq!(storage.bucket("logs").keys(), ["small"]);
}

#[tokio::test]
async fn what_expires_is_told_at_the_time_at_which_it_was_due() {
    let (storage, client, clock) = set_up();
    let told = Arc::new(Recorder::default());
    let rule =
        NotificationRule::to_function("arn:aws:lambda:us-east-1:1:function:f", ["s3:LifecycleExpiration:*"]);
    client.put_bucket_notification_configuration("logs", [rule]).await.unwrap();
    storage.notify(Arc::clone(&told) as Arc<dyn NotificationSink>);
    let rule = LifecycleRule::new("r").expire_after_days(1);
    client.put_bucket_lifecycle_configuration("logs", [rule]).await.unwrap();
    client.put_object("logs", "a", "1").await.unwrap();
    clock.advance(HOUR * 240);
    assert!(storage.bucket("logs").keys().is_empty());
    let expected = ("LifecycleExpiration:Delete".to_owned(), "2026-03-03T00:00:00.000Z".to_owned());
    assert_eq!(*told.0.lock().unwrap(), [expected]);
}

/// Whether each object's version is current, the newest first; and how many delete markers there are.
async fn versions(client: &VoidStorageClient) -> (Vec<bool>, usize) {
    let listed = client.list_object_versions("logs").await.unwrap();
    let is_marker = |version: &&ListedVersion| matches!(version, ListedVersion::DeleteMarker(_));
    let objects = listed.versions.iter().filter(|version| !is_marker(version));
    (objects.map(ListedVersion::is_latest).collect(), listed.versions.iter().filter(is_marker).count())
}

#[tokio::test]
async fn with_versions_an_object_expires_to_a_marker_then_to_nothing() {
    let (storage, client, clock) = set_up();
    storage.bucket("logs").enable_versioning();
    let rules = [
        LifecycleRule::new("current").expire_after_days(1),
        LifecycleRule::new("older").expire_noncurrent_after_days(2),
    ];
    client.put_bucket_lifecycle_configuration("logs", rules).await.unwrap();
    client.put_object("logs", "a", "1").await.unwrap();
    clock.advance(HOUR * 48);
    assert_eq!(versions(&client).await, (vec![false], 1));
    // The object was current until the midnight of the third.
    clock.advance(HOUR * 72);
    assert_eq!(versions(&client).await, (vec![], 0));
    assert_eq!(storage.next_wakeup(), None);
}

#[tokio::test]
async fn the_newest_of_the_older_versions_stay_where_a_rule_says_so() {
    let (storage, client, clock) = set_up();
    storage.bucket("logs").enable_versioning();
    let rule = LifecycleRule::new("r").expire_noncurrent_after_days(1).keep_noncurrent_versions(2);
    client.put_bucket_lifecycle_configuration("logs", [rule]).await.unwrap();
    for _ in 0..5 {
        client.put_object("logs", "a", "1").await.unwrap();
    }
    assert_eq!(versions(&client).await.0.len(), 5);
    clock.advance(HOUR * 48);
    assert_eq!(versions(&client).await, (vec![true, false, false], 0));
    client.put_object("logs", "a", "1").await.unwrap();
    clock.advance(HOUR * 48);
    assert_eq!(versions(&client).await, (vec![true, false, false], 0));
}

#[tokio::test]
async fn a_delete_marker_with_nothing_below_it_goes_where_a_rule_says_so() {
    let (storage, client, clock) = set_up();
    storage.bucket("logs").enable_versioning();
    let put = client.put_object("logs", "a", "1").await.unwrap();
    client.delete_object("logs", "a").await.unwrap();
    let rule = LifecycleRule::new("r").remove_expired_delete_markers();
    client.put_bucket_lifecycle_configuration("logs", [rule]).await.unwrap();
    clock.advance(HOUR * 48);
    assert_eq!(versions(&client).await, (vec![false], 1));
    client.delete_object("logs", "a").version_id(put.version_id.unwrap()).await.unwrap();
    assert_eq!(versions(&client).await, (vec![], 0));
}

#[tokio::test]
async fn an_upload_that_nobody_completes_is_aborted() {
    let (_storage, client, clock) = set_up();
    client.create_multipart_upload("logs", "before").await.unwrap();
    let rule = LifecycleRule::new("r").abort_uploads_after_days(1);
    client.put_bucket_lifecycle_configuration("logs", [rule]).await.unwrap();
    client.create_multipart_upload("logs", "after").await.unwrap();
    clock.advance(HOUR * 37);
    assert_eq!(client.list_multipart_uploads("logs").await.unwrap().uploads.len(), 2);
    clock.advance(HOUR);
    assert_eq!(client.list_multipart_uploads("logs").await.unwrap().uploads.len(), 0);
}

#[tokio::test]
async fn rules_are_read_back_and_taken_away() {
    let (storage, client, clock) = set_up();
    let error = client.get_bucket_lifecycle_configuration("logs").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchConfiguration);
    let rules = vec![LifecycleRule::new("r").prefix("a").tag("k", "v").expire_after_days(1)];
    client.put_bucket_lifecycle_configuration("logs", rules.clone()).await.unwrap();
    let read = client.get_bucket_lifecycle_configuration("logs").await.unwrap();
    assert_eq!(read.configuration.rules, rules);
    client.put_object("logs", "a", "1").await.unwrap();
    client.delete_bucket_lifecycle("logs").await.unwrap();
    clock.advance(HOUR * 240);
    assert_eq!(storage.bucket("logs").keys(), ["a"]);
}

#[tokio::test]
async fn rules_that_can_not_be_are_refused() {
    let (_storage, client, _) = set_up();
    let rule = || LifecycleRule::new("r").expire_after_days(1);
    assert_eq!(refusal(&client, vec![]).await, "MalformedXML");
    assert_eq!(refusal(&client, vec![rule(), rule()]).await, "InvalidArgument");
    assert_eq!(refusal(&client, vec![LifecycleRule::new("r")]).await, "InvalidRequest");
    assert_eq!(refusal(&client, vec![rule().expire_after_days(0)]).await, "InvalidArgument");
    assert_eq!(refusal(&client, vec![rule().remove_expired_delete_markers()]).await, "MalformedXML");
    let noon = LifecycleRule::new("r").expire_on(time("2026-03-02T12:00:00Z"));
    assert_eq!(refusal(&client, vec![noon]).await, "InvalidArgument");
    let many =
        |count: u32| (0..count).map(|id| LifecycleRule::new(id.to_string()).expire_after_days(1)).collect();
    assert_eq!(refusal(&client, many(1001)).await, "MalformedXML");
    client.put_bucket_lifecycle_configuration("logs", many(1000)).await.unwrap();
}
