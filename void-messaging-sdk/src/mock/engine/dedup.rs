//! What a FIFO queue remembers for five minutes: which messages were sent, and which receives were answered with what.

use std::collections::{HashMap, VecDeque};

use sha2::{Digest, Sha256};
use void_core::Timestamp;

use super::{changes::Remembered, limits::DEDUPLICATION_WINDOW, message::MessageId, receipts::Receipt};

/// The first half of a SHA-256: two tokens share one with a chance that nobody lives to see.
type Key = [u8; 16];

/// What a message was sent as.
#[derive(Clone, Copy, Debug)]
pub(super) struct SentAs {
    pub(super) id: MessageId,
    pub(super) sequence: u64,
}

/// The deduplication ids of the last five minutes.
#[derive(Clone, Debug, Default)]
pub(super) struct Sends {
    known: HashMap<Key, SentAs>,
    by_age: VecDeque<(Timestamp, Key)>,
}

impl Sends {
    /// What was sent under `token` in the last five minutes, `group` being where it must be unique.
    pub(super) fn find(&mut self, now: Timestamp, group: Option<&str>, token: &str) -> Option<SentAs> {
        self.forget(now);
        self.known.get(&key(group, token)).copied()
    }

    /// Remembers what was sent under `token`, and tells what stands for that.
    pub(super) fn remember(&mut self, now: Timestamp, group: Option<&str>, token: &str, sent: SentAs) -> Key {
        let key = key(group, token);
        self.known.insert(key, sent);
        self.by_age.push_back((now, key));
        key
    }

    /// Remembers what was remembered before, and forgets what is too old beside it.
    pub(super) fn restore(&mut self, sent: &Remembered) {
        self.forget(sent.at);
        if self.known.insert(sent.key, SentAs { id: sent.id, sequence: sent.sequence }).is_none() {
            self.by_age.push_back((sent.at, sent.key));
        }
    }

    /// All that is remembered, the oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Timestamp, Key, SentAs)> {
        self.by_age.iter().filter_map(|(at, key)| Some((*at, *key, *self.known.get(key)?)))
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((at, key)) = self.by_age.front().copied() {
            if at + DEDUPLICATION_WINDOW > now {
                break;
            }
            self.by_age.pop_front();
            self.known.remove(&key);
        }
    }
}

/// What a receive was answered with.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) receipts: Vec<(Receipt, Timestamp)>,
    at: Timestamp,
}

/// The receive request attempt ids of the last five minutes.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    known: HashMap<Key, Answer>,
    by_age: VecDeque<(Timestamp, Key)>,
}

impl Attempts {
    /// What the receive of `token` was answered with, and until when each message was hidden then.
    pub(super) fn find(&mut self, now: Timestamp, token: &str) -> Option<&mut Answer> {
        while let Some((at, key)) = self.by_age.front().copied() {
            if at + DEDUPLICATION_WINDOW > now {
                break;
            }
            self.by_age.pop_front();
            if self.known.get(&key).is_some_and(|answer| answer.at == at) {
                self.known.remove(&key);
            }
        }
        self.known.get_mut(&key(None, token))
    }

    /// Remembers what the receive of `token` is answered with.
    pub(super) fn remember(&mut self, now: Timestamp, token: &str, receipts: Vec<(Receipt, Timestamp)>) {
        let key = key(None, token);
        self.known.insert(key, Answer { receipts, at: now });
        self.by_age.push_back((now, key));
    }
}

/// The deduplication id of a message with none of its own: the SHA-256 of its body, in hexadecimal.
pub(super) fn content_id(body: &str) -> String {
    void_core::hex::encode(&Sha256::digest(body.as_bytes()))
}

fn key(group: Option<&str>, token: &str) -> Key {
    let mut digest = Sha256::new();
    if let Some(group) = group {
        digest.update(group.as_bytes());
        digest.update([0]);
    }
    digest.update(token.as_bytes());
    digest.finalize()[..16].try_into().expect("the digest has 32 bytes")
}
