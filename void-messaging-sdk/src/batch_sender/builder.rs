//! [`BatchSenderBuilder`]: how a sender groups messages and how much it holds.

use std::time::Duration;

use super::{BatchSender, sender};
use crate::{
    client::VoidMessagingClient,
    send_messages::{BATCH_BYTES, BATCH_ENTRIES},
    types::QueueUrl,
};

/// Sets a [`BatchSender`] up: what [`VoidMessagingClient::batch_sender`] gives.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `start`"]
pub struct BatchSenderBuilder {
    pub(super) client: VoidMessagingClient,
    pub(super) queue_url: QueueUrl,
    pub(super) linger: Duration,
    pub(super) max_entries: usize,
    pub(super) max_bytes: usize,
    pub(super) capacity_messages: usize,
    pub(super) capacity_bytes: usize,
    pub(super) max_in_flight: usize,
}

impl VoidMessagingClient {
    /// Sets a sender up that groups single messages to a queue into batches.
    pub fn batch_sender(&self, queue_url: impl Into<QueueUrl>) -> BatchSenderBuilder {
        BatchSenderBuilder {
            client: self.clone(),
            queue_url: queue_url.into(),
            linger: Duration::from_millis(10),
            max_entries: BATCH_ENTRIES,
            max_bytes: BATCH_BYTES,
            capacity_messages: 1000,
            capacity_bytes: 16 * BATCH_BYTES,
            max_in_flight: 4,
        }
    }
}

impl BatchSenderBuilder {
    /// Lets a message wait for others at most for so long before its batch is sent. Default 10 ms. Zero sends what
    /// is there.
    pub const fn linger(mut self, linger: Duration) -> Self {
        self.linger = linger;
        self
    }

    /// Sends a batch once it has so many messages. Default and most: 10, the service's limit.
    pub fn max_batch_messages(mut self, count: usize) -> Self {
        self.max_entries = count.clamp(1, BATCH_ENTRIES);
        self
    }

    /// Sends a batch before it has more bytes, the message attributes counted. Default and most: 1,048,576, the
    /// service's limit. A message that is larger by itself is sent alone.
    pub fn max_batch_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes.clamp(1, BATCH_BYTES);
        self
    }

    /// Holds so many messages that wait for a batch; with more, sending waits. Default 1,000, at least 1.
    pub fn capacity_messages(mut self, count: usize) -> Self {
        self.capacity_messages = count.max(1);
        self
    }

    /// Holds so many bytes of messages that have no result yet; with more, sending waits. Default 16 MiB, at least
    /// 1 MiB and at most 4 GiB.
    pub fn capacity_bytes(mut self, bytes: usize) -> Self {
        self.capacity_bytes = bytes.clamp(BATCH_BYTES, u32::MAX as usize);
        self
    }

    /// Sends so many batches at a time. Default 4, at least 1. A FIFO queue has one at a time, which keeps its
    /// groups in order.
    pub fn max_in_flight(mut self, batches: usize) -> Self {
        self.max_in_flight = batches.max(1);
        self
    }

    /// Starts the sender, which has a task of its own on the current tokio runtime.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn start(self) -> BatchSender {
        sender::start(self)
    }
}
