//! Dropping records that are too old.
//!
//! They can't be read any more from the moment on in which they are; this is about their memory.

use std::time::Duration;

use void_core::Timestamp;

use super::{
    Engine,
    schedule::{Due, Schedule},
    shard::number_to_index,
    stream::Stream,
};

/// How often a shard is looked through at most.
const PAUSE: Duration = Duration::from_secs(1);

impl Engine {
    /// Drops a shard's records that have expired, and sees when the next ones do.
    pub(super) fn drop_expired(&mut self, now: Timestamp, due_at: Timestamp, name: &str, shard: u32) {
        let Some(stream) = self.streams.get_mut(name) else { return };
        let first_kept = stream.first_kept(now);
        // The entry may be that of an earlier stream of the name.
        if let Some(shard) = stream.shards.get_mut(number_to_index(shard))
            && shard.expiry == Some(due_at)
        {
            shard.log.trim(first_kept, usize::MAX);
            shard.expiry = None;
        }
        stream.expect_expiry_after(now + PAUSE, shard, &mut self.schedule);
    }
}

impl Stream {
    /// Sees to it that the oldest record of a shard is dropped when it has expired.
    pub(super) fn expect_expiry(&mut self, shard: u32, schedule: &mut Schedule) {
        self.expect_expiry_after(Timestamp::UNIX_EPOCH, shard, schedule);
    }

    fn expect_expiry_after(&mut self, earliest: Timestamp, number: u32, schedule: &mut Schedule) {
        let Some(shard) = self.shards.get_mut(number_to_index(number)) else { return };
        let Some(oldest) = shard.log.oldest().filter(|_| shard.expiry.is_none()) else { return };
        let at = (oldest.arrived_at() + self.retention).max(earliest);
        shard.expiry = Some(at);
        schedule.add(at, &self.name, Due::Expiry(number));
    }
}
