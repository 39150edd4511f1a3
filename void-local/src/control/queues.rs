//! What the control API tells of a queue that its protocol does not: messages as they lie there, and who is subscribed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use void_core::Timestamp;
use void_messaging_sdk::mock::{MessageState, QueuedMessage};

use crate::{
    cloud::{DeadLetter, LocalCloud, RedriveTarget},
    error::{Error, ErrorKind},
    manifest::EventSource,
    served::Functions,
};

/// The most messages that one look at a queue shows.
const MOST_MESSAGES: usize = 1_000;

/// A message, looked at where it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PeekedMessage {
    /// Its id.
    pub message_id: String,
    /// Its body.
    pub body: String,
    /// `visible`, `in_flight` or `delayed`; with several subscriptions, the one of these that comes first.
    pub state: String,
    /// When it was sent, in milliseconds since 1970.
    pub sent_at: u64,
    /// How often it was received, by the subscription that did so most.
    pub receive_count: u32,
    /// Its message group.
    pub group_id: Option<String>,
    /// Its deduplication id.
    pub deduplication_id: Option<String>,
    /// Its attributes; one of bytes has no text.
    pub attributes: BTreeMap<String, Option<String>>,
    /// Why it is here, where it came from another queue, a stream or a bucket.
    pub dead_letter: Option<PeekedDeadLetter>,
}

/// What is known of a dead letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PeekedDeadLetter {
    /// The queue that it came from.
    pub source_queue: Option<String>,
    /// The ARN of the stream that it tells of.
    pub source_stream: Option<String>,
    /// The bucket that it tells of.
    pub source_bucket: Option<String>,
    /// The function that failed.
    pub function: Option<String>,
    /// What it said.
    pub error: Option<String>,
    /// The error's type.
    pub error_type: Option<String>,
    /// How often it was tried.
    pub attempts: Option<u32>,
    /// The invocation that failed last.
    pub request_id: Option<String>,
    /// The request that it belongs to: `void trace` shows that.
    pub correlation_id: Option<String>,
    /// When it came here, in milliseconds since 1970.
    pub moved_at: Option<u64>,
}

/// A function that a queue invokes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubscriptionDescription {
    /// The function.
    pub function: String,
    /// The most messages of an invocation.
    pub batch_size: u32,
    /// How long a batch that is not full waits, in seconds.
    pub batching_window_seconds: f64,
    /// The most invocations at a time.
    pub max_concurrency: u32,
    /// Tries after the first one; without a dead-letter queue there is no end to them.
    pub max_retries: Option<u32>,
    /// Where a message goes after the last try.
    pub dead_letter_queue: Option<String>,
    /// Messages that wait for it.
    pub visible: usize,
    /// Messages that it works on.
    pub in_flight: usize,
    /// Messages that it gets later.
    pub delayed: usize,
}

/// The first messages of a queue. Looking changes nothing.
pub(super) fn peek(cloud: &LocalCloud, queue: &str, most: usize) -> Result<Vec<PeekedMessage>, Error> {
    let messages = cloud.first_messages(queue, most.min(MOST_MESSAGES)).ok_or_else(|| no_queue(queue))?;
    Ok(messages.into_iter().map(|(message, letter)| PeekedMessage::of(&message, letter)).collect())
}

/// The functions that a queue invokes, by name.
pub(super) fn subscriptions(
    functions: &Functions,
    queue: &str,
) -> Result<Vec<SubscriptionDescription>, Error> {
    let cloud = functions.cloud();
    let figures = cloud.messaging().find_queue(queue).and_then(|queue| queue.figures());
    let counts = figures.ok_or_else(|| no_queue(queue))?.subscriptions;
    let mut described = Vec::new();
    for name in functions.names() {
        let Ok((manifest, _)) = cloud.process_function(&name) else { continue };
        let events = manifest.events.iter().filter_map(|event| match event {
            EventSource::Queue(event) if event.name.as_str() == queue => Some(event),
            _ => None,
        });
        let counts = counts.iter().find(|(function, _)| *function == name).map(|(_, counts)| *counts);
        let counts = counts.unwrap_or_default();
        described.extend(events.map(|event| SubscriptionDescription {
            function: name.clone(),
            batch_size: event.batch_size,
            batching_window_seconds: event.batching_window.as_secs_f64(),
            max_concurrency: event.max_concurrency,
            max_retries: event.dead_letter.as_ref().map(|target| target.max_retries),
            dead_letter_queue: event.dead_letter.as_ref().map(|target| target.queue.to_string()),
            visible: counts.visible,
            in_flight: counts.in_flight,
            delayed: counts.delayed,
        }));
    }
    Ok(described)
}

/// Sends all dead letters of a queue back to where they failed, and says how many.
pub(super) fn redrive(cloud: &LocalCloud, queue: &str) -> Result<usize, Error> {
    if cloud.messaging().find_queue(queue).is_none() {
        return Err(no_queue(queue));
    }
    cloud.redrive_all(queue, &RedriveTarget::Origin)
}

fn no_queue(queue: &str) -> Error {
    ErrorKind::Queue { queue: queue.to_owned(), message: "there is no such queue".to_owned() }.into()
}

impl PeekedMessage {
    fn of(message: &QueuedMessage, letter: DeadLetter) -> Self {
        let state = match message.state() {
            MessageState::Visible => "visible",
            MessageState::InFlight { .. } => "in_flight",
            MessageState::Delayed { .. } => "delayed",
        };
        let attribute = |name: &str| (name.to_owned(), message.attribute(name).map(ToOwned::to_owned));
        Self {
            message_id: message.message_id(),
            body: message.body().to_owned(),
            state: state.to_owned(),
            sent_at: message.sent_at().as_millis(),
            receive_count: message.receive_count(),
            group_id: message.group_id().map(ToOwned::to_owned),
            deduplication_id: message.deduplication_id().map(ToOwned::to_owned),
            attributes: message.attribute_names().map(attribute).collect(),
            dead_letter: PeekedDeadLetter::of(letter),
        }
    }
}

impl PeekedDeadLetter {
    /// `None` where it is a message like any other.
    fn of(letter: DeadLetter) -> Option<Self> {
        let has_origin = letter.source.is_some() || letter.stream.is_some() || letter.bucket.is_some();
        if letter.cause.is_none() && !has_origin {
            return None;
        }
        let known = Self {
            source_queue: letter.source,
            source_stream: letter.stream.map(|stream| stream.stream_arn),
            source_bucket: letter.bucket,
            function: letter.subscription,
            moved_at: letter.moved_at.map(Timestamp::as_millis),
            ..Self::default()
        };
        Some(match letter.cause {
            None => known,
            Some(cause) => Self {
                function: cause.function.or(known.function),
                error: Some(cause.error),
                error_type: Some(cause.error_type),
                attempts: Some(cause.attempts),
                request_id: cause.request_id,
                correlation_id: cause.trace_id,
                ..known
            },
        })
    }
}
