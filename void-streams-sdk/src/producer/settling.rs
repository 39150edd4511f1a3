//! [`Settling`]: gives records their results, or puts them back.

use std::time::Duration;

use void_core::{Random, Timestamp};

use super::{
    ProducerBuilder,
    answer::{Outcome, outcomes},
    lanes::Lanes,
    record::{Delivered, DeliveryResult, Waiting},
    shard_map::ShardMap,
    stats::Counters,
    unit::Unit,
};
use crate::{
    error::Error,
    operations::{Operation, Put, PutRecordsRequest, PutRecordsResponse},
};

/// The longest rest after a first failure, doubled with each further one, and the longest after any.
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const MOST_BACKOFF: Duration = Duration::from_secs(5);

/// What an answer tells of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// There are other shards than was thought.
    Resharded,
    /// The service spreads records whatever their keys.
    Spread,
}

/// Gives records their results, or puts them back into their lanes.
#[derive(Debug)]
pub(super) struct Settling {
    max_attempts: u32,
    random: Random,
    counters: Counters,
    /// How many records have no result yet.
    waiting: u64,
    /// The numbers of those that got theirs since this was asked.
    settled: Vec<u64>,
    hint: Option<Hint>,
    /// What lies in another shard than was thought: by the shards as they are now it is told if rightly.
    doubtful: Vec<(Unit, Put)>,
}

impl Settling {
    pub(super) fn new(settings: &ProducerBuilder, counters: Counters) -> Self {
        Self {
            max_attempts: settings.max_attempts,
            random: settings.client.config().random().clone(),
            counters,
            waiting: 0,
            settled: Vec::new(),
            hint: None,
            doubtful: Vec::new(),
        }
    }

    /// How many records have no result yet.
    pub(super) const fn waiting(&self) -> u64 {
        self.waiting
    }

    /// The numbers of the records that got their results since this was asked.
    pub(super) fn take_settled(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.settled)
    }

    /// What was learnt of the stream since this was asked.
    pub(super) const fn take_hint(&mut self) -> Option<Hint> {
        self.hint.take()
    }

    /// Takes note of a record that came.
    pub(super) fn expect_one(&mut self) {
        self.waiting += 1;
        self.counters.count(|stats| stats.records_waiting = self.waiting);
    }

    /// Takes note of a call.
    pub(super) fn sent(&self, batch: &mut [Unit]) {
        let mut retried = 0;
        for record in batch.iter_mut().flat_map(|unit| &mut unit.members) {
            retried += u64::from(record.attempts > 0);
            record.attempts += 1;
        }
        self.counters.count(|stats| {
            stats.calls += 1;
            stats.records_retried += retried;
        });
    }

    /// Gives the records of a call their results, as far as they have one, and lets their lanes go on.
    pub(super) fn settle(
        &mut self,
        now: Timestamp,
        batch: Vec<Unit>,
        answer: Result<PutRecordsResponse, Error>,
        lanes: &mut Lanes,
    ) {
        let size = batch.len();
        // One draw for all, so that what failed together goes together again.
        let rest = Rest { from: now, jitter: self.random.unit() };
        for (unit, outcome) in batch.into_iter().zip(outcomes(size, answer)) {
            match outcome {
                Outcome::Put(put) => self.put(now, unit, put, lanes),
                Outcome::Again(error) => self.again(rest, unit, &error, lanes),
                Outcome::Apart => apart(now, unit, size / 2, lanes),
                Outcome::Failed(error) => {
                    for record in unit.members {
                        self.fail(record.failed(&error));
                    }
                    lanes.settle(now, &unit.lane, Vec::new(), |_| None);
                }
            }
        }
    }

    /// Decides on what was in doubt, by the shards as they are now.
    pub(super) fn settle_doubtful(&mut self, now: Timestamp, map: Option<&ShardMap>, lanes: &mut Lanes) {
        for (mut unit, put) in std::mem::take(&mut self.doubtful) {
            if is_spread(&unit, &put, map) {
                self.hint = Some(Hint::Spread);
            }
            let range = map.and_then(|map| map.range(&put.shard_id));
            if range.is_some_and(|range| unit.members.iter().all(|record| range.contains(record.hash_key())))
            {
                self.deliver(now, unit, put, lanes);
            } else {
                for record in &mut unit.members {
                    record.may_be_there = true;
                }
                let message = "the record is in a shard where it does not belong";
                let error = Error::record(PutRecordsRequest::NAME, "WrongShard", message);
                self.again(Rest { from: now, jitter: 0.0 }, unit, &error, lanes);
            }
        }
    }

    /// Gives records whose time is over their results.
    pub(super) fn expire(&mut self, records: Vec<Waiting>) {
        for record in records {
            self.fail(record);
        }
    }

    fn put(&mut self, now: Timestamp, unit: Unit, put: Put, lanes: &mut Lanes) {
        let is_another = unit.predicted.as_ref().is_some_and(|shard| *shard != put.shard_id);
        let is_spread = is_another && is_spread(&unit, &put, lanes.map());
        if is_spread {
            self.hint = Some(Hint::Spread);
        } else if is_another {
            self.hint.get_or_insert(Hint::Resharded);
        }
        if unit.members.len() > 1 && is_another && (is_spread || !unit.is_of_one_hash_key()) {
            self.doubtful.push((unit, put));
        } else {
            self.deliver(now, unit, put, lanes);
        }
    }

    fn deliver(&mut self, now: Timestamp, unit: Unit, put: Put, lanes: &mut Lanes) {
        let records = unit.members.len() as u64;
        let bytes: usize = unit.members.iter().map(Waiting::size_bytes).sum();
        self.counters.count(|stats| {
            stats.records_put += records;
            stats.stream_records_put += 1;
            stats.bytes_put += bytes as u64;
        });
        for (place, record) in (0..).zip(unit.members) {
            let delivered = Delivered {
                shard_id: put.shard_id.clone(),
                sequence_number: put.sequence_number.clone(),
                sub_sequence_number: (records > 1).then_some(place),
                attempts: record.attempts,
            };
            self.result(record, Ok(delivered));
        }
        lanes.settle(now, &unit.lane, Vec::new(), |_| None);
    }

    fn again(&mut self, rest: Rest, unit: Unit, error: &Error, lanes: &mut Lanes) {
        let mut again = Vec::with_capacity(unit.members.len());
        for record in unit.members {
            let record = record.failed(error);
            if record.attempts >= self.max_attempts || record.expires <= rest.from {
                self.fail(record);
            } else {
                again.push(record);
            }
        }
        lanes.settle(rest.from, &unit.lane, again, |failures| Some(rest.until(failures)));
    }

    fn fail(&mut self, mut record: Waiting) {
        self.counters.count(|stats| stats.records_failed += 1);
        let error = Error::not_put(record.failure.take(), record.may_be_there);
        self.result(record, Err(error));
    }

    fn result(&mut self, record: Waiting, result: DeliveryResult) {
        self.waiting -= 1;
        self.counters.count(|stats| stats.records_waiting = self.waiting);
        self.settled.push(record.number);
        let _nobody_waits = record.reply.send(result);
    }
}

/// How long lanes rest: exponentially longer with each failure in a row, with full jitter.
#[derive(Clone, Copy, Debug)]
struct Rest {
    from: Timestamp,
    jitter: f64,
}

impl Rest {
    fn until(self, failures: u32) -> Timestamp {
        let doubled = FIRST_BACKOFF.saturating_mul(1 << failures.saturating_sub(1).min(16));
        self.from + doubled.min(MOST_BACKOFF).mul_f64(self.jitter)
    }
}

/// Whether a record is in a shard that has not its hash key: a shard's never change, so the service did not heed it.
fn is_spread(unit: &Unit, put: &Put, map: Option<&ShardMap>) -> bool {
    let range = map.and_then(|map| map.range(&put.shard_id));
    range.zip(unit.hash_key()).is_some_and(|(range, key)| !range.contains(key))
}

/// Lets the records of a unit be sent in smaller batches, which counts as no attempt.
fn apart(now: Timestamp, mut unit: Unit, batch_limit: usize, lanes: &mut Lanes) {
    for record in &mut unit.members {
        record.attempts -= 1;
        record.batch_limit = batch_limit.max(1);
    }
    lanes.settle(now, &unit.lane, unit.members, |_| None);
}
