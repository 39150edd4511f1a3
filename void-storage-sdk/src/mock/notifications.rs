//! [`NotificationSink`]: where what happens in buckets is told.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use void_core::ChangeLogError;

/// Takes what buckets' notification configurations send: queues and functions are behind it.
#[async_trait]
pub trait NotificationSink: fmt::Debug + Send + Sync + 'static {
    /// Whether there is such a destination, by its ARN. A configuration that names another one is refused.
    fn accepts(&self, destination: &str) -> bool;

    /// Takes a notification. They come in the order of what happened, after it was done; the backend can be called from here.
    fn deliver(&self, notification: Notification);

    /// Waits until what was delivered so far lasts, before whoever set it off is answered; asked only where the backend itself
    /// lasts. Default: there is nothing to wait for.
    ///
    /// # Errors
    ///
    /// It does not last.
    async fn durable(&self) -> Result<(), ChangeLogError> {
        Ok(())
    }
}

/// What happened in a bucket, on its way to one destination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notification {
    /// The ARN of the queue or the function.
    pub destination: String,
    /// The event, as JSON: `{"Records":[…]}`.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>
    pub event: Bytes,
}

impl Notification {
    /// Makes a notification.
    pub fn new(destination: impl Into<String>, event: impl Into<Bytes>) -> Self {
        Self { destination: destination.into(), event: event.into() }
    }
}
