//! To the dead-letter queue, and back from it by hand.

use std::{sync::Arc, time::Duration};

use void_core::Timestamp;

use super::{
    Attributes, Code, DeadLetter, DeadLetterCause, Engine, Message, MessageId, Problem, lane::Lane,
    store::Entry,
};

/// When a message was received too often, and where it goes then.
#[derive(Clone, Debug, Default)]
pub(super) struct Exhaustion {
    /// After how many receives; never where it doesn't say.
    pub(super) after: Option<u32>,
    /// The queue that it goes to; where there is none it is dropped.
    pub(super) to: Option<u32>,
    /// The name of the queue that it comes from.
    pub(super) source: Arc<str>,
    /// The subscription whose delivery it is.
    pub(super) subscription: Option<Arc<str>>,
}

impl Exhaustion {
    pub(super) const fn max_receives(&self) -> Option<u32> {
        self.after
    }
}

/// Where a dead letter is sent by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedriveTo {
    /// To where it came from: the queue, or the one subscription whose delivery failed.
    Source,
    /// To a queue, with all its subscriptions.
    Queue(String),
    /// To one subscription of a queue.
    Subscription {
        /// The queue.
        queue: String,
        /// The subscription.
        name: String,
    },
}

impl Engine {
    /// Checks the redrive policy of the queue `name` against its dead-letter queue.
    pub(super) fn check_redrive(
        &self,
        name: &str,
        fifo: bool,
        attributes: &Attributes,
    ) -> Result<(), Problem> {
        let Some(redrive) = &attributes.redrive else { return Ok(()) };
        let invalid = |reason: &str| Problem::parameter("RedrivePolicy", &redrive.text, reason);
        let target = self.name_in_arn(&redrive.target).and_then(|target| self.id(target).ok());
        let Some(target) = target.map(|id| self.queue(id)) else {
            return Err(invalid("Dead letter target does not exist."));
        };
        if target.is_fifo() != fifo {
            return Err(invalid("Dead-letter queue must be same type of queue as the source."));
        }
        let arn = self.arn(name);
        if target.attributes.redrive_allow.as_ref().is_some_and(|allow| !allow.allows(&arn)) {
            return Err(invalid(
                "The dead-letter queue's RedriveAllowPolicy does not allow this source queue.",
            ));
        }
        Ok(())
    }

    /// When the queue's own policy has a message go to the dead-letter queue: never where that is gone.
    pub(super) fn queue_exhaustion(&self, id: u32) -> Exhaustion {
        let queue = self.queue(id);
        let redrive = queue.attributes.redrive.as_ref();
        let to = redrive.and_then(|redrive| self.id(self.name_in_arn(&redrive.target)?).ok());
        let after = redrive.filter(|_| to.is_some()).map(|redrive| redrive.max_receives);
        Exhaustion { after, to, source: Arc::clone(&queue.name), subscription: None }
    }

    /// Moves a delivery that was received too often.
    pub(super) fn exhaust(&mut self, now: Timestamp, entry: Entry, exhaustion: &Exhaustion) {
        if let Some(to) = exhaustion.to {
            self.bury(now, entry, to, exhaustion, None);
        }
    }

    /// Moves a delivery to the dead-letter queue `to`: at once visible there, with its id and receive count. A standard queue
    /// keeps the time of its sending, from which retention counts; a FIFO queue starts it anew.
    pub(super) fn bury(
        &mut self,
        now: Timestamp,
        entry: Entry,
        to: u32,
        from: &Exhaustion,
        cause: Option<DeadLetterCause>,
    ) {
        let receives = entry.total_receives();
        if let Ok(source) = self.id(&from.source) {
            self.queue_mut(source).totals.dead_lettered += 1;
        }
        let dead_letter = DeadLetter {
            source: from.source.to_string(),
            subscription: from.subscription.as_deref().map(str::to_owned),
            cause,
            receives,
            moved_at: now,
        };
        let message = if self.queue(to).is_fifo() {
            Arc::new(entry.message.sent_again(entry.message.id, now))
        } else {
            entry.message
        };
        let buried = |lane: &mut Lane| {
            let mut buried = Entry::new(Arc::clone(&message));
            buried.dead_letter = Some(Box::new(dead_letter.clone()));
            buried.receives_before = receives;
            buried.first_received_at = entry.first_received_at;
            lane.insert(now, buried, Duration::ZERO);
        };
        for lane in self.lanes_of(self.queue(to)) {
            buried(self.lane_mut(lane));
            self.settle(lane);
        }
    }

    /// Sends the dead letter `message` of the queue `name` on, with another body or the same: it gets a new id and time of
    /// sending, as one that a move task moves. Where several subscriptions could not handle the message, `of` says whose
    /// dead letter it is; without it, the first.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`; `ResourceNotFound` where there is no such message or subscription; `UnsupportedOperation` where
    /// it did not come from anywhere.
    pub fn redrive(
        &mut self,
        now: Timestamp,
        name: &str,
        message: MessageId,
        of: Option<&str>,
        to: &RedriveTo,
        body: Option<String>,
    ) -> Result<MessageId, Problem> {
        self.pass(now);
        let id = self.id(name)?;
        let found = self.lanes_of(self.queue(id)).into_iter().find_map(|lane| {
            let is_it = |entry: &Entry| {
                let subscription =
                    entry.dead_letter.as_deref().and_then(|letter| letter.subscription.as_deref());
                entry.message.id == message && (of.is_none() || of == subscription)
            };
            let slot = self.lane(lane).slots().find(|slot| is_it(self.lane(lane).get(*slot)))?;
            Some((lane, slot))
        });
        let (lane, slot) =
            found.ok_or_else(|| not_found(&format!("There is no message {message} in {name}.")))?;
        let dead_letter = self.lane(lane).get(slot).dead_letter.as_deref().cloned();
        let (target, subscription) = match to {
            RedriveTo::Queue(queue) => (queue.clone(), None),
            RedriveTo::Subscription { queue, name } => (queue.clone(), Some(name.clone())),
            RedriveTo::Source => {
                let dead_letter = dead_letter.ok_or_else(|| {
                    Problem::new(
                        Code::UnsupportedOperation,
                        format!("The message {message} did not come from another queue."),
                    )
                })?;
                (dead_letter.source, dead_letter.subscription)
            }
        };
        let target = self.id(&target)?;
        let lanes = self.redrive_lanes(target, subscription.as_deref(), matches!(to, RedriveTo::Source))?;
        let entry = self.lane_mut(lane).remove(slot);
        self.settle(lane);
        let source = body.map(|body| entry.message.with_body(&body));
        Ok(self.resend(now, source.as_ref().unwrap_or(&entry.message), target, lanes))
    }

    /// Drops the message `message` of the queue `name`, with all its deliveries. Says whether there was one.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn remove(&mut self, now: Timestamp, name: &str, message: MessageId) -> Result<bool, Problem> {
        self.pass(now);
        let id = self.id(name)?;
        let mut is_removed = false;
        for lane in self.lanes_of(self.queue(id)) {
            let slot = self.lane(lane).slots().find(|slot| self.lane(lane).get(*slot).message.id == message);
            if let Some(slot) = slot {
                self.lane_mut(lane).remove(slot);
                self.settle(lane);
                is_removed = true;
            }
        }
        Ok(is_removed)
    }

    /// Sends what was a dead letter anew: to `lanes`, or to whoever gets the queue's messages.
    pub(super) fn resend(
        &mut self,
        now: Timestamp,
        message: &Message,
        target: u32,
        lanes: Option<u32>,
    ) -> MessageId {
        let id = MessageId(self.settings.random.uuid_bytes());
        let queue = self.queue_mut(target);
        let message = Arc::new(if queue.is_fifo() {
            message.sent_again_as(id, now, queue.next_sequence())
        } else {
            message.sent_again(id, now)
        });
        match lanes {
            Some(lane) => {
                self.lane_mut(lane).insert(now, Entry::new(message), Duration::ZERO);
                self.settle(lane);
            }
            None => self.distribute(now, target, &message, Duration::ZERO),
        }
        id
    }

    /// The lane of the subscription that a dead letter goes back to; `None` for the queue as a whole.
    pub(super) fn redrive_lanes(
        &self,
        target: u32,
        subscription: Option<&str>,
        or_all: bool,
    ) -> Result<Option<u32>, Problem> {
        let Some(name) = subscription else { return Ok(None) };
        match self.queue(target).subscriptions.get(name) {
            Some(number) => Ok(Some(self.subscriptions[number].lane)),
            None if or_all => Ok(None),
            None => Err(not_found(&format!("There is no subscription {name}."))),
        }
    }
}

pub(super) fn not_found(message: &str) -> Problem {
    Problem::new(Code::ResourceNotFound, message.to_owned())
}
