//! [`Lane`]: records that go one after the other.

use std::{collections::VecDeque, sync::Arc};

use void_core::Timestamp;

use super::{builder::Aggregation, record::Waiting, unit::Unit};
use crate::aggregation::Aggregator;

/// The least that a record adds to an aggregated one besides its data.
const LEAST_OVERHEAD_BYTES: usize = 6;

/// Which records go one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum LaneKey {
    /// Those of a partition key.
    Key(Arc<str>),
    /// Those of a shard, by its place in the map: they are aggregated.
    Shard(usize),
    /// This one, whose number it is.
    Alone(u64),
}

/// Records that go one after the other: while one is under way the others wait.
#[derive(Debug, Default)]
pub(super) struct Lane {
    waiting: VecDeque<Waiting>,
    waiting_bytes: usize,
    is_busy: bool,
    /// How often in a row the first one was sent in vain.
    failures: u32,
    /// Until when it rests after that.
    rests_until: Timestamp,
    /// Where it is in the schedule.
    pub(super) slot: Option<Slot>,
}

/// Where a lane is in the schedule, and what its first record weighs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) at: Timestamp,
    pub(super) number: u64,
    pub(super) is_resting: bool,
    pub(super) bytes: usize,
}

impl Lane {
    pub(super) fn push(&mut self, record: Waiting) {
        self.waiting_bytes += cost(&record);
        self.waiting.push_back(record);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) const fn is_busy(&self) -> bool {
        self.is_busy
    }

    pub(super) fn first(&self) -> Option<&Waiting> {
        self.waiting.front()
    }

    pub(super) fn into_records(self) -> VecDeque<Waiting> {
        self.waiting
    }

    /// Where it belongs in the schedule; nowhere while it is empty or busy. Records with a number below `flushed` do not
    /// linger.
    pub(super) fn next_slot(
        &self,
        now: Timestamp,
        flushed: u64,
        aggregation: Option<Aggregation>,
    ) -> Option<Slot> {
        let first = self.first().filter(|_| !self.is_busy)?;
        let slot = |at, is_resting| Slot { at, number: first.number, is_resting, bytes: first.size_bytes() };
        if self.rests_until > now {
            return Some(slot(self.rests_until.min(first.expires), true));
        }
        let is_full = aggregation.is_some_and(|limits| {
            self.waiting_bytes >= limits.max_bytes || self.waiting.len() >= limits.max_count
        });
        let goes_now = is_full || first.number < flushed;
        Some(slot(if goes_now { Timestamp::UNIX_EPOCH } else { first.due }, false))
    }

    /// Takes what is the next record of the stream, and those in front of it whose time is over. The lane is busy then.
    pub(super) fn take(
        &mut self,
        key: &LaneKey,
        now: Timestamp,
        aggregation: Option<Aggregation>,
        expired: &mut Vec<Waiting>,
    ) -> Option<Unit> {
        let first = self.pop(now, expired)?;
        self.is_busy = true;
        let Some(limits) = aggregation else { return Some(Unit::plain(key.clone(), first)) };
        let mut aggregator = Aggregator::new(limits.max_bytes);
        if aggregator.add(&first.partition_key, first.explicit_hash_key, first.data.clone()).is_err() {
            return Some(Unit::plain(key.clone(), first));
        }
        let mut members = vec![first];
        while members.len() < limits.max_count {
            self.drop_expired(now, expired);
            let Some(next) = self.first() else { break };
            let belongs =
                matches!(key, LaneKey::Shard(_)) || next.explicit_hash_key == members[0].explicit_hash_key;
            if !belongs
                || aggregator.add(&next.partition_key, next.explicit_hash_key, next.data.clone()).is_err()
            {
                break;
            }
            members.extend(self.pop(now, expired));
        }
        Some(Unit::aggregated(key.clone(), members, aggregator))
    }

    /// Lets the next one go. `again` are those that were under way and come first still; with `rests` set, after so long.
    pub(super) fn settle(&mut self, again: Vec<Waiting>, rests: impl FnOnce(u32) -> Option<Timestamp>) {
        self.is_busy = false;
        if again.is_empty() {
            (self.failures, self.rests_until) = (0, Timestamp::UNIX_EPOCH);
        } else if let Some(until) = rests(self.failures + 1) {
            self.failures += 1;
            self.rests_until = until;
        }
        for record in again.into_iter().rev() {
            self.waiting_bytes += cost(&record);
            self.waiting.push_front(record);
        }
    }

    pub(super) const fn end_rest(&mut self) {
        self.rests_until = Timestamp::UNIX_EPOCH;
    }

    fn pop(&mut self, now: Timestamp, expired: &mut Vec<Waiting>) -> Option<Waiting> {
        self.drop_expired(now, expired);
        let record = self.waiting.pop_front()?;
        self.waiting_bytes -= cost(&record);
        Some(record)
    }

    fn drop_expired(&mut self, now: Timestamp, expired: &mut Vec<Waiting>) {
        while let Some(record) = self.waiting.pop_front_if(|record| record.expires <= now) {
            self.waiting_bytes -= cost(&record);
            expired.push(record);
        }
    }
}

fn cost(record: &Waiting) -> usize {
    record.data.len() + LEAST_OVERHEAD_BYTES
}
