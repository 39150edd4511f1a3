//! What the driver tells the service: deletes, extensions, messages given back, dead letters.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinError;
use void_core::{Outcome, Timestamp, retry::full_jitter};

use super::{
    IntoOutcome, dead_letter,
    driver::{Driver, finished},
    lease::{Key, State},
};
use crate::{
    error::Error,
    operations::{
        ChangeMessageVisibilityBatchRequestEntry, ChangeMessageVisibilityBatchResponse,
        DeleteMessageBatchRequestEntry, DeleteMessageBatchResponse,
    },
    send_messages::BATCH_ENTRIES,
    types::{BatchResultErrorEntry, Message, QueueUrl},
};

/// What a call to the service came to.
pub(super) enum Answer {
    Deleted {
        keys: Vec<Key>,
        result: Result<DeleteMessageBatchResponse, Error>,
    },
    GivenBack {
        keys: Vec<Key>,
        result: Result<ChangeMessageVisibilityBatchResponse, Error>,
    },
    Extended {
        /// Each with how long it was to be.
        keys: Vec<(Key, Duration)>,
        asked_at: Timestamp,
        result: Result<ChangeMessageVisibilityBatchResponse, Error>,
    },
    DeadLettered {
        key: Key,
        result: Result<QueueUrl, Error>,
    },
}

/// What the service is to be told, in batches.
pub(super) struct Settling {
    deletes: Vec<Key>,
    given_back: Vec<Key>,
    linger: Duration,
    due: Option<Timestamp>,
    dead_letter_queue: Option<QueueUrl>,
}

impl Settling {
    pub(super) const fn new(linger: Duration, dead_letter_queue: Option<QueueUrl>) -> Self {
        Self { deletes: Vec::new(), given_back: Vec::new(), linger, due: None, dead_letter_queue }
    }

    /// When the next batch goes, full or not.
    pub(super) const fn due(&self) -> Option<Timestamp> {
        self.due
    }
}

impl<H, F> Driver<H>
where
    H: Fn(Arc<Message>) -> F + Send + Sync + 'static,
    F: Future<Output: IntoOutcome> + Send + 'static,
{
    /// Does what the handler says.
    pub(super) fn settle(&mut self, key: Key, outcome: Outcome) {
        match outcome {
            Outcome::Done => self.delete(key),
            Outcome::Retry { after } => self.retry(key, after),
            Outcome::DeadLetter { reason } => self.dead_letter(key, reason),
        }
    }

    fn delete(&mut self, key: Key) {
        let Some(lease) = self.leases.get_mut(&key) else { return };
        lease.state = State::Settling;
        self.settling.deletes.push(key);
        self.linger();
    }

    fn retry(&mut self, key: Key, after: Option<Duration>) {
        self.stats.retried += 1;
        let Some(lease) = self.leases.get(&key) else { return };
        let (first, most) = self.settings.retry_backoff;
        let receives = lease.message.receive_count().unwrap_or(1);
        let random = self.settings.client.config().random();
        let now = self.clock.now();
        let after = after.unwrap_or_else(|| full_jitter(random, receives, first, most));
        // No longer than the service lets it be invisible: 12 h from its receive.
        let after = after.min(lease.extension(now, super::builder::MAX_VISIBILITY));
        self.give_back(key, after);
    }

    /// Keeps a message invisible for `after` more, and then lets others receive it.
    pub(super) fn give_back(&mut self, key: Key, after: Duration) {
        let Some(lease) = self.leases.get_mut(&key) else { return };
        lease.state = State::Settling;
        lease.give_back = Some(after);
        if !lease.extending {
            self.settling.given_back.push(key);
            self.linger();
        }
    }

    fn dead_letter(&mut self, key: Key, reason: String) {
        let Some(lease) = self.leases.get_mut(&key) else { return };
        // Kept invisible until it is where it is to be.
        lease.state = State::Running;
        let message = Arc::clone(&lease.message);
        tracing::warn!(message_id = message.message_id, reason, "dead letter");
        let (client, source) = (self.settings.client.clone(), self.settings.queue_url.clone());
        let known = self.settling.dead_letter_queue.clone();
        self.calls.spawn(async move {
            let result = dead_letter::send(&client, &source, known, &message, &reason).await;
            Answer::DeadLettered { key, result }
        });
    }

    fn linger(&mut self) {
        let now = self.clock.now();
        self.settling.due.get_or_insert(now + self.settling.linger);
    }

    /// Extends the visibility of the messages that are due.
    pub(super) fn extend(&mut self, now: Timestamp) {
        let visibility = self.settings.visibility_timeout;
        // What is due soon goes along.
        let soon = now + visibility / 8;
        let kept = || self.leases.iter().filter(|(_, lease)| lease.is_kept() && !lease.extending);
        if !kept().any(|(_, lease)| lease.extend_at.is_some_and(|at| at <= now)) {
            return;
        }
        let mut due: Vec<Key> = kept()
            .filter(|(_, lease)| lease.extend_at.is_some_and(|at| at <= soon))
            .map(|(key, _)| *key)
            .collect();
        due.sort_unstable();
        for chunk in due.chunks(BATCH_ENTRIES) {
            let mut keys = Vec::with_capacity(chunk.len());
            let mut entries = Vec::with_capacity(chunk.len());
            for key in chunk {
                let Some(lease) = self.leases.get_mut(key) else { continue };
                lease.extending = true;
                let extension = lease.extension(now, visibility);
                let (id, handle) = (keys.len().to_string(), &lease.message.receipt_handle);
                entries.push(ChangeMessageVisibilityBatchRequestEntry::new(id, handle, extension));
                keys.push((*key, extension));
            }
            let settings = self.settings.clone();
            self.calls.spawn(async move {
                let call = settings.client.change_message_visibility_batch(&settings.queue_url, entries);
                Answer::Extended { keys, asked_at: now, result: call.await }
            });
        }
    }

    /// Sends the batches that are full, or due.
    pub(super) fn flush(&mut self, now: Timestamp) {
        let due = self.settling.due.is_some_and(|due| due <= now);
        let goes = |queue: &mut Vec<Key>| {
            let count = if due { queue.len() } else { queue.len() / BATCH_ENTRIES * BATCH_ENTRIES };
            queue.drain(..count).collect::<Vec<_>>()
        };
        let (deletes, given_back) = (goes(&mut self.settling.deletes), goes(&mut self.settling.given_back));
        if due || (self.settling.deletes.is_empty() && self.settling.given_back.is_empty()) {
            self.settling.due = None;
        }
        for keys in deletes.chunks(BATCH_ENTRIES) {
            self.send_deletes(keys.to_vec());
        }
        for keys in given_back.chunks(BATCH_ENTRIES) {
            self.send_given_back(keys.to_vec());
        }
    }

    fn send_deletes(&mut self, keys: Vec<Key>) {
        let entries: Vec<_> = keys
            .iter()
            .enumerate()
            .filter_map(|(id, key)| Some((id, self.leases.get(key)?.receipt_to_delete())))
            .map(|(id, handle)| DeleteMessageBatchRequestEntry::new(id.to_string(), handle))
            .collect();
        let settings = self.settings.clone();
        self.calls.spawn(async move {
            let call = settings.client.delete_message_batch(&settings.queue_url, entries);
            Answer::Deleted { keys, result: call.await }
        });
    }

    fn send_given_back(&mut self, keys: Vec<Key>) {
        let entries: Vec<_> = keys
            .iter()
            .enumerate()
            .filter_map(|(id, key)| Some((id, self.leases.get(key)?)))
            .map(|(id, lease)| {
                let after = lease.give_back.unwrap_or_default();
                let handle = &lease.message.receipt_handle;
                ChangeMessageVisibilityBatchRequestEntry::new(id.to_string(), handle, after)
            })
            .collect();
        let settings = self.settings.clone();
        self.calls.spawn(async move {
            let call = settings.client.change_message_visibility_batch(&settings.queue_url, entries);
            Answer::GivenBack { keys, result: call.await }
        });
    }

    pub(super) fn answered(&mut self, answer: Result<Answer, JoinError>) {
        let Some(answer) = finished(answer) else { return };
        match answer {
            Answer::Deleted { keys, result } => {
                let result = result.map(|response| response.failed);
                for (place, key) in keys.into_iter().enumerate() {
                    let deleted = succeeded(place, &result, "can't delete a message: it is received again");
                    let handled = self.leases.get(&key).is_some_and(|lease| !lease.dead_lettered);
                    self.stats.done += u64::from(deleted && handled);
                    self.settled(key, deleted);
                }
            }
            Answer::GivenBack { keys, result } => {
                let result = result.map(|response| response.failed);
                for (place, key) in keys.into_iter().enumerate() {
                    succeeded(place, &result, "can't give a message back: it is received again later");
                    self.settled(key, false);
                }
            }
            Answer::Extended { keys, asked_at, result } => self.extended(keys, asked_at, result),
            Answer::DeadLettered { key, result } => self.dead_lettered(key, result),
        }
    }

    fn extended(
        &mut self,
        keys: Vec<(Key, Duration)>,
        asked_at: Timestamp,
        result: Result<ChangeMessageVisibilityBatchResponse, Error>,
    ) {
        let now = self.clock.now();
        let result = result.map(|response| response.failed);
        for (place, (key, extension)) in keys.into_iter().enumerate() {
            let Some(lease) = self.leases.get_mut(&key) else { continue };
            lease.extending = false;
            if succeeded(place, &result, "can't extend a message's visibility") {
                lease.extended(asked_at, extension);
            } else {
                let may_pass = failure(place, &result).is_none_or(BatchResultErrorEntry::is_retryable);
                lease.extension_failed(now, may_pass, self.settings.visibility_timeout);
            }
            if let Some(after) = lease.give_back {
                self.give_back(key, after);
            }
        }
    }

    fn dead_lettered(&mut self, key: Key, result: Result<QueueUrl, Error>) {
        match result {
            Ok(queue_url) => {
                self.settling.dead_letter_queue = Some(queue_url);
                self.stats.dead_lettered += 1;
                if let Some(lease) = self.leases.get_mut(&key) {
                    lease.dead_lettered = true;
                }
                self.delete(key);
            }
            Err(error) => {
                let no_queue = dead_letter::there_is_none(&error);
                tracing::error!(%error, no_queue, "can't move a dead letter: it is received again");
                self.retry(key, None);
            }
        }
    }
}

/// The failure of the entry at `place` of a batch that was answered.
fn failure(
    place: usize,
    result: &Result<Vec<BatchResultErrorEntry>, Error>,
) -> Option<&BatchResultErrorEntry> {
    result.as_ref().ok()?.iter().find(|entry| entry.id.parse() == Ok(place))
}

/// Whether the entry at `place` succeeded; says `problem` to the log where it did not.
fn succeeded(
    place: usize,
    result: &Result<Vec<BatchResultErrorEntry>, Error>,
    problem: &'static str,
) -> bool {
    match (result, failure(place, result)) {
        (Err(error), _) => tracing::warn!(%error, problem),
        (Ok(_), Some(entry)) => tracing::warn!(code = entry.code, problem),
        (Ok(_), None) => return true,
    }
    false
}
