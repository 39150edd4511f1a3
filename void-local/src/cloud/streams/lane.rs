//! [`Lane`]: how far a function has come in one shard.

use std::{collections::VecDeque, time::Duration};

use void_core::Timestamp;
use void_streams_sdk::{Record, ShardId, StartingPosition, mock::ShardRead};

use super::{choosing::Choice, keeping::KeptLane, trigger::ShardStart};
use crate::manifest::StreamEvent;

/// The most records that are read ahead where several batches of a shard run at a time.
const MOST_READ_AHEAD: usize = 10_000;

/// How far a function has come in one shard.
#[derive(Debug)]
pub(super) struct Lane {
    /// What has to be finished before: the shards that this one comes from.
    pub(super) parents: Vec<ShardId>,
    /// Where reading goes on.
    pub(super) position: StartingPosition,
    /// The shard is closed and read to its end.
    pub(super) ended: bool,
    /// Records that were read and are in no batch, in their order.
    pub(super) waiting: VecDeque<Waiting>,
    /// Batches that run or wait for their next try. Of two with a partition key in common, the one with the earlier records
    /// comes first.
    pub(super) batches: Vec<Batch>,
    last_batch: u64,
}

/// A record that is in no batch.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) record: Record,
    pub(super) read_at: Timestamp,
}

/// Which batch of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cloud) struct BatchId(u64);

/// Records that go to the function together.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) id: BatchId,
    pub(super) records: Vec<Record>,
    /// How often it failed.
    pub(super) failures: u32,
    /// When it may be tried.
    pub(super) due_at: Timestamp,
    pub(super) is_running: bool,
}

/// A batch that was started.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) id: BatchId,
    pub(super) records: Vec<Record>,
    pub(super) attempt: u32,
}

impl Batch {
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.partition_key.as_str())
    }
}

impl Lane {
    pub(super) fn new(start: &ShardStart) -> Self {
        let ShardStart { parents, position, ended, .. } = start.clone();
        Self { parents, position, ended, waiting: VecDeque::new(), batches: Vec::new(), last_batch: 0 }
    }

    /// Where it goes on after a restart: at the first record that is not done with. What came behind that one and is done comes
    /// again.
    pub(super) fn kept(&self) -> KeptLane {
        let records = self.batches.iter().flat_map(|batch| &batch.records);
        let undone = records.chain(self.waiting.iter().map(|waiting| &waiting.record));
        match undone.map(|record| &record.sequence_number).min() {
            Some(first) => {
                KeptLane { position: StartingPosition::at_sequence_number(first.clone()), ended: false }
            }
            None => KeptLane { position: self.position.clone(), ended: self.ended },
        }
    }

    /// Whether all that the shard had and will have is handled.
    pub(super) fn is_finished(&self) -> bool {
        self.ended && self.is_idle()
    }

    /// Whether nothing waits and nothing runs.
    pub(super) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.batches.is_empty()
    }

    /// How many records may be read now.
    pub(super) fn room(&self, event: &StreamEvent) -> usize {
        let batch = usize::try_from(event.batch_size).unwrap_or(usize::MAX);
        let most = if event.parallelization_factor > 1 { MOST_READ_AHEAD.max(batch) } else { batch };
        if self.ended { 0 } else { most.saturating_sub(self.waiting.len()) }
    }

    /// Takes in what was read.
    pub(super) fn take_in(&mut self, read: ShardRead, now: Timestamp) {
        self.position = read.next();
        self.ended = read.ended;
        self.waiting.extend(read.records.into_iter().map(|record| Waiting { record, read_at: now }));
    }

    /// When a batch can start, if nothing else happens.
    pub(super) fn due_at(&self, event: &StreamEvent, now: Timestamp) -> Option<Timestamp> {
        match self.choose(event, now) {
            Choice::Again(_) | Choice::Fresh(_) => Some(now),
            Choice::Later(at) => Some(at),
            Choice::Nothing => None,
        }
    }

    /// When there is something for the function, whether or not it may start.
    pub(super) fn waiting_since(&self, now: Timestamp) -> Option<Timestamp> {
        let retries = self.batches.iter().filter(|batch| !batch.is_running).map(|batch| batch.due_at);
        retries.chain(self.waiting.front().map(|_| now)).min()
    }

    /// Starts the batch that may go next.
    pub(super) fn start(&mut self, event: &StreamEvent, now: Timestamp) -> Option<Started> {
        let index = match self.choose(event, now) {
            Choice::Again(index) => index,
            Choice::Fresh(places) => {
                let records = self.take_out(&places);
                self.push_batch(self.batches.len(), records, 0, now);
                self.batches.len() - 1
            }
            Choice::Later(_) | Choice::Nothing => return None,
        };
        let batch = &mut self.batches[index];
        batch.is_running = true;
        Some(Started { id: batch.id, records: batch.records.clone(), attempt: batch.failures + 1 })
    }

    /// Takes out records of which `is_gone` says that they are not to be tried any more, each batch's with how often it was
    /// tried. What runs stays.
    pub(super) fn take_gone(&mut self, is_gone: impl Fn(&Record) -> bool) -> Vec<(Vec<Record>, u32)> {
        let mut gone = Vec::new();
        for batch in self.batches.iter_mut().filter(|batch| !batch.is_running) {
            let records: Vec<Record> = batch.records.extract_if(.., |record| is_gone(record)).collect();
            gone.push((records, batch.failures));
        }
        self.batches.retain(|batch| !batch.records.is_empty());
        let (old, waiting) = self.waiting.drain(..).partition(|waiting| is_gone(&waiting.record));
        let old: VecDeque<Waiting> = old;
        self.waiting = waiting;
        gone.push((old.into_iter().map(|waiting| waiting.record).collect(), 0));
        gone.retain(|(records, _)| !records.is_empty());
        gone
    }

    /// The batches that wait for another try, by their first records.
    pub(super) fn retried(&self) -> impl Iterator<Item = &Record> {
        let waiting = self.batches.iter().filter(|batch| !batch.is_running && batch.failures > 0);
        waiting.filter_map(|batch| batch.records.first())
    }

    pub(super) fn push_batch(&mut self, at: usize, records: Vec<Record>, failures: u32, due_at: Timestamp) {
        if records.is_empty() {
            return;
        }
        self.last_batch += 1;
        let id = BatchId(self.last_batch);
        self.batches.insert(at, Batch { id, records, failures, due_at, is_running: false });
    }

    /// Puts records back that were in a batch, in their places.
    pub(super) fn put_back(&mut self, records: impl Iterator<Item = Record>, now: Timestamp) {
        self.waiting.extend(records.map(|record| Waiting { record, read_at: now - A_WINDOW }));
        let number = |waiting: &Waiting| waiting.record.sequence_number.clone();
        self.waiting.make_contiguous().sort_by_cached_key(number);
    }

    /// Takes records out of those that wait; `places` go up.
    fn take_out(&mut self, places: &[usize]) -> Vec<Record> {
        let mut places = places.iter().copied().peekable();
        let mut taken = Vec::new();
        let waiting = std::mem::take(&mut self.waiting);
        for (place, waiting) in waiting.into_iter().enumerate() {
            if places.next_if_eq(&place).is_some() {
                taken.push(waiting.record);
            } else {
                self.waiting.push_back(waiting);
            }
        }
        taken
    }
}

/// The longest batching window: what is put back has waited already.
const A_WINDOW: Duration = Duration::from_secs(300);
