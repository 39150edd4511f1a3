//! [`Attributes`]: what a queue is set up with.

mod policies;
mod read;
mod write;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::policies::{Redrive, RedriveAllow};
pub(super) use self::write::Report;
use super::limits::MAX_MESSAGE_BYTES;

/// What a queue is set up with; values are the documented defaults where nothing was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// How long a message is delayed that doesn't say. Default 0, at most 15 minutes.
    pub delay: Duration,
    /// The most bytes a message has. Default and maximum 1 MiB, at least 1 KiB.
    pub max_message_bytes: usize,
    /// How long after its sending a message is dropped. Default 4 days; 1 minute to 14 days.
    pub retention: Duration,
    /// How long a receive waits that doesn't say. Default 0, at most 20 s.
    pub wait: Duration,
    /// How long a received message is hidden where the receive doesn't say. Default 30 s, at most 12 hours.
    pub visibility: Duration,
    /// The access policy, JSON.
    pub policy: Option<String>,
    /// Where messages go that were received too often.
    pub redrive: Option<Redrive>,
    /// Which queues may have this one as their dead-letter queue.
    pub redrive_allow: Option<RedriveAllow>,
    /// The key that the service encrypts with.
    pub kms_key: Option<String>,
    /// How long a data key is used. Default 5 minutes.
    pub kms_reuse: Duration,
    /// Whether the service encrypts with a key of its own. Default yes, unless there is a key of the owner's.
    pub managed_encryption: bool,
    /// What only a FIFO queue has.
    pub fifo: Option<FifoAttributes>,
}

/// What only a FIFO queue is set up with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FifoAttributes {
    /// Whether a message with no deduplication id gets the SHA-256 of its body as one.
    pub content_based_deduplication: bool,
    /// Within what a deduplication id is unique.
    pub scope: DeduplicationScope,
    /// What the throughput limit holds for. Stored; the mock does not throttle.
    pub throughput: ThroughputLimit,
}

/// Within what a deduplication id is unique.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeduplicationScope {
    /// The queue.
    #[default]
    Queue,
    /// Each message group.
    MessageGroup,
}

/// What a FIFO queue's throughput limit holds for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThroughputLimit {
    /// The queue.
    #[default]
    PerQueue,
    /// Each message group.
    PerMessageGroup,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            max_message_bytes: MAX_MESSAGE_BYTES,
            retention: Duration::from_secs(345_600),
            wait: Duration::ZERO,
            visibility: Duration::from_secs(30),
            policy: None,
            redrive: None,
            redrive_allow: None,
            kms_key: None,
            kms_reuse: Duration::from_secs(300),
            managed_encryption: true,
            fifo: None,
        }
    }
}
