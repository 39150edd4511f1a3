//! [`ShardWaiters`]: who waits for something to happen to a shard.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

/// By the stream's name, then by the shard's id: only shards that someone waits for are in it.
type Waiting = BTreeMap<Arc<str>, BTreeMap<Arc<str>, Arc<Notify>>>;

/// Who waits for something to happen to a shard. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct ShardWaiters(Arc<Mutex<Waiting>>);

/// Someone who waits.
#[derive(Debug)]
pub(in crate::mock) struct ShardWaiter {
    waiters: ShardWaiters,
    stream: Arc<str>,
    shard: Arc<str>,
    notify: Arc<Notify>,
}

impl ShardWaiters {
    /// Joins those who wait for a shard.
    pub(super) fn join(&self, stream: &Arc<str>, shard: &Arc<str>) -> ShardWaiter {
        let mut waiting = self.lock();
        let of_stream = waiting.entry(Arc::clone(stream)).or_default();
        let notify = Arc::clone(of_stream.entry(Arc::clone(shard)).or_default());
        let (waiters, stream, shard) = (self.clone(), Arc::clone(stream), Arc::clone(shard));
        ShardWaiter { waiters, stream, shard, notify }
    }

    /// Wakes those who wait for a shard.
    pub(super) fn wake(&self, stream: &str, shard: &str) {
        if let Some(notify) = self.lock().get(stream).and_then(|shards| shards.get(shard)) {
            notify.notify_waiters();
        }
    }

    /// Wakes all.
    pub(super) fn wake_all(&self) {
        self.lock().values().flat_map(BTreeMap::values).for_each(|notify| notify.notify_waiters());
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ShardWaiter {
    /// What wakes them. It is to be enabled before looking.
    pub(in crate::mock) fn notify(&self) -> Arc<Notify> {
        Arc::clone(&self.notify)
    }
}

impl Drop for ShardWaiter {
    /// Leaves; the last one takes the entry along.
    fn drop(&mut self) {
        let mut waiting = self.waiters.lock();
        let Some(shards) = waiting.get_mut(&self.stream) else { return };
        // One in the list, and this one.
        if Arc::strong_count(&self.notify) <= 2 {
            shards.remove(&self.shard);
        }
        if shards.is_empty() {
            waiting.remove(&self.stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::ShardWaiters;

    #[test]
    fn only_what_is_waited_for_is_kept() {
        let (waiters, stream) = (ShardWaiters::default(), Arc::from("orders"));
        let [one, two] = ["shardId-1", "shardId-2"].map(Arc::from);
        let first = waiters.join(&stream, &one);
        let second = waiters.join(&stream, &one);
        let other = waiters.join(&stream, &two);
        drop(first);
        assert_eq!(waiters.lock()["orders"].len(), 2);
        drop(second);
        assert_eq!(waiters.lock()["orders"].len(), 1);
        waiters.wake("orders", "shardId-1");
        waiters.wake("nothing", "shardId-1");
        drop(other);
        assert!(waiters.lock().is_empty());
    }
}
