//! Subscriptions: each gets every message of its queue, with deliveries of its own.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{
    Code, DeadLetterCause, Engine, Problem, Received,
    filter::FilterPattern,
    limits::MAX_VISIBILITY,
    message::Message,
    receipts::Receipt,
    redrive::Exhaustion,
    settling::Held,
    store::{Entry, State},
};

/// How a subscription delivers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SubscriptionOptions {
    /// How long a delivery is hidden once it was received. Default: the queue's visibility timeout. At most 12 hours.
    pub visibility_timeout: Option<Duration>,
    /// How often a delivery is received before it goes to the dead-letter queue. Default: as the queue's redrive policy says.
    pub max_receive_count: Option<u32>,
    /// The name of the dead-letter queue. Default: as the queue's redrive policy says; where there is none at all, what was
    /// received too often is dropped.
    pub dead_letter_queue: Option<String>,
    /// Which messages it wants. Default: all.
    pub filter: Option<FilterPattern>,
}

/// A subscription.
#[derive(Debug)]
pub(super) struct Subscribed {
    pub(super) queue: u32,
    pub(super) name: Arc<str>,
    pub(super) lane: u32,
    pub(super) options: SubscriptionOptions,
}

impl Subscribed {
    pub(super) fn wants(&self, message: &Message) -> bool {
        self.options.filter.as_ref().is_none_or(|filter| filter.matches(message))
    }

    /// Whether its dead letters go to the queue `name`.
    pub(super) fn buries_in(&self, name: &str) -> bool {
        self.options.dead_letter_queue.as_deref() == Some(name)
    }
}

impl Engine {
    /// Subscribes to the queue `queue` under `name`. The first subscription takes over what waits in the queue, a later one
    /// starts with what is sent from then on. One that is there already gets these options and keeps its deliveries.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist` for the queue or the dead-letter queue; `InvalidParameterValue` for a visibility timeout above 12
    /// hours, a receive count of zero, or a dead-letter queue of the other kind.
    pub fn subscribe(
        &mut self,
        now: Timestamp,
        queue: &str,
        name: &str,
        options: SubscriptionOptions,
    ) -> Result<u32, Problem> {
        self.pass(now);
        let id = self.id(queue)?;
        self.check_subscription(id, &options)?;
        if let Some(number) = self.queue(id).subscriptions.get(name).copied() {
            self.subscriptions.get_mut(&number).expect("the queue's subscription exists").options = options;
            self.note_queue(id);
            return Ok(number);
        }
        let lane = if self.queue(id).subscriptions.is_empty() {
            self.queue(id).lane
        } else {
            let lane = self.number();
            self.lanes.insert(lane, self.new_lane(id, &self.queue(id).attributes));
            lane
        };
        let (number, name) = (self.number(), Arc::<str>::from(name));
        self.subscriptions.insert(number, Subscribed { queue: id, name: Arc::clone(&name), lane, options });
        self.queue_mut(id).subscriptions.insert(name, number);
        self.stirred.insert(lane);
        self.note_queue(id);
        Ok(number)
    }

    /// Ends a subscription; ending it twice does nothing. What the last one had not handled goes back to the queue, what
    /// another had not is gone.
    pub fn unsubscribe(&mut self, now: Timestamp, subscription: u32) {
        self.pass(now);
        let Some(subscribed) = self.subscriptions.remove(&subscription) else { return };
        let queue = self.queue_mut(subscribed.queue);
        queue.subscriptions.remove(&subscribed.name);
        if queue.subscriptions.is_empty() {
            queue.lane = subscribed.lane;
            self.stirred.insert(subscribed.lane);
        } else {
            self.drop_lane(subscribed.lane);
        }
        self.note_queue(subscribed.queue);
    }

    /// Receives up to `max` deliveries of a subscription, without SQS's limit of ten.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` where the subscription has ended.
    pub fn receive_for(
        &mut self,
        now: Timestamp,
        subscription: u32,
        max: usize,
    ) -> Result<Vec<Received>, Problem> {
        self.pass(now);
        let subscribed = self.subscribed(subscription)?;
        let (lane, queue) = (subscribed.lane, subscribed.queue);
        let visibility = subscribed.options.visibility_timeout;
        let visibility = visibility.unwrap_or(self.queue(queue).attributes.visibility);
        let exhaustion = self.exhaustion(subscription)?;
        // What a subscription takes over from the queue was not asked about yet.
        let filter = subscribed.options.filter.clone();
        let wanted = |message: &Message| filter.as_ref().is_none_or(|filter| filter.matches(message));
        Ok(self.take(now, lane, max, visibility, &exhaustion, &wanted))
    }

    /// How many deliveries of a subscription can be received now, and when the next becomes visible by itself.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` where the subscription has ended.
    pub fn due_for(&self, subscription: u32) -> Result<(usize, Option<Timestamp>), Problem> {
        let lane = self.lane(self.subscribed(subscription)?.lane);
        let ready = if lane.is_open() { lane.visible() } else { 0 };
        Ok((ready, lane.next_visible()))
    }

    /// The lane of a subscription, as [`Engine::take_stirred`] tells of it.
    #[must_use]
    pub fn lane_of_subscription(&self, subscription: u32) -> Option<u32> {
        Some(self.subscriptions.get(&subscription)?.lane)
    }

    /// Deletes a delivery, and gives its message where that did anything. The message goes with its last delivery.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` where the subscription has ended, `ReceiptHandleIsInvalid`.
    pub fn delete_for(
        &mut self,
        now: Timestamp,
        subscription: u32,
        handle: &str,
    ) -> Result<Option<Arc<Message>>, Problem> {
        self.pass(now);
        Ok(self.current(subscription, handle)?.and_then(|receipt| self.delete_delivery(receipt)))
    }

    /// Hides a delivery for `visibility` from now on; zero shows it at once.
    ///
    /// # Errors
    ///
    /// As [`Engine::change_visibility`], and `ResourceNotFound` where the subscription has ended.
    pub fn hide_for(
        &mut self,
        now: Timestamp,
        subscription: u32,
        handle: &str,
        visibility: Duration,
    ) -> Result<(), Problem> {
        self.pass(now);
        match self.current(subscription, handle)? {
            Some(receipt) => self.hide(now, receipt, handle, visibility),
            None => Err(Problem::new(Code::MessageNotInflight, "The message is not in flight.")),
        }
    }

    /// Moves a delivery to the dead-letter queue at once, and gives its message; `None` where it was received again since, or
    /// is gone. Without a dead-letter queue it is dropped.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` where the subscription has ended, `ReceiptHandleIsInvalid`.
    pub fn dead_letter_for(
        &mut self,
        now: Timestamp,
        subscription: u32,
        handle: &str,
        cause: DeadLetterCause,
    ) -> Result<Option<Arc<Message>>, Problem> {
        self.pass(now);
        let Some(receipt) = self.current(subscription, handle)? else { return Ok(None) };
        let exhaustion = self.exhaustion(subscription)?;
        let entry: Entry = self.lane_mut(receipt.lane).remove(receipt.slot);
        self.settle(receipt.lane);
        let message = Arc::clone(&entry.message);
        if let Some(to) = exhaustion.to {
            self.bury(now, entry, to, &exhaustion, Some(cause));
        }
        Ok(Some(message))
    }

    /// Whether the subscription has a dead-letter queue that exists.
    #[must_use]
    pub fn has_dead_letter_queue(&self, subscription: u32) -> bool {
        self.exhaustion(subscription).is_ok_and(|exhaustion| exhaustion.to.is_some())
    }

    fn subscribed(&self, subscription: u32) -> Result<&Subscribed, Problem> {
        let subscribed = self.subscriptions.get(&subscription);
        subscribed.ok_or_else(|| Problem::new(Code::ResourceNotFound, "The subscription has ended."))
    }

    fn exhaustion(&self, subscription: u32) -> Result<Exhaustion, Problem> {
        let Subscribed { queue, name, options, .. } = self.subscribed(subscription)?;
        let of_queue = self.queue_exhaustion(*queue);
        let own = options.dead_letter_queue.as_deref().map(|name| self.id(name).ok());
        Ok(Exhaustion {
            after: options.max_receive_count.or(of_queue.after),
            to: own.unwrap_or(of_queue.to),
            subscription: Some(Arc::clone(name)),
            ..of_queue
        })
    }

    /// The delivery of `handle`, unless it was received again since, its time is over, or it is gone.
    fn current(&self, subscription: u32, handle: &str) -> Result<Option<Receipt>, Problem> {
        let subscribed = self.subscribed(subscription)?;
        Ok(match self.held(subscribed.queue, handle)? {
            Held::Current(receipt) if receipt.lane == subscribed.lane => {
                let fifo = self.queue(subscribed.queue).is_fifo();
                let in_flight = self.lane(receipt.lane).get(receipt.slot).state == State::InFlight;
                Some(receipt).filter(|_| in_flight || !fifo)
            }
            _ => None,
        })
    }

    fn check_subscription(&self, id: u32, options: &SubscriptionOptions) -> Result<(), Problem> {
        if let Some(timeout) = options.visibility_timeout.filter(|timeout| *timeout > MAX_VISIBILITY) {
            return Err(Problem::parameter(
                "visibility_timeout",
                timeout.as_secs(),
                "At most 43200 seconds.",
            ));
        }
        if options.max_receive_count == Some(0) {
            return Err(Problem::parameter("max_receive_count", 0, "At least 1."));
        }
        let Some(name) = &options.dead_letter_queue else { return Ok(()) };
        if self.queue(self.id(name)?).is_fifo() != self.queue(id).is_fifo() {
            return Err(Problem::parameter(
                "dead_letter_queue",
                name,
                "Dead-letter queue must be same type of queue as the source.",
            ));
        }
        Ok(())
    }
}
