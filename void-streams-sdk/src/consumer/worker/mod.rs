//! [`Worker`]: takes leases, reads their shards, and lets them go.

mod hold;
mod round;
mod shard;
mod slot;
mod tenure;
mod tracker;
mod work;

use std::{
    collections::{HashMap, HashSet},
    pin::pin,
    sync::Arc,
};

use tokio::{
    sync::Notify,
    task::{JoinError, JoinSet},
};
use void_core::{SharedClock, Timestamp};

pub(super) use self::{
    hold::Hold,
    work::{Numbered, Work, Workshop},
};
use self::{shard::Ended, tenure::Store};
use super::{Consumer, ConsumerStats, Monitor, sync::Leases};
use crate::{
    error::{Error, ErrorKind},
    types::{ChildShard, ShardId},
};

/// How long a worker goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// Until it is told to stop.
    Shutdown,
    /// Until all that is there is done.
    Idle,
}

/// What was seen of an owner's sign of life.
#[derive(Debug)]
struct Sign {
    epoch: u64,
    counter: u64,
    /// Since when it has not moved.
    since: Timestamp,
    /// Whether it ever has.
    has_moved: bool,
}

/// Takes leases, reads their shards, and lets them go.
pub(super) struct Worker<S> {
    settings: Arc<Consumer>,
    workshop: S,
    store: Store,
    clock: SharedClock,
    monitor: Monitor,
    at_rest: Arc<Notify>,
    /// The shards that this worker reads, one task each.
    shards: JoinSet<(ShardId, Ended)>,
    held: HashMap<ShardId, Arc<Hold>>,
    /// The leases as they were last listed.
    leases: Leases,
    /// What was last seen of each owner's sign of life, and since when.
    signs: HashMap<ShardId, Sign>,
    /// Leases that this worker asked others for.
    asked: HashSet<ShardId>,
    /// The application's first leases are there.
    has_begun: bool,
    /// Children of shards that were read to their end.
    children: Vec<ChildShard>,
    list_shards_at: Timestamp,
    round_at: Timestamp,
    is_stopping: bool,
}

impl<S: Workshop> Worker<S> {
    pub(super) fn new(settings: Arc<Consumer>, workshop: S) -> Self {
        let clock = Arc::clone(settings.client.config().clock());
        let store = Store {
            store: Arc::clone(&settings.store),
            group: settings.lease_group(),
            clock: Arc::clone(&clock),
            lease_duration: settings.lease_duration,
        };
        Self {
            monitor: settings.monitor.clone(),
            settings,
            workshop,
            store,
            clock,
            at_rest: Arc::default(),
            shards: JoinSet::new(),
            held: HashMap::new(),
            leases: Leases::new(),
            signs: HashMap::new(),
            asked: HashSet::new(),
            has_begun: false,
            children: Vec::new(),
            list_shards_at: Timestamp::UNIX_EPOCH,
            round_at: Timestamp::UNIX_EPOCH,
            is_stopping: false,
        }
    }

    /// Works until `shutdown` resolves, or all that is there is done, and lets the leases go.
    pub(super) async fn run(
        mut self,
        shutdown: impl Future<Output = ()> + Send,
        until: Until,
    ) -> Result<ConsumerStats, Error> {
        let mut shutdown = pin!(shutdown);
        loop {
            if self.is_stopping && self.shards.is_empty() {
                self.withdraw().await;
                return Ok(self.monitor.stats());
            }
            if !self.is_stopping && self.clock.now() >= self.round_at {
                self.take_part().await?;
            }
            if until == Until::Idle && !self.is_stopping && self.is_idle() {
                self.stop();
                continue;
            }
            let (at_rest, clock) = (Arc::clone(&self.at_rest), Arc::clone(&self.clock));
            tokio::select! {
                biased;
                () = &mut shutdown, if !self.is_stopping => self.stop(),
                Some(ended) = self.shards.join_next() => self.ended(ended),
                () = at_rest.notified(), if until == Until::Idle && !self.is_stopping => {}
                () = clock.sleep_until(self.round_at), if !self.is_stopping => {}
            }
        }
    }

    /// Looks at all leases and does this worker's part. What fails is tried again, unless nothing was ever done and it is
    /// no use.
    async fn take_part(&mut self) -> Result<(), Error> {
        let third = self.settings.lease_duration / 3;
        let random = self.settings.client.config().random();
        // Not all workers at the same moment.
        let wait = third.mul_f64(0.8 + 0.2 * random.unit());
        let wait = match self.round().await {
            Ok(()) => wait,
            Err(error) if !self.has_begun && is_hopeless(&error) => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "can't look after the leases");
                wait / 4
            }
        };
        self.round_at = self.clock.now() + wait;
        Ok(())
    }

    /// Hands out no more records. Shards are let go when nothing of them is in hand.
    fn stop(&mut self) {
        self.is_stopping = true;
        for hold in self.held.values() {
            hold.stop();
        }
    }

    fn ended(&mut self, ended: Result<(ShardId, Ended), JoinError>) {
        let (shard_id, ended) = match ended {
            Ok(ended) => ended,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_cancelled) => return,
            },
        };
        self.held.remove(&shard_id);
        self.monitor.change(|stats| {
            stats.shards.remove(&shard_id);
            match &ended {
                Ended::Finished(_) => stats.finished += 1,
                Ended::HandedOver => stats.handed_over += 1,
                Ended::Lost => stats.lost += 1,
            }
        });
        match ended {
            Ended::Finished(children) => {
                if children.is_empty() {
                    self.list_shards_at = Timestamp::UNIX_EPOCH;
                }
                self.children.extend(children);
                self.round_at = self.clock.now();
            }
            // As the lease was listed, it is this worker's: not idle before the next look.
            Ended::HandedOver | Ended::Lost => {}
        }
    }

    /// Whether all that is there is done, as far as this worker can tell.
    fn is_idle(&self) -> bool {
        let is_seen_to = |id: &ShardId| match self.leases.get(id) {
            Some(stored) if !stored.lease.is_done() => {
                let is_anothers =
                    stored.lease.owner.as_ref().is_some_and(|owner| *owner != self.settings.worker_id);
                // One of which no sign was seen may be gone.
                let lives = self.signs.get(id).is_some_and(|sign| sign.has_moved);
                self.held.contains_key(id) || is_anothers && lives && !self.asked.contains(id)
            }
            _ => true,
        };
        self.has_begun
            && self.children.is_empty()
            && self.leases.keys().all(is_seen_to)
            && self.held.values().all(|hold| hold.is_at_rest())
    }
}

/// Whether trying again is no use as long as nobody mends what is wrong: a name, a permission, the configuration.
fn is_hopeless(error: &Error) -> bool {
    !error.is_retryable() && error.kind() != ErrorKind::InvalidResponse
}
