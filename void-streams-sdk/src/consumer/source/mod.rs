//! Where a shard's records come from.

mod listing;
mod polling;

use std::time::Duration;

use void_core::Timestamp;

pub(super) use self::listing::list_shards;
use self::polling::Polling;
use super::{Consumer, Progress};
use crate::types::{ChildShard, Record, ShardId};

/// A way to read a shard.
#[derive(Debug)]
pub(super) enum Source {
    /// GetRecords, again and again.
    Polling(Polling),
}

/// What came of a shard.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// In order.
    pub(super) records: Vec<Record>,
    /// How far they are behind the newest of the shard.
    pub(super) behind: Duration,
    /// The shard was read to its end: its children, where the service told them.
    pub(super) end: Option<Vec<ChildShard>>,
    /// When reading began, where it began with what is put from then on.
    pub(super) began_at: Option<Timestamp>,
}

impl Source {
    pub(super) fn new(settings: &Consumer, shard_id: ShardId, progress: &Progress) -> Self {
        Self::Polling(Polling::new(settings, shard_id, progress.position()))
    }

    /// Waits for what comes next. Failures are logged and waited out.
    pub(super) async fn next(&mut self) -> Fetched {
        match self {
            Self::Polling(polling) => polling.next().await,
        }
    }
}
