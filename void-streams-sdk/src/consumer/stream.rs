//! [`Deliveries`]: the consumer as a stream.

use std::{
    collections::VecDeque,
    fmt,
    future::{pending, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use tokio::{
    sync::{mpsc, oneshot},
    task::{JoinError, JoinHandle},
};
use void_core::Timestamp;

use super::{
    Checkpoint, Consumer, ConsumerStats, Monitor, UserRecord,
    worker::{Hold, Numbered, Until, Work, Worker, Workshop},
};
use crate::{error::Error, types::ShardId};

/// How many records of all shards are ready for whoever asks next.
const READY: usize = 16;

/// Records as they come: a `Stream` of [`Delivery`], in order within each shard.
///
/// A shard goes on to its children, and another worker goes on after this one, from what is settled: so each delivery is
/// to be told that it is [`done`](Delivery::done), or one of them to [`checkpoint`](Delivery::checkpoint) all before it.
///
/// It ends after an error that trying again is no use for. Dropping it lets the leases go in the background; what is
/// settled by then is stored.
#[must_use = "a stream does nothing until it is polled"]
pub struct Deliveries {
    ready: mpsc::Receiver<Delivery>,
    stop: Option<oneshot::Sender<()>>,
    worker: JoinHandle<Result<ConsumerStats, Error>>,
    monitor: Monitor,
    has_ended: bool,
}

pub(super) fn start(consumer: Consumer, until: Until) -> Deliveries {
    let settings = Arc::new(consumer);
    let (give, ready) = mpsc::channel(READY);
    let (stop, stopped) = oneshot::channel();
    let shutdown = async move {
        // Stopped by hand, or with the stream.
        let _dropped = stopped.await;
    };
    let monitor = settings.monitor.clone();
    let workshop = Giving { give, settings: Arc::clone(&settings) };
    let worker = tokio::spawn(Box::pin(Worker::new(settings, workshop).run(shutdown, until)));
    Deliveries { ready, stop: Some(stop), worker, monitor, has_ended: false }
}

impl Deliveries {
    /// The next record, when there is one; `None` once it has ended.
    pub async fn next(&mut self) -> Option<Result<Delivery, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// What the consumer has done by now, and how far it is behind.
    #[must_use]
    pub fn stats(&self) -> ConsumerStats {
        self.monitor.stats()
    }

    /// Gives out no more records, waits for those that were, within the consumer's shutdown limit, stores what is settled,
    /// and lets the leases go.
    ///
    /// # Errors
    ///
    /// As [`Consumer::run`], where the stream did not give the error already.
    pub async fn close(mut self) -> Result<ConsumerStats, Error> {
        drop(self.stop.take());
        self.ready.close();
        while self.ready.recv().await.is_some() {}
        if self.has_ended { Ok(self.monitor.stats()) } else { joined((&mut self.worker).await) }
    }
}

fn joined(result: Result<Result<ConsumerStats, Error>, JoinError>) -> Result<ConsumerStats, Error> {
    result.unwrap_or_else(|error| Err(Error::invalid_response("GetRecords", error.to_string())))
}

impl Stream for Deliveries {
    type Item = Result<Delivery, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(mut delivery) = ready!(self.ready.poll_recv(context)) {
            // That of a shard which is being handed over is not given out any more: its next reader gives it.
            if delivery.take() {
                return Poll::Ready(Some(Ok(delivery)));
            }
        }
        if self.has_ended {
            return Poll::Ready(None);
        }
        let result = ready!(Pin::new(&mut self.worker).poll(context));
        self.has_ended = true;
        Poll::Ready(joined(result).err().map(Err))
    }
}

impl fmt::Debug for Deliveries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Deliveries").field("has_ended", &self.has_ended).finish_non_exhaustive()
    }
}

/// A record that is to be settled.
///
/// One that is dropped is not done: it comes again for whoever reads the shard next, with all records of the shard after it,
/// unless a later one is [`checkpoint`](Self::checkpoint)ed. A shard that is to be handed over waits for those that are in
/// hand.
#[must_use = "a delivery that is dropped is not done"]
pub struct Delivery {
    record: UserRecord,
    number: u64,
    hold: Arc<Hold>,
    monitor: Monitor,
    is_in_hand: bool,
}

impl Delivery {
    /// The record.
    #[must_use]
    pub const fn record(&self) -> &UserRecord {
        &self.record
    }

    /// The shard that it came from.
    #[must_use]
    pub fn shard_id(&self) -> &ShardId {
        &self.hold.shard_id
    }

    /// It is done. In whatever order records are done, a shard's checkpoint goes no further than all before it are; it is
    /// stored within the consumer's checkpoint interval, and when the shard is let go.
    pub fn done(self) {
        self.monitor.change(|stats| stats.done += 1);
        self.hold.is_done(self.number, Checkpoint::after(&self.record));
    }

    /// It is done, and so are all records of the shard before it; waits until that is stored.
    ///
    /// # Errors
    ///
    /// `CheckpointStore` when it can't be stored any more, because this worker has lost the shard: the record comes again for
    /// whoever has it.
    pub async fn checkpoint(self) -> Result<(), Error> {
        self.monitor.change(|stats| stats.done += 1);
        if self.hold.store_through(self.number, Checkpoint::after(&self.record)).await {
            return Ok(());
        }
        Err(Error::checkpoint_store(format!("the lease of {} is lost", self.hold.shard_id), None))
    }

    fn take(&mut self) -> bool {
        self.is_in_hand = self.hold.take();
        self.is_in_hand
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if self.is_in_hand {
            self.hold.let_go();
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Delivery")
            .field("shard_id", &self.hold.shard_id)
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}

/// Puts records where [`Deliveries`] takes them from.
struct Giving {
    give: mpsc::Sender<Delivery>,
    settings: Arc<Consumer>,
}

/// The records of one shard on their way there.
struct Queue {
    give: mpsc::Sender<Delivery>,
    settings: Arc<Consumer>,
    hold: Arc<Hold>,
    waiting: VecDeque<Numbered>,
    is_given_up: bool,
}

impl Workshop for Giving {
    type Work = Queue;

    fn open(&self, hold: &Arc<Hold>) -> Queue {
        Queue {
            give: self.give.clone(),
            settings: Arc::clone(&self.settings),
            hold: Arc::clone(hold),
            waiting: VecDeque::new(),
            is_given_up: false,
        }
    }
}

impl Work for Queue {
    fn has_room(&self) -> bool {
        self.waiting.len() < self.settings.prefetch
    }

    fn give(&mut self, records: Vec<Numbered>) {
        self.waiting.extend(records);
    }

    fn begin(&mut self, _now: Timestamp) -> Option<Timestamp> {
        None
    }

    async fn ended(&mut self) {
        if self.waiting.is_empty()
            || self.hold.open().saturating_sub(self.waiting.len()) >= self.settings.unsettled
        {
            return pending().await;
        }
        let Ok(room) = self.give.reserve().await else { return pending().await };
        if let Some(Numbered { number, record }) = self.waiting.pop_front() {
            let (hold, monitor) = (Arc::clone(&self.hold), self.settings.monitor.clone());
            room.send(Delivery { record, number, hold, monitor, is_in_hand: false });
        }
    }

    fn stop(&mut self) {
        self.waiting.clear();
    }

    fn abort(&mut self) {
        self.is_given_up = true;
    }

    fn is_idle(&self) -> bool {
        self.is_given_up || self.hold.in_hand() == 0
    }
}
