//! Taking messages in.

use std::{sync::Arc, time::Duration};

use void_core::Timestamp;

use super::{
    Change, Code, Engine, Problem, Remembered,
    attributes::{DeduplicationScope, FifoAttributes},
    dedup::{SentAs, content_id},
    limits::MAX_DELAY,
    message::{Attribute, Extras, Message, MessageId},
    queue::Queue,
    store::Entry,
    validate,
};

/// A message to send.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The body.
    pub body: String,
    /// How long it is delayed; the queue's delay where it doesn't say. Not for FIFO queues, unless it is zero.
    pub delay: Option<Duration>,
    /// The attributes, in any order.
    pub attributes: Vec<Attribute>,
    /// The trace header.
    pub trace_header: Option<String>,
    /// The message group id: FIFO queues need one, standard queues are fair by it.
    pub group: Option<String>,
    /// The deduplication id: FIFO queues only.
    pub deduplication_id: Option<String>,
    /// Who sends it, where that is not the account itself.
    pub sender: Option<String>,
}

impl Draft {
    /// How many bytes it counts for: the body and the attributes, not the trace header.
    #[must_use]
    pub fn size(&self) -> usize {
        self.body.len() + self.attributes.iter().map(Attribute::size).sum::<usize>()
    }
}

/// A message that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its id: the first message's, for a duplicate.
    pub id: MessageId,
    /// Its sequence number, in a FIFO queue: the first message's, for a duplicate.
    pub sequence: Option<u64>,
    /// The message; `None` for a duplicate, which is accepted and not stored.
    pub message: Option<Arc<Message>>,
}

impl Engine {
    /// Sends a message to the queue `name`.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`; `InvalidMessageContents` for characters that are not allowed; `MissingParameter` and
    /// `InvalidParameterValue` for what the queue needs or refuses, and for a message that is too large.
    pub fn send(&mut self, now: Timestamp, name: &str, draft: Draft) -> Result<Sent, Problem> {
        self.pass(now);
        let id = self.id(name)?;
        let draft = checked(self.queue(id), draft)?;
        let scope = self.queue(id).attributes.fifo.map_or(DeduplicationScope::Queue, |fifo| fifo.scope);
        let group = draft.group.clone().filter(|_| scope == DeduplicationScope::MessageGroup);
        if let Some(token) = &draft.deduplication_id
            && let Some(SentAs { id, sequence }) = self.queue_mut(id).sends.find(now, group.as_deref(), token)
        {
            return Ok(Sent { id, sequence: Some(sequence), message: None });
        }
        let message_id = MessageId(self.settings.random.uuid_bytes());
        let queue = self.queues.get_mut(&id).expect("the queue of a name exists");
        let sequence = if queue.is_fifo() { queue.next_sequence() } else { 0 };
        if let Some(token) = &draft.deduplication_id {
            let sent = SentAs { id: message_id, sequence };
            let key = queue.sends.remember(now, group.as_deref(), token, sent);
            let remembered = Remembered { queue: id, key, id: message_id, sequence, at: now };
            self.changes.push(|| Change::Remembered(remembered));
        }
        let delay = draft.delay.unwrap_or(queue.attributes.delay);
        let message = Arc::new(message(now, message_id, sequence, draft));
        self.queue_mut(id).totals.sent += 1;
        self.distribute(now, id, &message, delay);
        let sequence = Some(sequence).filter(|sequence| *sequence > 0);
        Ok(Sent { id: message_id, sequence, message: Some(message) })
    }

    /// Checks a message as [`Engine::send`] does, without sending it.
    ///
    /// # Errors
    ///
    /// As [`Engine::send`].
    pub fn check_send(&self, name: &str, draft: Draft) -> Result<(), Problem> {
        checked(self.queue(self.id(name)?), draft).map(|_| ())
    }

    /// Delivers a message to each subscription that wants it, or to the queue itself where there is none.
    pub(super) fn distribute(&mut self, now: Timestamp, id: u32, message: &Arc<Message>, delay: Duration) {
        let queue = &self.queues[&id];
        let wanting: Vec<u32> = if queue.subscriptions.is_empty() {
            vec![queue.lane]
        } else {
            let subscribed = queue.subscriptions.values().map(|number| &self.subscriptions[number]);
            subscribed
                .filter(|subscribed| subscribed.wants(message))
                .map(|subscribed| subscribed.lane)
                .collect()
        };
        for lane in wanting {
            self.lane_mut(lane).insert(now, Entry::new(Arc::clone(message)), delay);
            self.settle(lane);
        }
    }
}

fn checked(queue: &Queue, mut draft: Draft) -> Result<Draft, Problem> {
    validate::body(&draft.body)?;
    draft.attributes.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    validate::attributes(&draft.attributes)?;
    if let Some(header) = &draft.trace_header {
        validate::trace_header(header)?;
    }
    let limit = queue.attributes.max_message_bytes;
    if draft.size() > limit {
        return Err(Problem::new(
            Code::InvalidParameterValue,
            format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
            ),
        ));
    }
    if draft.delay.is_some_and(|delay| delay > MAX_DELAY) {
        let seconds = draft.delay.unwrap_or_default().as_secs();
        return Err(Problem::parameter("DelaySeconds", seconds, "DelaySeconds must be >= 0 and <= 900."));
    }
    if let Some(group) = &draft.group {
        validate::token("MessageGroupId", group)?;
    }
    if let Some(token) = &draft.deduplication_id {
        validate::token("MessageDeduplicationId", token)?;
    }
    match queue.attributes.fifo {
        None => standard(draft),
        Some(fifo) => ordered(fifo, draft),
    }
}

fn standard(draft: Draft) -> Result<Draft, Problem> {
    match &draft.deduplication_id {
        None => Ok(draft),
        Some(token) => Err(wrong_kind("MessageDeduplicationId", token)),
    }
}

fn ordered(fifo: FifoAttributes, mut draft: Draft) -> Result<Draft, Problem> {
    if draft.group.is_none() {
        return Err(Problem::missing("MessageGroupId"));
    }
    if let Some(delay) = draft.delay.filter(|delay| !delay.is_zero()) {
        return Err(wrong_kind("DelaySeconds", &delay.as_secs().to_string()));
    }
    draft.delay = None;
    if draft.deduplication_id.is_none() {
        if !fifo.content_based_deduplication {
            return Err(Problem::new(
                Code::InvalidParameterValue,
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
            ));
        }
        draft.deduplication_id = Some(content_id(&draft.body));
    }
    Ok(draft)
}

fn wrong_kind(name: &str, value: &str) -> Problem {
    Problem::parameter(name, value, "The request include parameter that is not valid for this queue type.")
}

fn message(now: Timestamp, id: MessageId, sequence: u64, draft: Draft) -> Message {
    let extras = Extras {
        attributes: draft.attributes,
        trace_header: draft.trace_header.map(String::into_boxed_str),
        group: draft.group.map(String::into_boxed_str),
        deduplication_id: draft.deduplication_id.map(String::into_boxed_str),
        sequence,
        sender: draft.sender.map(String::into_boxed_str),
    };
    Message::new(id, now, draft.body, &extras)
}
