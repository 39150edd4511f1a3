//! [`Work`]: what happens with the records of a shard, behind the two forms of a consumer.

use std::sync::Arc;

use void_core::Timestamp;

use super::{super::UserRecord, hold::Hold};

/// A record with its number in the shard, as the [`Tracker`](super::tracker::Tracker) counts.
#[derive(Clone, Debug)]
pub(crate) struct Numbered {
    pub(crate) number: u64,
    pub(crate) record: UserRecord,
}

/// What happens with the records of one shard. It tells the shard's [`Hold`] what is done.
pub(crate) trait Work: Send + 'static {
    /// Whether it takes more records.
    fn has_room(&self) -> bool;

    /// Takes records, in order.
    fn give(&mut self, records: Vec<Numbered>);

    /// Begins what can be begun; says when there will be more to begin.
    fn begin(&mut self, now: Timestamp) -> Option<Timestamp>;

    /// Waits until something that was begun has come to an end; for ever where nothing was. May be dropped and called again.
    fn ended(&mut self) -> impl Future<Output = ()> + Send;

    /// Begins nothing more that need not be.
    fn stop(&mut self);

    /// Breaks off what was begun.
    fn abort(&mut self);

    /// Whether nothing is under way.
    fn is_idle(&self) -> bool;
}

/// Makes the [`Work`] of each shard.
pub(crate) trait Workshop: Send + Sync + 'static {
    /// What it makes.
    type Work: Work;

    /// Makes the work of a shard.
    fn open(&self, hold: &Arc<Hold>) -> Self::Work;
}
