//! A round of a worker: it lists the leases, sees that every shard has one, and takes its share.

use std::sync::Arc;

use super::{
    super::{
        InitialPosition, Lease, StoredLease, Written,
        plan::{Action, Rules, Seen, plan},
        source::list_shards,
        sync,
    },
    Hold, Sign, Worker, Workshop,
    shard::Shard,
    tenure::Tenure,
};
use crate::{error::Error, types::ShardId};

/// How many leases a worker asks others for at a time.
const MAX_ASKED: usize = 1;

impl<S: Workshop> Worker<S> {
    pub(super) async fn round(&mut self) -> Result<(), Error> {
        self.leases = sync::index(self.store.list().await?);
        if !self.has_begun {
            self.begin().await?;
            self.has_begun = true;
        }
        self.lease_children().await?;
        self.sync().await?;
        self.watch();
        for action in self.plan() {
            match action {
                Action::Take(shard_id) => self.take(&shard_id).await?,
                Action::AskFor(shard_id) => self.ask_for(&shard_id).await?,
            }
        }
        Ok(())
    }

    /// Makes the application's first leases. Every worker does before it reads, so that all are there when reading begins,
    /// whoever else began to make them and died.
    async fn begin(&mut self) -> Result<(), Error> {
        if !sync::is_untouched(&self.leases) {
            return Ok(());
        }
        let (client, stream) = (&self.settings.client, &self.settings.stream);
        let position = self.settings.initial_position;
        let mut shards = list_shards(client, stream, Some(sync::initial_filter(position))).await?;
        if matches!(position, InitialPosition::AtTimestamp(_)) && !sync::cover_the_ring(&shards) {
            // The time is before the oldest record: some of the shards of then are no more.
            let oldest = sync::initial_filter(InitialPosition::TrimHorizon);
            shards = list_shards(client, stream, Some(oldest)).await?;
        }
        self.create(sync::initial(&shards, position)).await
    }

    /// Makes the leases of the shards that go on where others ended.
    async fn lease_children(&mut self) -> Result<(), Error> {
        if !sync::are_known_fully(&self.children, &self.leases) {
            // A parent has no lease yet, or none any more: the listing tells.
            self.list_shards_at = self.clock.now();
            return Ok(());
        }
        self.create(sync::missing(self.children.iter().map(Into::into), &self.leases)).await?;
        self.children.clear();
        Ok(())
    }

    /// Compares the leases with the stream's shards, now and then: makes those that are missing, and deletes those that
    /// are of no use any more.
    async fn sync(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        if now < self.list_shards_at {
            return Ok(());
        }
        let shards = list_shards(&self.settings.client, &self.settings.stream, None).await?;
        self.create(sync::missing(shards.iter().map(Into::into), &self.leases)).await?;
        let removable: Vec<StoredLease> =
            sync::removable(&shards, &self.leases).into_iter().cloned().collect();
        for stored in removable {
            if self.store.delete(&stored).await? {
                self.leases.remove(&stored.lease.shard_id);
            }
        }
        self.children.clear();
        let random = self.settings.client.config().random();
        self.list_shards_at = now + self.settings.sync_interval.mul_f64(0.8 + 0.4 * random.unit());
        Ok(())
    }

    async fn create(&mut self, leases: Vec<Lease>) -> Result<(), Error> {
        for lease in leases {
            // One that is there was made by another worker: the next round sees it.
            if let Written::Stored(version) = self.store.create(&lease).await? {
                self.leases.insert(lease.shard_id.clone(), StoredLease { lease, version });
            }
        }
        Ok(())
    }

    /// Notes which owners have given a sign of life.
    fn watch(&mut self) {
        let now = self.clock.now();
        self.signs.retain(|id, _| self.leases.contains_key(id));
        self.asked.retain(|id| self.leases.contains_key(id));
        for (id, StoredLease { lease, .. }) in &self.leases {
            let Lease { epoch, counter, .. } = *lease;
            let new = |has_moved| Sign { epoch, counter, since: now, has_moved };
            let sign = self.signs.entry(id.clone()).or_insert_with(|| new(false));
            if (sign.epoch, sign.counter) != (epoch, counter) {
                *sign = new(true);
            }
        }
    }

    fn plan(&self) -> Vec<Action> {
        let now = self.clock.now();
        let seen: Vec<Seen<'_>> = self
            .leases
            .iter()
            .map(|(id, stored)| Seen {
                stored,
                unchanged_since: self.signs.get(id).map_or(now, |sign| sign.since),
                is_held: self.held.contains_key(id),
            })
            .collect();
        let rules = Rules {
            me: &self.settings.worker_id,
            lease_duration: self.settings.lease_duration,
            max_leases: self.settings.max_leases,
            max_asked: MAX_ASKED,
        };
        plan(now, &seen, &self.leases, rules, self.settings.client.config().random())
    }

    async fn take(&mut self, shard_id: &ShardId) -> Result<(), Error> {
        let Some(StoredLease { lease, version }) = self.leases.get(shard_id) else { return Ok(()) };
        let base = sync::start(lease, &self.leases);
        let taken = lease.taken_by(&self.settings.worker_id);
        let renewed_at = self.clock.now();
        let Written::Stored(version) = self.store.replace(&taken, version).await? else { return Ok(()) };
        tracing::debug!(%shard_id, ?base, "the lease is taken");
        let hold = Hold::new(shard_id.clone());
        let work = self.workshop.open(&hold);
        self.asked.remove(shard_id);
        self.held.insert(shard_id.clone(), Arc::clone(&hold));
        self.leases.insert(shard_id.clone(), StoredLease { lease: taken.clone(), version: version.clone() });
        self.monitor.change(|stats| stats.taken += 1);
        self.monitor.change_shard(shard_id, |_| {});
        let tenure = Tenure { lease: taken, version, renewed_at };
        let (settings, monitor, at_rest) =
            (Arc::clone(&self.settings), self.monitor.clone(), Arc::clone(&self.at_rest));
        let shard = Shard::new(settings, monitor, at_rest, self.store.clone(), (tenure, base), (hold, work));
        self.shards.spawn(shard.run());
        Ok(())
    }

    async fn ask_for(&mut self, shard_id: &ShardId) -> Result<(), Error> {
        let Some(StoredLease { lease, version }) = self.leases.get(shard_id) else { return Ok(()) };
        let asked = lease.asked_for_by(&self.settings.worker_id);
        if let Written::Stored(_) = self.store.replace(&asked, version).await? {
            self.asked.insert(shard_id.clone());
        }
        Ok(())
    }

    /// Takes back what this worker asked for, and lets go what was handed over to it since, as far as the store can be
    /// reached; what it can't, others take when its time is over.
    pub(super) async fn withdraw(&mut self) {
        if self.asked.is_empty() {
            return;
        }
        let me = &self.settings.worker_id;
        let leases = match self.store.list().await {
            Ok(leases) => leases,
            Err(error) => return tracing::warn!(%error, "what was asked for can't be taken back"),
        };
        for StoredLease { lease, version } in leases {
            let next = if lease.is_owned_by(me) {
                lease.handed_over()
            } else if lease.wanted_by.as_ref() == Some(me) {
                Lease { wanted_by: None, ..lease }
            } else {
                continue;
            };
            if let Err(error) = self.store.replace(&next, &version).await {
                tracing::warn!(%error, "what was asked for can't be taken back");
            }
        }
    }
}
