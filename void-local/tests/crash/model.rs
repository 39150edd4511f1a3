//! [`Model`]: what must be there, what may be, and what must not.

use std::collections::{BTreeMap, BTreeSet};

/// What is known of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was sent, and nobody said so.
    Maybe,
    /// Its sending was acknowledged.
    There,
    /// Its deletion was asked for, and nobody said that it was done.
    Going,
    /// Its deletion was acknowledged.
    Gone,
}

/// What an object has: bytes that follow from a number, so many.
pub(crate) type Content = (u64, usize);

/// What was asked for and what was acknowledged.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// By their bodies.
    pub(crate) messages: BTreeMap<String, Fate>,
    /// What was put by each worker, in its order, and the number that it was acknowledged with.
    pub(crate) records: BTreeMap<u64, Vec<(String, Option<String>)>>,
    /// What may be under a key: one thing, or several where something was not acknowledged. `None` is no object.
    pub(crate) objects: BTreeMap<String, BTreeSet<Option<Content>>>,
    /// The ETags of objects whose writing was acknowledged, of which a queue is told.
    pub(crate) told: BTreeSet<String>,
    /// How many calls were acknowledged.
    pub(crate) acknowledged: u64,
}

impl Model {
    /// A message's sending was acknowledged. It may have been received and deleted before that.
    pub(crate) fn sent(&mut self, body: &str) {
        let fate = self.messages.get_mut(body).unwrap();
        if *fate == Fate::Maybe {
            *fate = Fate::There;
        }
    }

    pub(crate) fn set_fate(&mut self, body: &str, fate: Fate) {
        *self.messages.get_mut(body).expect("what is received was sent") = fate;
    }

    /// An object is to be written, or removed.
    pub(crate) fn object_asked(&mut self, key: &str, content: Option<Content>) {
        self.objects.entry(key.to_owned()).or_insert_with(|| [None].into()).insert(content);
    }

    /// It was.
    pub(crate) fn object_done(&mut self, key: &str, content: Option<Content>) {
        self.objects.insert(key.to_owned(), [content].into());
    }
}

/// The bytes that an object has.
pub(crate) fn bytes_of((number, size): Content) -> Vec<u8> {
    (0..size).map(|place| (number ^ (place as u64 * 131) ^ (place as u64 >> 8)) as u8).collect()
}
