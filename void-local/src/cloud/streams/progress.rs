//! [`StreamProgress`]: how far a function has come in a stream.

use std::collections::BTreeMap;

use void_core::Timestamp;
use void_streams_sdk::{
    ShardId, StartingPosition,
    mock::{MockStream, Problem},
};

use super::{
    keeping::KeptLane,
    lane::Lane,
    trigger::{Reached, ShardStart, starts},
};
use crate::manifest::StreamEvent;

/// How far a function has come in a stream: one place in each shard.
#[derive(Debug)]
pub(in crate::cloud) struct StreamProgress {
    pub(super) lanes: BTreeMap<ShardId, Lane>,
    /// What was kept of each last.
    pub(super) kept: BTreeMap<ShardId, KeptLane>,
}

impl StreamProgress {
    pub(super) fn new(starts: &[ShardStart]) -> Self {
        let lanes = starts.iter().map(|start| (start.id.clone(), Lane::new(start))).collect();
        Self { lanes, kept: BTreeMap::new() }
    }

    /// Reads what there is room for, in all shards whose parents are finished. A stream that was deleted and made again is
    /// begun anew.
    pub(super) fn read(&mut self, stream: &MockStream, event: &StreamEvent, now: Timestamp) {
        if self.read_lanes(stream, event, now).is_err() {
            *self = Self::new(&starts(stream, &StartingPosition::trim_horizon()));
        }
    }

    fn read_lanes(
        &mut self,
        stream: &MockStream,
        event: &StreamEvent,
        now: Timestamp,
    ) -> Result<(), Problem> {
        let readable = self.lanes.iter().filter(|(_, lane)| lane.room(event) > 0 && self.may_begin(lane));
        let readable: Vec<ShardId> = readable.map(|(id, _)| id.clone()).collect();
        for id in readable {
            let Some(lane) = self.lanes.get_mut(&id) else { continue };
            let read = stream.read_shard(&id, &lane.position, lane.room(event))?;
            let has_children = !read.children.is_empty();
            lane.take_in(read, now);
            if has_children {
                self.add_new_shards(stream);
            }
        }
        Ok(())
    }

    /// Adds the shards that came of splits and merges: all of them, since a child may have a parent that is itself a child of
    /// one which is still read.
    fn add_new_shards(&mut self, stream: &MockStream) {
        for start in starts(stream, &StartingPosition::trim_horizon()) {
            self.lanes.entry(start.id.clone()).or_insert_with(|| Lane::new(&start));
        }
    }

    /// How far it has come in each shard that is not finished.
    pub(super) fn reached(&self) -> Vec<Reached> {
        let lanes = self.lanes.iter().filter(|(_, lane)| !lane.is_finished());
        let reached = lanes.map(|(id, lane)| {
            let records = lane.batches.iter().flat_map(|batch| &batch.records);
            let waiting = lane.waiting.iter().map(|waiting| &waiting.record);
            let arrivals = records.chain(waiting).map(|record| record.approximate_arrival_timestamp);
            Reached {
                shard: id.clone(),
                position: lane.position.clone(),
                pending: arrivals.clone().count(),
                oldest: arrivals.min(),
            }
        });
        reached.collect()
    }

    /// Whether a shard's parents are finished, so that the order within a partition key is kept.
    fn may_begin(&self, lane: &Lane) -> bool {
        lane.parents.iter().all(|parent| self.lanes.get(parent).is_none_or(Lane::is_finished))
    }

    /// The shard in which a batch can start first, and when.
    pub(super) fn next(&self, event: &StreamEvent, now: Timestamp) -> Option<(&ShardId, Timestamp)> {
        let due = self.lanes.iter().filter(|(_, lane)| !lane.is_idle());
        due.filter_map(|(id, lane)| Some((id, lane.due_at(event, now)?))).min_by_key(|(_, at)| *at)
    }

    /// When a batch can start, if nothing else happens.
    pub(in crate::cloud) fn due_at(&self, event: &StreamEvent, now: Timestamp) -> Option<Timestamp> {
        self.next(event, now).map(|(_, at)| at)
    }

    /// When there is something for the function, whether or not it may start.
    pub(in crate::cloud) fn waiting_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.lanes.values().filter_map(|lane| lane.waiting_since(now)).min()
    }
}
