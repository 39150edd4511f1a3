//! What can be set of a [`Consumer`].

use std::{sync::Arc, time::Duration};

use super::{CheckpointStore, Consumer, DeadLetterSink, InitialPosition, source::Registration};
use crate::types::ConsumerName;

/// The most records of one GetRecords call.
const MAX_FETCH: u16 = 10_000;

/// Where and when it reads, and how it shares.
impl Consumer {
    /// Keeps leases and checkpoints there. Default: in this process, so that the application begins anew at each start.
    pub fn store(mut self, store: impl CheckpointStore) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Names this worker: no other one that runs may have the same name. Default: a random UUID.
    ///
    /// A worker that comes back under its old name takes its leases at once instead of waiting until their time is over.
    pub fn worker_id(mut self, id: impl Into<String>) -> Self {
        self.worker_id = id.into();
        self
    }

    /// Begins there where the application has no leases yet. Default: with the oldest record that is still kept.
    pub const fn initial_position(mut self, position: InitialPosition) -> Self {
        self.initial_position = position;
        self
    }

    /// Takes leases for so long: 1 s at least, default 10 s. A lease is renewed when a third has passed; others take one that
    /// was not for all of it, so this is how long a shard stands still when its worker dies.
    pub fn lease_duration(mut self, duration: Duration) -> Self {
        self.lease_duration = duration.max(Duration::from_secs(1));
        self
    }

    /// Reads so many shards at the most. Default: no limit.
    pub const fn max_leases(mut self, leases: usize) -> Self {
        self.max_leases = leases;
        self
    }

    /// Compares the leases with the stream's shards that often: 1 s at least, default a minute, give or take a fifth.
    /// Children of a shard that was read to its end are found at once, whatever this is.
    pub fn sync_interval(mut self, interval: Duration) -> Self {
        self.sync_interval = interval.max(Duration::from_secs(1));
        self
    }

    /// Stores what is done of a shard that often, and when the shard is let go. Default a second; zero stores after each
    /// batch. What was done since comes again when the worker dies.
    pub const fn checkpoint_interval(mut self, interval: Duration) -> Self {
        self.checkpoint_interval = interval;
        self
    }

    /// Gives handlers so long to finish when a shard is to be handed over, and at shutdown; those that take longer are broken
    /// off, and their records come again. Default 25 s.
    pub const fn shutdown_limit(mut self, limit: Duration) -> Self {
        self.shutdown_limit = limit;
        self
    }

    /// Waits so long after a read that found nothing. Default a second. Reads that find something follow each other after
    /// 200 ms, since a shard gives five a second.
    pub const fn idle(mut self, wait: Duration) -> Self {
        self.idle = wait;
        self
    }

    /// Has records pushed, as a consumer with enhanced fan-out of this name: it gets 2 MiB a second of each shard for itself,
    /// sooner, and at a price. It is registered where it is not yet, and stays so. Default: shards are polled.
    ///
    /// All workers of an application take the same name, and no other application does.
    pub fn fan_out(mut self, consumer_name: impl Into<ConsumerName>) -> Self {
        self.fan_out = Some(Registration::new(consumer_name.into()));
        self
    }

    /// Reads so many records at a time: 1 to 10,000, default 1,000.
    pub fn fetch_limit(mut self, records: u16) -> Self {
        self.fetch_limit = records.clamp(1, MAX_FETCH);
        self
    }

    /// Reads on while fewer user records of a shard wait: so this and what one read brings is what a shard takes in memory.
    /// Default 1,000, at least 1. In the handler form those that are being handled count.
    pub fn prefetch(mut self, records: usize) -> Self {
        self.prefetch = records.max(1);
        self
    }

    /// In the stream form, gives out so many records of a shard beyond the first that is not done. Default 10,000, at least
    /// 1.
    pub fn unsettled(mut self, records: usize) -> Self {
        self.unsettled = records.max(1);
        self
    }
}

/// The handler form.
impl Consumer {
    /// Gives a handler up to so many user records at a time: those that are there, without waiting for more. Default 100, at
    /// least 1.
    pub fn batch_size(mut self, records: usize) -> Self {
        self.batch_size = records.max(1);
        self
    }

    /// Runs so many handlers at a time, of all shards. Default 10, at least 1.
    pub fn concurrency(mut self, handlers: usize) -> Self {
        self.concurrency = handlers.clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// Runs so many handlers at a time for one shard: records of one partition key stay in order, those of different keys
    /// don't. Default 1, at least 1, at most 1,000. What a handler fails at blocks its keys; the others go on while there is room for
    /// [`prefetch`](Self::prefetch).
    pub fn parallelism(mut self, handlers: usize) -> Self {
        self.parallelism = handlers.clamp(1, 1_000);
        self
    }

    /// Tries a batch that failed so often again, then gives it to the dead-letter sink. Default: until it succeeds, or its
    /// records have expired, and the shard waits for that; as with AWS Lambda.
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// Gives records that came longer ago to the dead-letter sink instead of the handler. Default: never.
    pub const fn max_record_age(mut self, age: Duration) -> Self {
        self.max_record_age = Some(age);
        self
    }

    /// Splits a batch that failed in two, and each half again, until the records that fail are alone. Splitting is no
    /// retry. Default: a batch is tried again, and given up, as a whole, unless the handler says at which record it failed.
    pub const fn bisect_on_error(mut self) -> Self {
        self.is_bisecting = true;
        self
    }

    /// Waits before a batch is tried again, where the handler does not say how long: a random part of `first`, of twice that
    /// at the second failure in a row, and so on up to `most`. Default 1 s and 1 min.
    pub const fn retry_backoff(mut self, first: Duration, most: Duration) -> Self {
        self.retry_backoff = (first, most);
        self
    }

    /// Gives records there that are given up. Default: they are logged, without their data, and the shard goes on.
    pub fn dead_letters(mut self, sink: impl DeadLetterSink) -> Self {
        self.dead_letters = Arc::new(sink);
        self
    }
}
