//! What CreateQueue and SetQueueAttributes both set.

use std::{fmt, time::Duration};

use super::Operation;
use crate::{
    call::Call,
    types::{QueueAttributeName, QueueAttributes, RedriveAllowPolicy, RedrivePolicy},
    wire,
};

/// A request that sets attributes of a queue: CreateQueue and SetQueueAttributes.
pub trait QueueSettings {
    /// The attributes that it sets.
    fn attributes_mut(&mut self) -> &mut QueueAttributes;
}

impl<R: Operation + QueueSettings> Call<'_, R> {
    /// Sets an attribute to a text.
    pub fn attribute(self, name: impl Into<QueueAttributeName>, value: impl Into<String>) -> Self {
        self.set(|request| drop(request.attributes_mut().insert(name, value)))
    }

    /// Sets many attributes.
    pub fn attributes(self, attributes: QueueAttributes) -> Self {
        self.set(|request| {
            for (name, value) in attributes {
                request.attributes_mut().insert(name, value);
            }
        })
    }

    /// Keeps a message invisible for so long after a receive: up to 43,200 s (12 h), whole seconds. Default 30 s.
    pub fn visibility_timeout(self, timeout: Duration) -> Self {
        self.seconds(QueueAttributeName::VisibilityTimeout, timeout)
    }

    /// Keeps messages for so long: 60 to 1,209,600 s (14 days), whole seconds. Default 4 days.
    pub fn message_retention_period(self, period: Duration) -> Self {
        self.seconds(QueueAttributeName::MessageRetentionPeriod, period)
    }

    /// Delays new messages for so long: up to 900 s, whole seconds. Default 0.
    pub fn delay(self, delay: Duration) -> Self {
        self.seconds(QueueAttributeName::DelaySeconds, delay)
    }

    /// Lets a receive wait for so long unless it says otherwise: up to 20 s, whole seconds. Default 0.
    pub fn receive_message_wait_time(self, wait: Duration) -> Self {
        self.seconds(QueueAttributeName::ReceiveMessageWaitTimeSeconds, wait)
    }

    /// Refuses messages above so many bytes: 1,024 to 1,048,576. Default 1,048,576.
    pub fn maximum_message_size(self, bytes: u32) -> Self {
        self.shown(QueueAttributeName::MaximumMessageSize, bytes)
    }

    /// Moves messages that fail too often to a dead-letter queue. Default: they are received again until they
    /// expire.
    pub fn redrive_policy(self, policy: &RedrivePolicy) -> Self {
        self.attribute(QueueAttributeName::RedrivePolicy, policy.to_json())
    }

    /// Says which queues may use this one for dead letters. Default: all of the account and region.
    pub fn redrive_allow_policy(self, policy: &RedriveAllowPolicy) -> Self {
        self.attribute(QueueAttributeName::RedriveAllowPolicy, policy.to_json())
    }

    /// Takes the SHA-256 of a body as its deduplication id where none is sent, in a FIFO queue. Default: the sender
    /// must send one.
    pub fn content_based_deduplication(self) -> Self {
        self.shown(QueueAttributeName::ContentBasedDeduplication, true)
    }

    /// Deduplicates and limits by message group instead of by queue, in a FIFO queue: the service's high throughput
    /// mode.
    pub fn high_throughput(self) -> Self {
        self.attribute(QueueAttributeName::DeduplicationScope, "messageGroup")
            .attribute(QueueAttributeName::FifoThroughputLimit, "perMessageGroupId")
    }

    fn seconds(self, name: QueueAttributeName, duration: Duration) -> Self {
        self.shown(name, wire::whole_seconds(duration))
    }

    fn shown(self, name: QueueAttributeName, value: impl fmt::Display) -> Self {
        self.attribute(name, value.to_string())
    }
}
