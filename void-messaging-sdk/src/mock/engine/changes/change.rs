//! [`Change`]: what an operation changed.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::super::{Attributes, DeadLetter, Message, MessageId, MoveTask, SubscriptionOptions};

/// What an operation changed. New kinds come last: a log names them by their place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Change {
    /// There is nothing any more.
    Reset,
    /// Receipt handles prove with a key of this seed.
    Receipts(u64),
    /// Numbers up to this one were given to queues, lanes and subscriptions.
    Numbered(u32),
    /// A queue is so from now on.
    Queue(Box<QueueState>),
    /// A queue was deleted, with all that it had.
    QueueGone {
        /// Its number.
        queue: u32,
        /// Its name, which has no move tasks any more.
        name: String,
        /// When.
        at: Timestamp,
    },
    /// A message came to stand in a place.
    Stored(Box<Stored>),
    /// A message was received.
    Received {
        /// Where it stands.
        place: Place,
        /// How often it was received there.
        receives: u32,
        /// When it was received first.
        first_received_at: Timestamp,
    },
    /// A message left its place: deleted, moved or expired.
    Removed(Place),
    /// All messages left a lane.
    Cleared(u32),
    /// A FIFO queue remembers what was sent.
    Remembered(Remembered),
    /// A move task is so from now on.
    Move(Box<MoveTask>),
}

/// A place for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The lane: a queue's, or a subscription's.
    pub lane: u32,
    /// The place within the lane, used again when it is free.
    pub slot: u32,
}

/// A queue, besides its messages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QueueState {
    /// Its number.
    pub queue: u32,
    /// Its name.
    pub name: String,
    /// What it is set up with.
    pub attributes: Attributes,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was set up last.
    pub modified_at: Timestamp,
    /// When it was purged last.
    pub purged_at: Option<Timestamp>,
    /// The lane of its own receivers.
    pub lane: u32,
    /// Its subscriptions.
    pub subscriptions: Vec<SubscriptionState>,
    /// The last sequence number.
    pub sequence: u64,
}

/// A subscription, besides its deliveries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SubscriptionState {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Its lane.
    pub lane: u32,
    /// How it delivers.
    pub options: SubscriptionOptions,
}

/// A message in its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stored {
    /// The place.
    pub place: Place,
    /// The message; `None` for that of the `Stored` before this one in the same operation.
    #[serde(with = "shared")]
    pub message: Option<Arc<Message>>,
    /// Where it came from, where it is a dead letter.
    pub dead_letter: Option<Box<DeadLetter>>,
    /// Its turn among the others of the lane.
    pub order: u64,
    /// Until when it is delayed, where it is; in a FIFO queue, since when.
    pub delayed: Option<Timestamp>,
    /// How often it was received here.
    pub receives: u32,
    /// How often it was received before it came here.
    pub receives_before: u32,
    /// When it was received first; the epoch stands for never.
    pub first_received_at: Timestamp,
}

/// What a FIFO queue remembers of what was sent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Remembered {
    /// The queue.
    pub queue: u32,
    /// What stands for the deduplication id.
    pub key: [u8; 16],
    /// The message's id.
    pub id: MessageId,
    /// Its sequence number.
    pub sequence: u64,
    /// When it was sent.
    pub at: Timestamp,
}

/// A message is written whole, however many share it.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Message;

    pub(super) fn serialize<S: Serializer>(
        message: &Option<Arc<Message>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        message.as_deref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Arc<Message>>, D::Error> {
        Ok(Option::<Message>::deserialize(deserializer)?.map(Arc::new))
    }
}
