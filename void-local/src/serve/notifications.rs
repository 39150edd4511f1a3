//! [`QueueNotifications`]: what happens in buckets, told to queues.

use async_trait::async_trait;
use void_core::ChangeLogError;
use void_messaging_sdk::mock::{MockMessaging, MockQueue};
use void_storage_sdk::mock::{Notification, NotificationSink};

/// Sends what happens in buckets to the queues of a [`MockMessaging`], each event as a message. A bucket's configuration can name
/// those alone: by their ARNs, and none that are FIFO, as the service knows none. Others are refused with `InvalidArgument`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html>
///
/// ```
/// # use std::sync::Arc;
/// # use void_messaging_sdk::mock::MockMessaging;
/// # use void_storage_sdk::mock::MockStorage;
/// use void_local::serve::QueueNotifications;
///
/// let (messaging, storage) = (MockMessaging::new(), MockStorage::new());
/// storage.notify(Arc::new(QueueNotifications::new(messaging.clone())));
/// ```
#[derive(Clone, Debug)]
pub struct QueueNotifications {
    messaging: MockMessaging,
}

impl QueueNotifications {
    /// Sends to the queues of `messaging`.
    #[must_use]
    pub const fn new(messaging: MockMessaging) -> Self {
        Self { messaging }
    }

    fn queue(&self, arn: &str) -> Option<MockQueue> {
        let name = arn.rsplit(':').next()?;
        self.messaging.find_queue(name).filter(|queue| queue.arn() == arn && !name.ends_with(".fifo"))
    }
}

#[async_trait]
impl NotificationSink for QueueNotifications {
    fn accepts(&self, destination: &str) -> bool {
        self.queue(destination).is_some()
    }

    fn deliver(&self, notification: Notification) {
        let arn = &notification.destination;
        let Some(queue) = self.queue(arn) else {
            tracing::warn!(arn, "a bucket tells a queue that is not there");
            return;
        };
        let event = String::from_utf8_lossy(&notification.event).into_owned();
        if let Err(problem) = queue.try_send(event) {
            tracing::warn!(arn, %problem, "a queue refused what a bucket tells");
        }
    }

    async fn durable(&self) -> Result<(), ChangeLogError> {
        self.messaging.durable().await
    }
}
