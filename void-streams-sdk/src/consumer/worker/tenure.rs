//! [`Tenure`]: a lease as its owner has it, from taking it to letting it go.

use std::{sync::Arc, time::Duration};

use void_core::{SharedClock, Timestamp, time::timeout};

use super::super::{CheckpointStore, Lease, LeaseGroup, Progress, StoredLease, Version, Written};
use crate::{error::Error, types::ShardId};

/// How often a write is tried again that somebody else's write came before.
const MOST_CONFLICTS: usize = 4;

/// The store as a worker uses it: one group, and no call that takes for ever.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(crate) store: Arc<dyn CheckpointStore>,
    pub(crate) group: LeaseGroup,
    pub(crate) clock: SharedClock,
    pub(crate) lease_duration: Duration,
}

impl Store {
    pub(super) async fn list(&self) -> Result<Vec<StoredLease>, Error> {
        self.limited(self.store.list(&self.group)).await
    }

    pub(super) async fn create(&self, lease: &Lease) -> Result<Written, Error> {
        self.limited(self.store.create(&self.group, lease)).await
    }

    pub(super) async fn replace(&self, lease: &Lease, version: &Version) -> Result<Written, Error> {
        self.limited(self.store.replace(&self.group, lease, version)).await
    }

    pub(super) async fn delete(&self, stored: &StoredLease) -> Result<bool, Error> {
        self.limited(self.store.delete(&self.group, &stored.lease.shard_id, &stored.version)).await
    }

    async fn limited<T>(&self, call: impl Future<Output = Result<T, Error>> + Send) -> Result<T, Error> {
        let limit = self.lease_duration / 3;
        match timeout(&*self.clock, limit, call).await {
            Ok(result) => result,
            Err(elapsed) => Err(Error::checkpoint_store("no answer in time", Some(Box::new(elapsed) as _))),
        }
    }
}

/// A lease that this worker has.
#[derive(Clone, Debug)]
pub(super) struct Tenure {
    pub(super) lease: Lease,
    pub(super) version: Version,
    /// When the last write that succeeded was begun: from then on others wait for the time of a lease.
    pub(super) renewed_at: Timestamp,
}

/// How the owner writes its lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// As a sign of life, with what is done.
    Renew,
    /// For the last time: to whoever asks for it, or to nobody.
    HandOver,
    /// For the last time: the shard was read to its end.
    Finish(Vec<ShardId>),
}

/// What became of a write.
#[derive(Debug)]
pub(super) enum Wrote {
    /// It is stored.
    Stored(Box<Tenure>),
    /// Somebody else has the lease.
    Lost,
    /// It is not known.
    Failed(Error),
}

impl Tenure {
    /// Writes the lease with `progress`. Where somebody asked for it meanwhile, that stays in it.
    pub(super) async fn write(mut self, store: Store, progress: Progress, change: Change) -> Wrote {
        for _ in 0..MOST_CONFLICTS {
            let next = match &change {
                Change::Renew => self.lease.renewed(progress.clone()),
                Change::HandOver => Lease { progress: progress.clone(), ..self.lease.handed_over() },
                Change::Finish(children) => self.lease.finished(children.clone()),
            };
            let begun = store.clock.now();
            match store.replace(&next, &self.version).await {
                Ok(Written::Stored(version)) => {
                    return Wrote::stored(next, version, begun);
                }
                Ok(Written::Conflict) => {}
                Err(error) => return Wrote::Failed(error),
            }
            let stored = match store.list().await {
                Ok(all) => all.into_iter().find(|stored| stored.lease.shard_id == self.lease.shard_id),
                Err(error) => return Wrote::Failed(error),
            };
            let Some(StoredLease { lease, version }) = stored else { return Wrote::Lost };
            if change != Change::Renew && is_same_end(&lease, &next) {
                // An earlier try took effect, and its answer was lost.
                return Wrote::stored(lease, version, begun);
            }
            if lease.owner != self.lease.owner || lease.epoch != self.lease.epoch {
                return Wrote::Lost;
            }
            (self.lease, self.version) = (lease, version);
        }
        Wrote::Failed(Error::checkpoint_store("others write the lease all the time", None))
    }
}

impl Wrote {
    fn stored(lease: Lease, version: Version, renewed_at: Timestamp) -> Self {
        Self::Stored(Box::new(Tenure { lease, version, renewed_at }))
    }
}

fn is_same_end(stored: &Lease, meant: &Lease) -> bool {
    stored.epoch == meant.epoch && stored.progress == meant.progress && stored.owner == meant.owner
}
