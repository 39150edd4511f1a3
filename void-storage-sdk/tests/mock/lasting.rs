//! Records of a log and of a snapshot bring a backend back, and an answer waits for what it says.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::BodyExt;
use void_core::{ChangeLog, ChangeLogError, MemoryChangeLog};
use void_storage_sdk::{
    mock::{MockStorage, Notification, NotificationSink, SavedStorage},
    operations::CompletedPart,
    types::{NotificationDestination, NotificationRule},
};

#[tokio::test]
async fn records_and_a_snapshot_bring_a_backend_back() {
    let log = Arc::new(MemoryChangeLog::default());
    let mock = MockStorage::builder()
        .change_log(Arc::clone(&log) as Arc<dyn ChangeLog>)
        .minimum_part_size(1)
        .build();
    mock.create_bucket("orders").enable_versioning();
    let client = mock.client();
    client.put_object("orders", "7", "first").await.unwrap();
    let second =
        client.put_object("orders", "7", Bytes::from(vec![7; 100_000])).metadata("by", "hand").await.unwrap();
    let upload = client.create_multipart_upload("orders", "parts").await.unwrap().upload.upload_id;
    client.upload_part("orders", "parts", &upload, 1, "part one").await.unwrap();
    let records = log.records();
    for records in [records, mock.snapshot().collect()] {
        let mut saved = SavedStorage::new();
        for record in &records {
            saved.apply(record).unwrap();
        }
        assert!(saved.bodies().is_empty(), "memory's are in the records");
        let restored = MockStorage::builder().saved(saved).build();
        let client = restored.client();
        let object = client.get_object("orders", "7").await.unwrap();
        assert_eq!(object.version_id, second.version_id);
        assert_eq!(object.headers.metadata["by"], "hand");
        assert_eq!(object.body.collect().await.unwrap().to_bytes(), vec![7; 100_000]);
        assert_eq!(client.list_object_versions("orders").await.unwrap().versions.len(), 2);
        let parts = client.list_parts("orders", "parts", &upload).await.unwrap().parts;
        assert_eq!(parts.iter().map(|part| part.size).collect::<Vec<_>>(), [8]);
        let completed = client
            .complete_multipart_upload(
                "orders",
                "parts",
                &upload,
                [CompletedPart::new(1, parts[0].e_tag.clone())],
            )
            .await;
        assert!(completed.is_ok(), "{completed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_last_is_refused_even_where_it_changes_nothing_more() {
    let log = Arc::new(MemoryChangeLog::default());
    let mock = MockStorage::builder().change_log(Arc::clone(&log) as Arc<dyn ChangeLog>).build();
    mock.create_bucket("orders");
    let client = mock.client();
    client.put_object("orders", "7", "seven").await.unwrap();
    log.fill();
    for _ in 0..2 {
        let error = client.delete_object("orders", "7").await.unwrap_err();
        assert!(error.to_string().contains("the disk is full"), "{error}");
    }
    assert!(mock.durable().await.is_err());
}

/// Takes notifications, and says that they don't last.
#[derive(Debug, Default)]
struct Forgetful(Mutex<Vec<Notification>>);

#[async_trait]
impl NotificationSink for Forgetful {
    fn accepts(&self, _destination: &str) -> bool {
        true
    }

    fn deliver(&self, notification: Notification) {
        self.0.lock().unwrap().push(notification);
    }

    async fn durable(&self) -> Result<(), ChangeLogError> {
        match self.0.lock().unwrap().len() {
            0 => Ok(()),
            told => Err(format!("{told} are forgotten").into()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_writes_is_answered_once_what_is_told_of_it_lasts() {
    let (log, sink) = (Arc::new(MemoryChangeLog::default()), Arc::new(Forgetful::default()));
    let mock = MockStorage::builder().change_log(log as Arc<dyn ChangeLog>).build();
    mock.notify(Arc::clone(&sink) as Arc<dyn NotificationSink>);
    mock.create_bucket("orders");
    let client = mock.client();
    client.put_object("orders", "untold", "nobody hears of it").await.unwrap();
    let queue = NotificationDestination::Queue("arn:aws:sqs:us-east-1:000000000000:told".to_owned());
    let rules = [NotificationRule::new(queue, ["s3:ObjectCreated:*"])];
    // The queue is told that it will be told.
    client.put_bucket_notification_configuration("orders", rules).await.unwrap_err();
    sink.0.lock().unwrap().clear();
    let error = client.put_object("orders", "told", "somebody does").await.unwrap_err();
    assert!(error.to_string().contains("are forgotten"), "{error}");
    let read = client.get_object("orders", "told").await;
    assert!(read.is_ok(), "who only reads does not wait: {read:?}");
}
