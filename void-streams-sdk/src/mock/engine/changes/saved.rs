//! [`Saved`]: what changes led to.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::{super::Commitment, Change, Record, StreamState};

/// What changes led to: an engine to be.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    pub(super) token_seed: Option<u64>,
    pub(super) last_id: u64,
    pub(super) commitment: Commitment,
    pub(super) streams: BTreeMap<String, StreamState>,
    /// By the stream's id and the shard's number.
    pub(super) shards: HashMap<(u64, u32), SavedShard>,
}

/// The records of a shard.
#[derive(Clone, Debug, Default)]
pub(super) struct SavedShard {
    /// The place of the first of them, or of the next one.
    pub(super) first: u64,
    pub(super) records: VecDeque<Record>,
}

impl SavedShard {
    fn next(&self) -> u64 {
        self.first + self.records.len() as u64
    }

    /// Goes on with the record at `next`. Those between were dropped before a snapshot came to them, and so were all before.
    fn skip_to(&mut self, next: u64) {
        if next > self.next() {
            self.records.clear();
            self.first = next;
        }
    }
}

impl Saved {
    /// Applies a change. One that changes nothing any more does nothing.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Reset => {
                let (token_seed, last_id, commitment) = (self.token_seed, self.last_id, self.commitment);
                *self = Self { token_seed, last_id, commitment, ..Self::default() };
            }
            Change::Tokens(seed) => self.token_seed = Some(seed),
            Change::Numbered(last) => self.last_id = self.last_id.max(last),
            Change::Account(commitment) => self.commitment = commitment,
            Change::Stream(stream) => self.set_stream(*stream),
            Change::StreamGone(name) => {
                if let Some(gone) = self.streams.remove(&name) {
                    self.forget(gone.id);
                }
            }
            Change::Put(record) => self.put(record),
            Change::Reached { stream, shard, next } => {
                self.shards.entry((stream, shard)).or_default().skip_to(next);
            }
        }
    }

    fn set_stream(&mut self, mut stream: StreamState) {
        self.last_id = self.last_id.max(stream.id);
        for (number, shard) in (0..).zip(&stream.shards) {
            let known = self.shards.entry((stream.id, number));
            let saved = known.or_insert_with(|| SavedShard { first: shard.first, ..SavedShard::default() });
            if let Some(last) = saved.records.back() {
                stream.last_turn = stream.last_turn.max(last.turn);
            }
        }
        let id = stream.id;
        let before = self.streams.insert(stream.name.clone(), stream);
        if let Some(before) = before.filter(|before| before.id != id) {
            self.forget(before.id);
        }
    }

    fn put(&mut self, record: Record) {
        let stream = self.streams.values_mut().find(|stream| stream.id == record.stream);
        let shard = self.shards.entry((record.stream, record.shard)).or_default();
        if record.place < shard.next() {
            return;
        }
        shard.skip_to(record.place);
        if let Some(stream) = stream {
            stream.last_turn = stream.last_turn.max(record.turn);
        }
        shard.records.push_back(record);
    }

    fn forget(&mut self, stream: u64) {
        self.shards.retain(|(id, _), _| *id != stream);
    }
}
