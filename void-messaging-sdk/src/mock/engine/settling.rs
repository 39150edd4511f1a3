//! What becomes of a received message: it is deleted, or its visibility changes.

use std::{sync::Arc, time::Duration};

use void_core::Timestamp;

use super::{
    Code, Engine, Problem,
    limits::MAX_VISIBILITY,
    message::Message,
    receipts::Receipt,
    store::{Entry, State},
};

/// What a receipt handle of this queue leads to.
pub(super) enum Held {
    /// The delivery, as it was received.
    Current(Receipt),
    /// The delivery, which was received again since.
    Stale,
    /// Nothing: the message is gone.
    Gone,
}

impl Engine {
    /// Deletes the message of `handle` from the queue `name`, and gives it where that did anything.
    ///
    /// A handle of a message that is gone succeeds; so does one of a message that was received again since, and does nothing.
    /// A FIFO queue refuses a handle whose visibility timeout has passed.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `ReceiptHandleIsInvalid` for a handle that was not given out for the queue, and
    /// `InvalidParameterValue` for one that has expired, in a FIFO queue.
    pub fn delete(
        &mut self,
        now: Timestamp,
        name: &str,
        handle: &str,
    ) -> Result<Option<Arc<Message>>, Problem> {
        self.pass(now);
        let id = self.id(name)?;
        let fifo = self.queue(id).is_fifo();
        match self.held(id, handle)? {
            Held::Current(receipt) => {
                if fifo && self.lane(receipt.lane).get(receipt.slot).state != State::InFlight {
                    return Err(expired(handle));
                }
                Ok(self.delete_delivery(receipt))
            }
            Held::Stale if fifo => Err(expired(handle)),
            Held::Stale | Held::Gone => Ok(None),
        }
    }

    /// Hides the message of `handle` for `visibility` from now on; zero shows it at once.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `ReceiptHandleIsInvalid`, `MessageNotInflight`, and `InvalidParameterValue` where the message
    /// would be hidden for more than 12 hours since it was received.
    pub fn change_visibility(
        &mut self,
        now: Timestamp,
        name: &str,
        handle: &str,
        visibility: Duration,
    ) -> Result<(), Problem> {
        self.pass(now);
        let id = self.id(name)?;
        if visibility > MAX_VISIBILITY {
            return Err(Problem::parameter(
                "VisibilityTimeout",
                visibility.as_secs(),
                "Must be between 0 and 43200.",
            ));
        }
        let Held::Current(receipt) = self.held(id, handle)? else { return Err(not_in_flight(handle)) };
        self.hide(now, receipt, handle, visibility)
    }

    /// Hides a delivery for `visibility` from now on.
    pub(super) fn hide(
        &mut self,
        now: Timestamp,
        receipt: Receipt,
        handle: &str,
        visibility: Duration,
    ) -> Result<(), Problem> {
        let entry = self.lane(receipt.lane).get(receipt.slot);
        if entry.state != State::InFlight {
            return Err(not_in_flight(handle));
        }
        if now + visibility > entry.received_at + MAX_VISIBILITY {
            return Err(Problem::parameter(
                "VisibilityTimeout",
                visibility.as_secs(),
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
            ));
        }
        self.lane_mut(receipt.lane).change_visibility(receipt.slot, now + visibility, now);
        self.settle(receipt.lane);
        Ok(())
    }

    pub(super) fn delete_delivery(&mut self, receipt: Receipt) -> Option<Arc<Message>> {
        let entry: Option<Entry> = self.lane_mut(receipt.lane).delete(receipt.slot);
        self.settle(receipt.lane);
        self.queue_mut(receipt.queue).totals.deleted += u64::from(entry.is_some());
        entry.map(|entry| entry.message)
    }

    /// What `handle` leads to in the queue `id`.
    pub(super) fn held(&self, id: u32, handle: &str) -> Result<Held, Problem> {
        let receipt = self.receipts.read(handle).filter(|receipt| receipt.queue == id);
        let receipt = receipt.ok_or_else(|| {
            Problem::new(
                Code::ReceiptHandleIsInvalid,
                format!("The input receipt handle \"{handle}\" is not a valid receipt handle."),
            )
        })?;
        let entry = self.lanes.get(&receipt.lane).and_then(|lane| lane.find(receipt.slot));
        Ok(match entry.filter(|entry| entry.message.id == receipt.message) {
            None => Held::Gone,
            Some(entry) if entry.receives == receipt.receive => Held::Current(receipt),
            Some(_) => Held::Stale,
        })
    }
}

fn expired(handle: &str) -> Problem {
    Problem::parameter("ReceiptHandle", handle, "The receipt handle has expired.")
}

fn not_in_flight(handle: &str) -> Problem {
    Problem::new(
        Code::MessageNotInflight,
        format!(
            "Value {handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change."
        ),
    )
}
