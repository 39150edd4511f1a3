//! [`Lanes`]: which record goes when.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use void_core::Timestamp;

use super::{
    ProducerBuilder,
    builder::{Aggregation, Order},
    lane::{Lane, LaneKey, Slot},
    record::Waiting,
    shard_map::ShardMap,
    unit::Unit,
};

/// All records that wait, in lanes. A batch has at most one record of the stream of each lane, and a lane at most one
/// under way: so within a lane nothing overtakes.
#[derive(Debug)]
pub(super) struct Lanes {
    order: Order,
    aggregation: Option<Aggregation>,
    max_records: usize,
    max_bytes: usize,
    map: Option<ShardMap>,
    lanes: HashMap<LaneKey, Lane>,
    /// The lanes that may go, by when they must.
    ready: BTreeMap<(Timestamp, u64), LaneKey>,
    ready_bytes: usize,
    /// Those that rest after a failure, by when they go on.
    resting: BTreeMap<(Timestamp, u64), LaneKey>,
    next_number: u64,
    /// Records with a lower number do not linger.
    flushed: u64,
}

impl Lanes {
    pub(super) fn new(settings: &ProducerBuilder) -> Self {
        Self {
            order: settings.order,
            aggregation: settings.aggregation,
            max_records: settings.max_records,
            max_bytes: settings.max_bytes,
            map: None,
            lanes: HashMap::new(),
            ready: BTreeMap::new(),
            ready_bytes: 0,
            resting: BTreeMap::new(),
            next_number: 0,
            flushed: 0,
        }
    }

    /// Takes a record.
    pub(super) fn push(&mut self, now: Timestamp, mut record: Waiting) {
        record.number = self.next_number;
        self.next_number += 1;
        self.place(now, record);
    }

    /// The number that the next record gets.
    pub(super) const fn next_number(&self) -> u64 {
        self.next_number
    }

    /// Whether no record waits, and none is under way.
    pub(super) fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    pub(super) const fn map(&self) -> Option<&ShardMap> {
        self.map.as_ref()
    }

    /// When something is due next.
    pub(super) fn next_wakeup(&self) -> Option<Timestamp> {
        let first =
            |schedule: &BTreeMap<(Timestamp, u64), LaneKey>| schedule.keys().next().map(|(at, _)| *at);
        [first(&self.ready), first(&self.resting)].into_iter().flatten().min()
    }

    /// Takes the next batch, if it is full or a record is due; puts those whose time is over into `expired`.
    pub(super) fn batch(&mut self, now: Timestamp, expired: &mut Vec<Waiting>) -> Option<Vec<Unit>> {
        self.wake(now);
        if !self.is_full() && self.ready.keys().next().is_none_or(|(due, _)| *due > now) {
            return None;
        }
        let (mut batch, mut bytes, mut limit) = (Vec::new(), 0, self.max_records);
        while let Some(((due, _), key)) = self.ready.first_key_value() {
            // A part of an aggregated record waits for more; a record by itself has nothing to wait for.
            if matches!(key, LaneKey::Shard(_)) && *due > now {
                break;
            }
            let key = key.clone();
            let Some(first) = self.lanes.get(&key).and_then(Lane::first) else { break };
            let most =
                self.aggregation_of(&key).map_or(0, |limits| limits.max_bytes + 1).max(first.size_bytes());
            if batch.len() >= limit.min(first.batch_limit)
                || (!batch.is_empty() && bytes + most > self.max_bytes)
            {
                break;
            }
            if let Some(unit) = self.take(now, &key, expired) {
                limit = limit.min(unit.batch_limit());
                bytes += unit.entry.size_bytes();
                batch.push(unit);
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Lets a lane go on whose record is not under way any more: as [`Lane::settle`].
    pub(super) fn settle(
        &mut self,
        now: Timestamp,
        key: &LaneKey,
        again: Vec<Waiting>,
        rests: impl FnOnce(u32) -> Option<Timestamp>,
    ) {
        if let Some(lane) = self.lanes.get_mut(key) {
            lane.settle(again, rests);
        }
        self.schedule(now, key);
    }

    /// Lets nothing linger that has come until now.
    pub(super) fn flush(&mut self, now: Timestamp) {
        self.flushed = self.next_number;
        let keys: Vec<_> = self.ready.values().cloned().collect();
        for key in keys {
            self.schedule(now, &key);
        }
    }

    /// Sorts what waits by another map. Nothing may be under way.
    pub(super) fn set_map(&mut self, now: Timestamp, map: Option<ShardMap>) {
        debug_assert!(self.lanes.values().all(|lane| !lane.is_busy()), "a lane is under way");
        self.map = map;
        let lanes = std::mem::take(&mut self.lanes);
        let mut records: Vec<_> = lanes.into_values().flat_map(Lane::into_records).collect();
        records.sort_unstable_by_key(|record| record.number);
        self.ready.clear();
        self.resting.clear();
        self.ready_bytes = 0;
        for record in records {
            self.place(now, record);
        }
    }

    fn place(&mut self, now: Timestamp, record: Waiting) {
        let key = self.lane_of(&record);
        self.lanes.entry(key.clone()).or_default().push(record);
        self.schedule(now, &key);
    }

    fn lane_of(&self, record: &Waiting) -> LaneKey {
        let map = self.map.as_ref().filter(|_| self.aggregation.is_some());
        match (map.map(|map| map.place_of(record.hash_key())), self.order) {
            (Some(Some(place)), _) => LaneKey::Shard(place),
            (None, Order::None) => LaneKey::Alone(record.number),
            _ => LaneKey::Key(Arc::clone(&record.partition_key)),
        }
    }

    /// Whether there is a batch that has nothing to wait for.
    fn is_full(&self) -> bool {
        self.map.is_none() && (self.ready.len() >= self.max_records || self.ready_bytes >= self.max_bytes)
    }

    /// The limits of what is put together in a lane: in those of shards. Where the shards are not known nothing is, as in the
    /// KPL: it might be in the wrong place.
    fn aggregation_of(&self, key: &LaneKey) -> Option<Aggregation> {
        self.aggregation.filter(|_| matches!(key, LaneKey::Shard(_)))
    }

    fn take(&mut self, now: Timestamp, key: &LaneKey, expired: &mut Vec<Waiting>) -> Option<Unit> {
        let aggregation = self.aggregation_of(key);
        let lane = self.lanes.get_mut(key)?;
        let unit = lane.take(key, now, aggregation, expired).map(|unit| Unit {
            predicted: match (key, &self.map) {
                (LaneKey::Shard(place), Some(map)) => map.shard(*place).cloned(),
                _ => None,
            },
            ..unit
        });
        self.schedule(now, key);
        unit
    }

    /// Lets the lanes go on whose rest is over.
    fn wake(&mut self, now: Timestamp) {
        while let Some((_, key)) = self.resting.first_key_value().filter(|((until, _), _)| *until <= now) {
            let key = key.clone();
            // One that rests longer than its first record lives has a record to fail, so it goes on too.
            if let Some(lane) = self.lanes.get_mut(&key) {
                lane.end_rest();
            }
            self.schedule(now, &key);
        }
    }

    /// Puts a lane where it belongs in the schedule; forgets it when nothing of it is left.
    fn schedule(&mut self, now: Timestamp, key: &LaneKey) {
        let aggregation = self.aggregation_of(key);
        let Some(lane) = self.lanes.get_mut(key) else { return };
        let slot = lane.next_slot(now, self.flushed, aggregation);
        let before = std::mem::replace(&mut lane.slot, slot);
        let is_over = lane.is_empty() && !lane.is_busy();
        if before != slot {
            self.leave(before);
            self.enter(slot, key);
        }
        if is_over {
            self.lanes.remove(key);
        }
    }

    fn leave(&mut self, slot: Option<Slot>) {
        let Some(Slot { at, number, is_resting, bytes }) = slot else { return };
        if is_resting {
            self.resting.remove(&(at, number));
        } else if self.ready.remove(&(at, number)).is_some() {
            self.ready_bytes -= bytes;
        }
    }

    fn enter(&mut self, slot: Option<Slot>, key: &LaneKey) {
        let Some(Slot { at, number, is_resting, bytes }) = slot else { return };
        if is_resting {
            self.resting.insert((at, number), key.clone());
        } else {
            self.ready.insert((at, number), key.clone());
            self.ready_bytes += bytes;
        }
    }
}
