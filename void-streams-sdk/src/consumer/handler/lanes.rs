//! [`Handling`]: the handler form's work on one shard.

use std::{
    collections::HashMap,
    error::Error as StdError,
    future::pending,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::Semaphore,
    task::{Id, JoinError, JoinSet},
};
use void_core::{SharedClock, Timestamp};

use super::{
    super::{
        Checkpoint, Consumer,
        worker::{Hold, Numbered, Work, Workshop},
    },
    Batch, BatchOutcome, DeadLetter, IntoBatchOutcome,
    batch::Piece,
    lane::{Lane, Next, backoff},
    step::Policy,
};

/// The longest wait after a dead-letter sink's first failure, and after any.
const SINK_BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// A handler, and what its shards share.
pub(in crate::consumer) struct Handling<H> {
    handler: Arc<H>,
    settings: Arc<Consumer>,
    permits: Arc<Semaphore>,
}

impl<H> Handling<H> {
    pub(in crate::consumer) fn new(settings: Arc<Consumer>, handler: H) -> Self {
        let permits = Arc::new(Semaphore::new(settings.concurrency));
        Self { handler: Arc::new(handler), settings, permits }
    }
}

impl<H, F> Workshop for Handling<H>
where
    H: Fn(Batch) -> F + Send + Sync + 'static,
    F: Future<Output: IntoBatchOutcome> + Send + 'static,
{
    type Work = Lanes<H>;

    fn open(&self, hold: &Arc<Hold>) -> Lanes<H> {
        Lanes {
            hold: Arc::clone(hold),
            handler: Arc::clone(&self.handler),
            clock: Arc::clone(self.settings.client.config().clock()),
            settings: Arc::clone(&self.settings),
            permits: Arc::clone(&self.permits),
            lanes: (0..self.settings.parallelism).map(|_| Lane::default()).collect(),
            tasks: JoinSet::new(),
            under_way: HashMap::new(),
            is_stopping: false,
            is_given_up: false,
        }
    }
}

/// The batches of one shard: one lane, or several with its keys spread over them.
pub(in crate::consumer) struct Lanes<H> {
    hold: Arc<Hold>,
    handler: Arc<H>,
    clock: SharedClock,
    settings: Arc<Consumer>,
    permits: Arc<Semaphore>,
    lanes: Vec<Lane>,
    /// At most one of each lane.
    tasks: JoinSet<Ran>,
    under_way: HashMap<Id, (usize, Piece, Doing)>,
    is_stopping: bool,
    is_given_up: bool,
}

/// What a task does.
enum Doing {
    Handling,
    GivingUp(String),
}

/// What a task came to.
enum Ran {
    Handled(BatchOutcome),
    GivenUp(Result<(), Box<dyn StdError + Send + Sync>>),
}

impl<H, F> Lanes<H>
where
    H: Fn(Batch) -> F + Send + Sync + 'static,
    F: Future<Output: IntoBatchOutcome> + Send + 'static,
{
    /// Before which record something may be begun. Once it stops: what is before a record that is done already, so that
    /// this one does not come again.
    fn limit(&self) -> u64 {
        if self.is_stopping { self.hold.furthest_ahead().unwrap_or(0) } else { u64::MAX }
    }

    fn lane_of(&self, record: &Numbered) -> usize {
        let mut hasher = DefaultHasher::new();
        record.record.record.partition_key.hash(&mut hasher);
        let lane = hasher.finish() % self.lanes.len() as u64;
        usize::try_from(lane).expect("below the number of lanes")
    }

    fn handle(&mut self, lane: usize, piece: Piece) {
        let batch = piece.batch(&self.hold.shard_id);
        let (handler, permits) = (Arc::clone(&self.handler), Arc::clone(&self.permits));
        self.settings.monitor.change(|stats| stats.batches += 1);
        // The handler is called in the task too, so that what panics is the task.
        let task = self.tasks.spawn(async move {
            let _permit = permits.acquire_owned().await.expect("it is never closed");
            Ran::Handled(handler(batch).await.into_batch_outcome())
        });
        self.under_way.insert(task.id(), (lane, piece, Doing::Handling));
    }

    fn give_up(&mut self, lane: usize, piece: Piece, reason: String) {
        let sink = Arc::clone(&self.settings.dead_letters);
        let group = self.settings.lease_group();
        let letter = DeadLetter {
            application: group.application,
            stream: group.stream,
            shard_id: self.hold.shard_id.clone(),
            records: piece.records().to_vec(),
            reason: reason.clone(),
            attempts: piece.failures,
        };
        let task = self.tasks.spawn(async move { Ran::GivenUp(sink.send(&letter).await) });
        self.under_way.insert(task.id(), (lane, piece, Doing::GivingUp(reason)));
    }

    fn ran(&mut self, ran: Result<(Id, Ran), JoinError>) {
        let (id, ran) = match ran {
            Ok((id, ran)) => (id, Ok(ran)),
            Err(error) => (error.id(), Err(error)),
        };
        let (lane, piece, doing) = self.under_way.remove(&id).expect("each task is noted when it is spawned");
        match (doing, ran) {
            (_, Err(error)) if error.is_cancelled() => {}
            (Doing::Handling, Ok(Ran::Handled(outcome))) => self.handled(lane, &piece, outcome),
            (Doing::GivingUp(_), Ok(Ran::GivenUp(Ok(())))) => {
                self.settings.monitor.change(|stats| stats.dead_lettered += piece.len() as u64);
                self.done(&piece);
                self.lanes[lane].given_up();
            }
            (Doing::Handling, _) => {
                self.settings.monitor.change(|stats| stats.panicked += 1);
                tracing::error!(shard_id = %self.hold.shard_id, "the handler panicked");
                self.handled(lane, &piece, BatchOutcome::retry("the handler panicked"));
            }
            (Doing::GivingUp(reason), ran) => {
                let error = match ran {
                    Ok(Ran::GivenUp(Err(error))) => error.to_string(),
                    _ => "it panicked".to_owned(),
                };
                tracing::error!(error, shard_id = %self.hold.shard_id, "the dead-letter sink failed: it is tried again");
                let failures = self.lanes[lane].failures() + 1;
                let wait = backoff(self.settings.client.config().random(), failures, SINK_BACKOFF);
                self.lanes[lane].keep(piece, reason, wait, self.clock.now());
            }
        }
    }

    fn handled(&mut self, lane: usize, piece: &Piece, outcome: BatchOutcome) {
        if let BatchOutcome::Retry { reason, .. }
        | BatchOutcome::FailedFrom { reason, .. }
        | BatchOutcome::DeadLetter { reason, .. } = &outcome
        {
            self.settings.monitor.change(|stats| stats.failed += 1);
            tracing::warn!(reason, shard_id = %self.hold.shard_id, records = piece.len(), "a batch was not handled");
        }
        let Consumer { max_retries, is_bisecting, retry_backoff, .. } = *self.settings;
        let random = self.settings.client.config().random();
        let wait = |failures| backoff(random, failures, retry_backoff);
        let policy = Policy { max_retries, is_bisecting };
        if let Some(done) = self.lanes[lane].handled(piece, outcome, policy, wait, self.clock.now()) {
            self.settings.monitor.change(|stats| stats.done += done.len() as u64);
            self.done(&done);
        }
    }

    fn done(&self, piece: &Piece) {
        for (record, number) in piece.records().iter().zip(&piece.numbers[piece.range.clone()]) {
            self.hold.is_done(*number, Checkpoint::after(record));
        }
    }
}

impl<H, F> Work for Lanes<H>
where
    H: Fn(Batch) -> F + Send + Sync + 'static,
    F: Future<Output: IntoBatchOutcome> + Send + 'static,
{
    fn has_room(&self) -> bool {
        self.hold.open() < self.settings.prefetch
    }

    fn give(&mut self, records: Vec<Numbered>) {
        for record in records {
            let lane = self.lane_of(&record);
            self.lanes[lane].push(record);
        }
    }

    fn begin(&mut self, now: Timestamp) -> Option<Timestamp> {
        if self.is_given_up {
            return None;
        }
        let limit = self.limit();
        let Consumer { batch_size, max_record_age, .. } = *self.settings;
        let mut wake = None;
        for lane in 0..self.lanes.len() {
            match self.lanes[lane].next(now, limit, batch_size, max_record_age) {
                Next::Handle(piece) => self.handle(lane, piece),
                Next::GiveUp(piece, reason) => self.give_up(lane, piece, reason),
                Next::Wait(until) => wake = wake.into_iter().chain(until).min(),
            }
        }
        wake
    }

    async fn ended(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(ran) => self.ran(ran),
            None => pending().await,
        }
    }

    fn stop(&mut self) {
        self.is_stopping = true;
    }

    fn abort(&mut self) {
        self.is_given_up = true;
        self.tasks.abort_all();
    }

    fn is_idle(&self) -> bool {
        let limit = self.limit();
        self.tasks.is_empty() && (self.is_given_up || !self.lanes.iter().any(|lane| lane.has_work(limit)))
    }
}
