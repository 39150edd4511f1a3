//! Dead letters: looked into, edited, and sent back.

use void_core::Timestamp;
use void_messaging_sdk::mock::{DeadLetterCause, Problem, QueuedMessage, RedriveTo};

use super::{
    LocalCloud,
    storage::{Origin, origin_of},
    streams::{StreamBatch, cause_of},
};
use crate::{
    error::{Error, ErrorKind},
    timeline::{MessageRef, Subject, TimelineEvent},
};

/// A message in a dead-letter queue, as it was when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The dead-letter queue.
    pub queue: String,
    /// The message's id, the same as in the queue that it came from.
    pub message_id: String,
    /// The body.
    pub body: String,
    /// The queue that it came from; `None` where it was sent to the dead-letter queue by somebody.
    pub source: Option<String>,
    /// The function whose subscription it was, where it was one.
    pub subscription: Option<String>,
    /// What went wrong: the error, how often it was tried, by which function, in which invocation and trace.
    /// `None` where nobody told.
    pub cause: Option<DeadLetterCause>,
    /// Which records of a stream it tells of, where it tells of some: the body is Lambda's document about them.
    pub stream: Option<StreamBatch>,
    /// The bucket that it tells of, where it is an event of a storage trigger: the body is the event.
    pub bucket: Option<String>,
    /// When it came here.
    pub moved_at: Option<Timestamp>,
    event_type: Option<String>,
    origin: Option<Origin>,
}

/// Where a dead letter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedriveTarget {
    /// To the subscription that failed, where it was one, so that functions that handled it don't get it again; else to the
    /// queue that it came from. An event of a bucket goes to the function that failed, and to no other.
    Origin,
    /// To the queue that it came from, with all its subscriptions.
    Source,
    /// To the subscription of this function on the queue that it came from.
    Function(String),
}

impl DeadLetter {
    fn of(queue: &str, message: &QueuedMessage) -> Self {
        let dead_letter = message.dead_letter();
        let attribute = |name: &str| message.attribute(name).map(ToOwned::to_owned);
        let (stream, stream_cause) = cause_of(attribute, message.body()).unzip();
        let (origin, event_cause) = origin_of(attribute).unzip();
        Self {
            queue: queue.to_owned(),
            message_id: message.message_id(),
            body: message.body().to_owned(),
            source: dead_letter.map(|dead_letter| dead_letter.source.clone()),
            subscription: dead_letter.and_then(|dead_letter| dead_letter.subscription.clone()),
            cause: message.dead_letter_cause().cloned().or(stream_cause).or(event_cause),
            stream,
            bucket: origin.as_ref().map(|origin| origin.bucket.clone()),
            moved_at: dead_letter.map(|dead_letter| dead_letter.moved_at),
            event_type: message.attribute(super::sends::EVENT_TYPE).map(ToOwned::to_owned),
            origin,
        }
    }

    /// The same with another body, to be sent back corrected.
    #[must_use]
    pub fn with_body(self, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..self }
    }
}

impl LocalCloud {
    /// What is in the dead-letter queue `name`, in the order of their sending. Looking consumes nothing.
    ///
    /// # Panics
    ///
    /// Where there is no such queue.
    #[must_use]
    #[track_caller]
    pub fn dead_letters(&self, name: &str) -> Vec<DeadLetter> {
        let messages = self.queue(name).messages();
        messages.iter().map(|message| DeadLetter::of(name, message)).collect()
    }

    /// The first dead letters of the queue `name`, as [`dead_letters`](Self::dead_letters) has them: messages that others sent
    /// to it are none. Nothing where there is no such queue.
    pub(crate) fn first_dead_letters(&self, name: &str, most: usize) -> Vec<DeadLetter> {
        let messages = self.first_messages(name, most).unwrap_or_default();
        let letters = messages.into_iter().map(|(_, letter)| letter);
        letters.filter(|letter| letter.cause.is_some() || letter.source.is_some()).collect()
    }

    /// The first messages of the queue `name`, and what they are as dead letters. `None` where there is no such queue.
    pub(crate) fn first_messages(&self, name: &str, most: usize) -> Option<Vec<(QueuedMessage, DeadLetter)>> {
        let mut messages = self.inner.messaging.find_queue(name)?.first_messages(most)?;
        // Each subscription has its own first ones.
        messages.truncate(most);
        let letters = messages.into_iter().map(|message| {
            let letter = DeadLetter::of(name, &message);
            (message, letter)
        });
        Some(letters.collect())
    }

    /// Sends a dead letter back, with its [body](DeadLetter::with_body) as it is now, and gives the id that it has there: it
    /// is a new message, whose attempts count from 1. It is tried when the cloud [settles](Self::settle) next.
    ///
    /// An event of a bucket has its function invoked again; the id is the request id of that. AWS has nothing like it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Queue`] where it is not in its dead-letter queue any more, came from no queue and no bucket, or the queue or
    /// function that it is to go to is gone or, for an event of a bucket, another. It stays where it is then.
    pub fn redrive(&self, dead_letter: &DeadLetter, target: &RedriveTarget) -> Result<String, Error> {
        if let Some(origin) = &dead_letter.origin {
            let request_id = self.redrive_event(dead_letter, origin, target)?;
            self.inner.stirred.notify_one();
            return Ok(request_id);
        }
        let from = &dead_letter.queue;
        let refused = |message: String| ErrorKind::Queue { queue: from.clone(), message };
        let Some(source) = &dead_letter.source else {
            let message = format!("the message {} did not come from another queue", dead_letter.message_id);
            return Err(refused(message).into());
        };
        let to = match target {
            RedriveTarget::Origin => RedriveTo::Source,
            RedriveTarget::Source => RedriveTo::Queue(source.clone()),
            RedriveTarget::Function(name) => {
                RedriveTo::Subscription { queue: source.clone(), name: name.clone() }
            }
        };
        let queue = self
            .inner
            .messaging
            .find_queue(from)
            .ok_or_else(|| refused("there is no such queue".to_owned()))?;
        let subscription = dead_letter.subscription.as_deref();
        let id = queue
            .redrive_of(&dead_letter.message_id, subscription, &to, Some(dead_letter.body.clone()))
            .map_err(|problem: Problem| refused(problem.to_string()))?;
        self.note_redrive(dead_letter, source, target, &id);
        self.inner.stirred.notify_one();
        Ok(id)
    }

    /// Sends everything in the dead-letter queue `name` that came from another queue or a bucket back, and says how many messages.
    ///
    /// # Errors
    ///
    /// As [`redrive`](Self::redrive), at the first that can't be sent back.
    ///
    /// # Panics
    ///
    /// Where there is no such queue.
    pub fn redrive_all(&self, name: &str, target: &RedriveTarget) -> Result<usize, Error> {
        let dead_letters = self.dead_letters(name);
        let known = dead_letters
            .iter()
            .filter(|dead_letter| dead_letter.source.is_some() || dead_letter.origin.is_some());
        known
            .map(|dead_letter| self.redrive(dead_letter, target))
            .try_fold(0, |count, id| id.map(|_| count + 1))
    }

    fn note_redrive(&self, dead_letter: &DeadLetter, source: &str, target: &RedriveTarget, id: &str) {
        let cause = dead_letter.cause.as_ref();
        let subject =
            Subject { correlation_id: cause.and_then(|cause| cause.trace_id.clone()), ..Subject::default() };
        let subscription = match target {
            RedriveTarget::Origin => dead_letter.subscription.clone(),
            RedriveTarget::Source => None,
            RedriveTarget::Function(name) => Some(name.clone()),
        };
        let message = MessageRef::new(id, dead_letter.event_type.as_deref());
        let (from, queue, was) =
            (dead_letter.queue.clone(), source.to_owned(), dead_letter.message_id.clone());
        self.inner.log.write(subject, TimelineEvent::Redriven { from, queue, subscription, message, was });
    }
}
