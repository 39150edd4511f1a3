//! [`PastMessage`]: what was sent or deleted, for a test to look back at.

use std::{collections::VecDeque, sync::Arc};

use serde::de::DeserializeOwned;
use void_core::Timestamp;

use super::engine::{Message, ValueRef};

/// A message that was sent or deleted.
#[derive(Clone, Debug)]
pub struct PastMessage {
    queue: Arc<str>,
    at: Timestamp,
    message: Arc<Message>,
}

impl PastMessage {
    /// The name of the queue.
    #[must_use]
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// When it was sent or deleted.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// The message's id.
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
        json(&self.message)
    }

    /// The text of the sender's attribute `name`; `None` where it has none, or a binary one.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.message, name)
    }

    /// The trace header that it was sent with.
    #[must_use]
    pub fn trace_header(&self) -> Option<&str> {
        self.message.trace_header()
    }
}

/// What happened lately, as much as fits.
#[derive(Debug)]
pub(super) struct History {
    limit: usize,
    sent: VecDeque<PastMessage>,
    deleted: VecDeque<PastMessage>,
}

impl History {
    pub(super) const fn new(limit: usize) -> Self {
        Self { limit, sent: VecDeque::new(), deleted: VecDeque::new() }
    }

    pub(super) fn sent(&self) -> Vec<PastMessage> {
        self.sent.iter().cloned().collect()
    }

    pub(super) fn deleted(&self) -> Vec<PastMessage> {
        self.deleted.iter().cloned().collect()
    }

    pub(super) fn add_sent(&mut self, at: Timestamp, queue: &str, message: Arc<Message>) {
        add(&mut self.sent, self.limit, at, queue, message);
    }

    pub(super) fn add_deleted(&mut self, at: Timestamp, queue: &str, message: Arc<Message>) {
        add(&mut self.deleted, self.limit, at, queue, message);
    }

    pub(super) fn clear(&mut self) {
        self.sent.clear();
        self.deleted.clear();
    }
}

fn add(past: &mut VecDeque<PastMessage>, limit: usize, at: Timestamp, queue: &str, message: Arc<Message>) {
    if limit == 0 {
        return;
    }
    if past.len() == limit {
        past.pop_front();
    }
    past.push_back(PastMessage { queue: queue.into(), at, message });
}

/// The text of the attribute `name`.
pub(super) fn attribute<'message>(message: &'message Message, name: &str) -> Option<&'message str> {
    match message.attributes().find(|attribute| attribute.name == name)?.value {
        ValueRef::Text(text) => Some(text),
        ValueRef::Binary(_) => None,
    }
}

/// The body as JSON.
#[track_caller]
pub(super) fn json<T: DeserializeOwned>(message: &Message) -> T {
    match serde_json::from_str(message.body()) {
        Ok(value) => value,
        Err(error) => {
            panic!("the body of {} is not the JSON of a {}: {error}", message.id, std::any::type_name::<T>())
        }
    }
}
