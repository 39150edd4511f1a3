//! [`Subscription`]: what one subscriber of a queue receives through, and [`Delivery`]: what it receives.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use void_core::Timestamp;

use super::{
    engine::{DeadLetterCause, Problem, Received},
    operations::{message_attributes, system_attributes},
    shell::{Backend, State},
};
use crate::{
    checksum,
    types::{MessageAttributeValue, MessageSystemAttributeName, ReceiptHandle},
};

/// A subscription of a queue: it gets every message, with its own visibility, receive count and dead-letter queue. Cheap to
/// clone; clones compete for its deliveries. It lasts until [`close`](Self::close), not until the last clone is dropped.
#[derive(Clone)]
pub struct Subscription {
    backend: Arc<Backend>,
    queue: Arc<str>,
    name: Arc<str>,
    number: u32,
}

/// A message that a subscription received: all that a function's queue record holds.
#[derive(Clone)]
pub struct Delivery {
    /// The message's id.
    pub message_id: String,
    /// The handle of this receive.
    pub receipt_handle: ReceiptHandle,
    /// The body.
    pub body: String,
    /// The MD5 digest of the body, in hexadecimal.
    pub md5_of_body: String,
    /// All that the service keeps of it: `SentTimestamp`, `ApproximateReceiveCount`, `AWSTraceHeader`, ….
    pub attributes: BTreeMap<MessageSystemAttributeName, String>,
    /// The sender's attributes.
    pub message_attributes: BTreeMap<String, MessageAttributeValue>,
    /// The MD5 digest of the sender's attributes, in hexadecimal, where there are any.
    pub md5_of_message_attributes: Option<String>,
    /// The ARN of the queue.
    pub queue_arn: String,
    /// How often it was received so far, this time included.
    pub receive_count: u32,
    /// Until when it is hidden from the subscription's other receivers.
    pub visible_at: Timestamp,
}

impl Subscription {
    pub(super) fn of(backend: Arc<Backend>, queue: Arc<str>, name: &str, number: u32) -> Self {
        Self { backend, queue, name: name.into(), number }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the queue.
    #[must_use]
    pub fn queue_name(&self) -> &str {
        &self.queue
    }

    /// Waits for a delivery, then until there are `max` or `batching_window` has passed since it was there, and receives
    /// them: never more than `max`. What is waited for stays visible until then, so that a wait that is given up takes nothing.
    ///
    /// Empty when the subscription was closed, its queue deleted, or the backend reset.
    pub async fn receive(&self, max: usize, batching_window: Duration) -> Vec<Delivery> {
        let received = self.backend.receive_for(self.number, max.max(1), batching_window).await;
        self.deliveries(&received)
    }

    /// Receives up to `max` deliveries that are there now.
    #[must_use]
    pub fn try_receive(&self, max: usize) -> Vec<Delivery> {
        let received = self.backend.run(|state| state.engine.receive_for(state.now, self.number, max));
        self.deliveries(&received.unwrap_or_default())
    }

    /// How many deliveries can be received now.
    #[must_use]
    pub fn ready(&self) -> usize {
        self.backend.run(|state| {
            state.engine.pass(state.now);
            state.engine.due_for(self.number).map_or(0, |(ready, _)| ready)
        })
    }

    /// Deletes a delivery: handled. One that is gone, or was received again since, is passed over.
    ///
    /// # Errors
    ///
    /// A [`Problem`] for a handle that was not given out for the queue, or once the subscription has ended.
    pub fn delete(&self, receipt: &ReceiptHandle) -> Result<(), Problem> {
        self.backend.run(|state| {
            if let Some(message) = state.engine.delete_for(state.now, self.number, receipt.as_str())? {
                state.history.add_deleted(state.now, &self.queue, message);
            }
            Ok(())
        })
    }

    /// Gives a delivery back: it is received again, not before `after` has passed.
    ///
    /// # Errors
    ///
    /// A [`Problem`] for a handle that was not given out for the queue, a delivery that is not in flight, a wait beyond 12
    /// hours since it was received, or once the subscription has ended.
    pub fn retry(&self, receipt: &ReceiptHandle, after: Duration) -> Result<(), Problem> {
        self.hide(receipt, after)
    }

    /// Hides a delivery for `visibility` from now on, for a handler that takes longer.
    ///
    /// # Errors
    ///
    /// As [`retry`](Self::retry).
    pub fn extend(&self, receipt: &ReceiptHandle, visibility: Duration) -> Result<(), Problem> {
        self.hide(receipt, visibility)
    }

    /// Moves a delivery to the dead-letter queue at once, with what went wrong. Without a dead-letter queue it is dropped.
    /// One that is gone, or was received again since, is passed over.
    ///
    /// # Errors
    ///
    /// As [`delete`](Self::delete).
    pub fn dead_letter(&self, receipt: &ReceiptHandle, cause: DeadLetterCause) -> Result<(), Problem> {
        self.backend.run(|state| {
            let buries = state.engine.has_dead_letter_queue(self.number);
            let message = state.engine.dead_letter_for(state.now, self.number, receipt.as_str(), cause)?;
            if let Some(message) = message.filter(|_| !buries) {
                state.history.add_deleted(state.now, &self.queue, message);
            }
            Ok(())
        })
    }

    /// When the next delivery can be received: now where one can already, otherwise when one becomes visible by itself.
    /// `None` where nothing waits.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.backend.run(|state| {
            state.engine.pass(state.now);
            match state.engine.due_for(self.number) {
                Ok((0, next)) => next,
                Ok(_) => Some(state.now),
                Err(_) => None,
            }
        })
    }

    /// Ends the subscription: whoever waits for deliveries gets none. What the queue's last subscription had not handled
    /// goes back to the queue, what another had not is gone.
    pub fn close(&self) {
        self.backend.run(|state: &mut State| {
            state.engine.unsubscribe(state.now, self.number);
            state.wake_all();
        });
    }

    fn hide(&self, receipt: &ReceiptHandle, visibility: Duration) -> Result<(), Problem> {
        self.backend.run(|state| state.engine.hide_for(state.now, self.number, receipt.as_str(), visibility))
    }

    fn deliveries(&self, received: &[Received]) -> Vec<Delivery> {
        if received.is_empty() {
            return Vec::new();
        }
        self.backend.peek(|state| {
            let arn = |name: &str| state.engine.arn(name);
            let queue_arn = arn(&self.queue);
            received.iter().map(|received| Delivery::of(received, &queue_arn, arn)).collect()
        })
    }
}

impl Delivery {
    fn of(received: &Received, queue_arn: &str, arn: impl Fn(&str) -> String) -> Self {
        let message = &received.message;
        let message_attributes = message_attributes(message, |_| true);
        Self {
            message_id: message.id.to_string(),
            receipt_handle: received.handle.clone().into(),
            body: message.body().to_owned(),
            md5_of_body: void_core::hex::encode(&message.body_md5),
            attributes: system_attributes(received, arn, |_| true),
            md5_of_message_attributes: checksum::of_attributes(&message_attributes),
            message_attributes,
            queue_arn: queue_arn.to_owned(),
            receive_count: received.receive_count,
            visible_at: received.until,
        }
    }
}

impl fmt::Debug for Delivery {
    /// Shows neither the body nor the receipt handle.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Delivery")
            .field("message_id", &self.message_id)
            .field("receive_count", &self.receive_count)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Subscription")
            .field("queue", &self.queue)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
