//! [`StreamTrigger`]: a stream that brings records to a function.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use void_core::Timestamp;
use void_streams_sdk::{
    Record, ShardId, StartingPosition,
    mock::{MockStream, Problem},
    types::{Shard, ShardIteratorType},
};

use super::super::state::{Deployed, TriggerKey};
use crate::manifest::{ResourceKind, StreamEvent};

/// A stream that brings records to a function.
#[derive(Debug)]
pub(crate) struct StreamTrigger {
    pub(crate) function: Arc<Deployed>,
    pub(crate) event: StreamEvent,
    /// Where each shard begins, as it was when the function was deployed: what `LATEST` means.
    pub(super) starts: Vec<ShardStart>,
    /// How far it has come, told by the driver for those who look.
    reached: Mutex<Vec<Reached>>,
}

/// How far a function has come in a shard.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    pub(super) shard: ShardId,
    /// Where reading goes on.
    pub(super) position: StartingPosition,
    /// Records that were read and are not done with.
    pub(super) pending: usize,
    /// When the oldest of them came.
    pub(super) oldest: Option<Timestamp>,
}

/// What a function has not done of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lag {
    pub(crate) records: usize,
    /// When the oldest of them came.
    pub(crate) oldest: Option<Timestamp>,
}

/// Where a function begins in a shard.
#[derive(Clone, Debug)]
pub(super) struct ShardStart {
    pub(super) id: ShardId,
    pub(super) parents: Vec<ShardId>,
    pub(super) position: StartingPosition,
    /// There is nothing to be had from it.
    pub(super) ended: bool,
}

impl StreamTrigger {
    /// Begins at the event's starting position in the shards that `stream` has now.
    pub(crate) fn new(function: &Arc<Deployed>, event: StreamEvent, stream: &MockStream) -> Self {
        let starts = starts(stream, &event.starting_position);
        Self { function: Arc::clone(function), event, starts, reached: Mutex::default() }
    }

    pub(crate) fn stream(&self) -> &str {
        self.event.name.as_str()
    }

    pub(super) fn set_reached(&self, reached: Vec<Reached>) {
        *self.reached() = reached;
    }

    /// What is not done, of what was read and of what was not; at most `most` records of a shard are looked at.
    pub(crate) fn lag(&self, stream: &MockStream, most: usize) -> Lag {
        let reached = self.reached().clone();
        reached.iter().fold(Lag::default(), |lag, reached| {
            let unread = stream.read_shard(&reached.shard, &reached.position, most);
            let unread = unread.map(|read| read.records).unwrap_or_default();
            let first_unread = unread.first().map(|record| record.approximate_arrival_timestamp);
            Lag {
                records: lag.records + reached.pending + unread.len(),
                oldest: [lag.oldest, reached.oldest, first_unread].into_iter().flatten().min(),
            }
        })
    }

    fn reached(&self) -> MutexGuard<'_, Vec<Reached>> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What stays the same when the function is deployed again.
    pub(crate) fn key(&self) -> TriggerKey {
        let (function, name) = (self.function.name().to_owned(), self.stream().to_owned());
        TriggerKey { function, kind: ResourceKind::Stream, name }
    }
}

/// Where to begin in each shard of a stream.
pub(super) fn starts(stream: &MockStream, position: &StartingPosition) -> Vec<ShardStart> {
    stream.shards().iter().map(|shard| start(stream, shard, position)).collect()
}

fn start(stream: &MockStream, shard: &Shard, position: &StartingPosition) -> ShardStart {
    let is_latest = position.kind == ShardIteratorType::Latest;
    // The end of the shard as it is now; what comes later is after it.
    let end = if is_latest { latest(stream, shard) } else { Ok(position.clone()) };
    ShardStart {
        id: shard.shard_id.clone(),
        parents: shard.parents().cloned().collect(),
        position: end.unwrap_or_else(|_| position.clone()),
        ended: is_latest && !shard.is_open(),
    }
}

fn latest(stream: &MockStream, shard: &Shard) -> Result<StartingPosition, Problem> {
    Ok(stream.read_shard(&shard.shard_id, &StartingPosition::latest(), 1)?.next())
}

/// Whether the stream still keeps a record.
pub(super) fn is_kept(stream: &MockStream, shard: &ShardId, record: &Record) -> bool {
    let position = StartingPosition::at_sequence_number(record.sequence_number.clone());
    let read = stream.read_shard(shard, &position, 1);
    read.is_ok_and(|read| {
        read.records.first().is_some_and(|found| found.sequence_number == record.sequence_number)
    })
}
