//! [`QueuedMessage`]: a message as it is in a queue.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use void_core::Timestamp;

use super::{
    engine::{DeadLetter, DeadLetterCause, DeliveryState, Look, LookDelivery, Message},
    history,
};

/// A message in a queue, as it was when it was looked at. Looking consumes nothing and counts as no receive.
#[derive(Clone, Debug)]
pub struct QueuedMessage {
    message: Arc<Message>,
    deliveries: Vec<MessageDelivery>,
}

/// A delivery of a message that is still to be handled: the queue's own, or a subscription's.
#[derive(Clone, Debug)]
pub struct MessageDelivery {
    subscription: Option<Arc<str>>,
    state: DeliveryState,
    receive_count: u32,
    dead_letter: Option<DeadLetter>,
}

impl QueuedMessage {
    pub(super) fn of(look: Look) -> Self {
        let deliveries = look.deliveries.into_iter().map(MessageDelivery::of).collect();
        Self { message: look.message, deliveries }
    }

    /// The id.
    #[must_use]
    pub fn message_id(&self) -> String {
        self.message.id.to_string()
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &str {
        self.message.body()
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// When it is not the JSON of a `T`: a test has no use for it then.
    #[must_use]
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        history::json(&self.message)
    }

    /// The text of the sender's attribute `name`; `None` where it has none, or a binary one.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        history::attribute(&self.message, name)
    }

    /// The names of the sender's attributes, in their order.
    pub fn attribute_names(&self) -> impl Iterator<Item = &str> {
        self.message.attributes().map(|attribute| attribute.name)
    }

    /// Where it stands. With subscriptions: where the delivery stands that is furthest from being done, visible before
    /// delayed before in flight; [`deliveries`](Self::deliveries) tells of each.
    #[must_use]
    pub fn state(&self) -> DeliveryState {
        let rank = |state: &DeliveryState| match state {
            DeliveryState::Visible => 0,
            DeliveryState::Delayed { .. } => 1,
            DeliveryState::InFlight { .. } => 2,
        };
        let states = self.deliveries.iter().map(MessageDelivery::state);
        states.min_by_key(rank).expect("a message in a queue has a delivery")
    }

    /// How often it was received, in all queues that it was in; with subscriptions, the most that any of them did.
    #[must_use]
    pub fn receive_count(&self) -> u32 {
        self.deliveries.iter().map(MessageDelivery::receive_count).max().unwrap_or_default()
    }

    /// Its deliveries: one, or one for each subscription that is not done with it.
    #[must_use]
    pub fn deliveries(&self) -> &[MessageDelivery] {
        &self.deliveries
    }

    /// When it was sent.
    #[must_use]
    pub fn sent_at(&self) -> Timestamp {
        self.message.sent_at
    }

    /// The message group id.
    #[must_use]
    pub fn group_id(&self) -> Option<&str> {
        self.message.group()
    }

    /// The deduplication id, in a FIFO queue.
    #[must_use]
    pub fn deduplication_id(&self) -> Option<&str> {
        self.message.deduplication_id()
    }

    /// The sequence number, in a FIFO queue.
    #[must_use]
    pub fn sequence_number(&self) -> Option<u64> {
        self.message.sequence()
    }

    /// The trace header that it was sent with.
    #[must_use]
    pub fn trace_header(&self) -> Option<&str> {
        self.message.trace_header()
    }

    /// Where it came from, where it is a dead letter.
    #[must_use]
    pub fn dead_letter(&self) -> Option<&DeadLetter> {
        self.deliveries.iter().find_map(|delivery| delivery.dead_letter.as_ref())
    }

    /// What went wrong, where it is a dead letter and somebody told.
    #[must_use]
    pub fn dead_letter_cause(&self) -> Option<&DeadLetterCause> {
        self.dead_letter()?.cause.as_ref()
    }
}

impl MessageDelivery {
    fn of(delivery: LookDelivery) -> Self {
        let LookDelivery { subscription, state, receive_count, dead_letter } = delivery;
        Self { subscription, state, receive_count, dead_letter }
    }

    /// The subscription's name; `None` for the queue's own receivers.
    #[must_use]
    pub fn subscription(&self) -> Option<&str> {
        self.subscription.as_deref()
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> DeliveryState {
        self.state
    }

    /// How often it was received, in all queues that its message was in.
    #[must_use]
    pub const fn receive_count(&self) -> u32 {
        self.receive_count
    }
}
