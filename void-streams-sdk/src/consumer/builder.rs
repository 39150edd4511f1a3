//! [`Consumer`]: how a stream is read, and its two forms.

use std::{future::pending, sync::Arc, time::Duration};

use super::{
    Batch, CheckpointStore, ConsumerStats, DeadLetterSink, Deliveries, InMemoryCheckpointStore,
    InitialPosition, IntoBatchOutcome, LeaseGroup, LogDeadLetters, Monitor, UserRecord,
    handler::{Handling, each},
    source::Registration,
    stream,
    worker::{Until, Worker},
};
use crate::{client::VoidStreamsClient, error::Error, types::StreamIdentifier};

/// Reads a stream together with the other workers of its application: what [`VoidStreamsClient::consumer`] gives. Its
/// methods set it up, [`run`](Self::run) and [`stream`](Self::stream) start it.
///
/// - Each shard is read by one worker at a time, which has a lease for it. Workers share the shards evenly; one that joins
///   asks the others for some of theirs, one that dies loses its own when their time is over.
/// - A shard's children are read once it, and the other parent if there is one, is read to its end.
/// - Records of a shard come in order. What is done is stored in the leases, so that whoever reads the shard next goes on
///   from there: nothing is lost, and nothing comes twice where a lease is handed over. When a worker dies, or can't reach
///   the store, what it had done since its last checkpoint comes again. Handlers must stand a record that comes twice.
/// - By its own clock a worker stops to read a shard, and breaks off its handlers, a tenth of the lease's time before
///   anybody else takes it. Two handle records of one shard at a time only where a handler does not stop when it is broken
///   off (it blocks, or what it started goes on elsewhere), a process is stopped from outside, or clocks run at speeds that
///   differ by more than a tenth. The one that is too late can't write its checkpoint.
#[derive(Clone, Debug)]
#[must_use = "a consumer does nothing until it is started"]
pub struct Consumer {
    pub(super) client: VoidStreamsClient,
    pub(super) stream: StreamIdentifier,
    pub(super) application: Arc<str>,
    pub(super) store: Arc<dyn CheckpointStore>,
    pub(super) worker_id: String,
    pub(super) initial_position: InitialPosition,
    pub(super) lease_duration: Duration,
    pub(super) max_leases: usize,
    pub(super) sync_interval: Duration,
    pub(super) checkpoint_interval: Duration,
    pub(super) shutdown_limit: Duration,
    pub(super) idle: Duration,
    pub(super) fan_out: Option<Registration>,
    pub(super) fetch_limit: u16,
    pub(super) prefetch: usize,
    pub(super) unsettled: usize,
    pub(super) batch_size: usize,
    pub(super) concurrency: usize,
    pub(super) parallelism: usize,
    pub(super) max_retries: Option<u32>,
    pub(super) max_record_age: Option<Duration>,
    pub(super) is_bisecting: bool,
    pub(super) retry_backoff: (Duration, Duration),
    pub(super) dead_letters: Arc<dyn DeadLetterSink>,
    pub(super) monitor: Monitor,
}

impl VoidStreamsClient {
    /// Sets a consumer of a stream up, for an application: workers of the same application share the stream's shards,
    /// those of different ones read it independently of each other.
    pub fn consumer(
        &self,
        stream: impl Into<StreamIdentifier>,
        application: impl Into<Arc<str>>,
    ) -> Consumer {
        Consumer {
            client: self.clone(),
            stream: stream.into(),
            application: application.into(),
            store: Arc::new(InMemoryCheckpointStore::new()),
            worker_id: self.config().random().uuid(),
            initial_position: InitialPosition::default(),
            lease_duration: Duration::from_secs(10),
            max_leases: usize::MAX,
            sync_interval: Duration::from_secs(60),
            checkpoint_interval: Duration::from_secs(1),
            shutdown_limit: Duration::from_secs(25),
            idle: Duration::from_secs(1),
            fan_out: None,
            fetch_limit: 1_000,
            prefetch: 1_000,
            unsettled: 10_000,
            batch_size: 100,
            concurrency: 10,
            parallelism: 1,
            max_retries: None,
            max_record_age: None,
            is_bisecting: false,
            retry_backoff: (Duration::from_secs(1), Duration::from_secs(60)),
            dead_letters: Arc::new(LogDeadLetters),
            monitor: Monitor::default(),
        }
    }
}

impl Consumer {
    /// Sets a consumer up: [`VoidStreamsClient::consumer`].
    pub fn builder(
        client: &VoidStreamsClient,
        stream: impl Into<StreamIdentifier>,
        application: impl Into<Arc<str>>,
    ) -> Self {
        client.consumer(stream, application)
    }

    /// A look at what the consumer does, for as long as it runs and after.
    #[must_use]
    pub fn monitor(&self) -> Monitor {
        self.monitor.clone()
    }

    /// Handles batches with `handler` until `shutdown` resolves, then finishes what runs and lets the leases go.
    ///
    /// A handler runs as a task of its own. It answers with a [`BatchOutcome`](super::BatchOutcome), with an
    /// [`Outcome`](crate::Outcome) for all of the batch, with `()` for done, or with a `Result` whose error means to try
    /// again. What it fails at blocks what comes after it in its shard, or with [`parallelism`](Self::parallelism) of its
    /// key: order is kept. To go on for ever give [`std::future::pending()`] as `shutdown`.
    ///
    /// Dropping the future stops the handlers where they are, and stores nothing more.
    ///
    /// # Errors
    ///
    /// Before anything was read, where trying again is no use: no such stream, no permission, bad configuration. After
    /// that errors are logged and waited out.
    pub async fn run<H, F>(
        self,
        handler: H,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<ConsumerStats, Error>
    where
        H: Fn(Batch) -> F + Send + Sync + 'static,
        F: Future<Output: IntoBatchOutcome> + Send + 'static,
    {
        self.work(handler, shutdown, Until::Shutdown).await
    }

    /// Handles records one by one with `handler`: [`run`](Self::run) with a handler of a record.
    ///
    /// The first record of a batch that is not done is tried again, or goes to the dead-letter sink, alone.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn run_each<H, F>(
        self,
        handler: H,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<ConsumerStats, Error>
    where
        H: Fn(UserRecord) -> F + Send + Sync + 'static,
        F: Future<Output: IntoBatchOutcome> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let of_batch = move |batch| {
            let handler = Arc::clone(&handler);
            async move { each(batch, &*handler).await }
        };
        self.work(of_batch, shutdown, Until::Shutdown).await
    }

    /// Handles batches until nothing is left: every shard was read up to its newest record (`MillisBehindLatest` is 0), and
    /// all that was read is done. Then lets the leases go. What tests of a handler need.
    ///
    /// Shards that another worker reads are left to it.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn run_until_idle<H, F>(self, handler: H) -> Result<ConsumerStats, Error>
    where
        H: Fn(Batch) -> F + Send + Sync + 'static,
        F: Future<Output: IntoBatchOutcome> + Send + 'static,
    {
        self.work(handler, pending(), Until::Idle).await
    }

    async fn work<H, F>(
        self,
        handler: H,
        shutdown: impl Future<Output = ()> + Send,
        until: Until,
    ) -> Result<ConsumerStats, Error>
    where
        H: Fn(Batch) -> F + Send + Sync + 'static,
        F: Future<Output: IntoBatchOutcome> + Send + 'static,
    {
        let settings = Arc::new(self);
        let handling = Handling::new(Arc::clone(&settings), handler);
        Box::pin(Worker::new(settings, handling).run(shutdown, until)).await
    }

    /// Gives records as a stream. Starts a task of its own on the current tokio runtime.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn stream(self) -> Deliveries {
        stream::start(self, Until::Shutdown)
    }

    /// Reads `count` records, as they come, and checkpoints them: waits until there are so many.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn take(self, count: usize) -> Result<Vec<UserRecord>, Error> {
        let mut records = Vec::new();
        let mut deliveries = self.stream();
        while records.len() < count {
            let Some(delivery) = deliveries.next().await else { break };
            let delivery = delivery?;
            records.push(delivery.record().clone());
            delivery.done();
        }
        deliveries.close().await?;
        Ok(records)
    }

    /// Reads and checkpoints all that is there, up to the newest record of every shard.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn until_idle(self) -> Result<Vec<UserRecord>, Error> {
        let mut records = Vec::new();
        let mut deliveries = stream::start(self, Until::Idle);
        while let Some(delivery) = deliveries.next().await {
            let delivery = delivery?;
            records.push(delivery.record().clone());
            delivery.done();
        }
        Ok(records)
    }

    pub(super) fn lease_group(&self) -> LeaseGroup {
        LeaseGroup::new(Arc::clone(&self.application), self.stream.name())
    }
}
