//! [`Changes`]: what the engine keeps of changes until they are taken.

use std::{collections::BTreeSet, sync::Arc};

use void_core::Random;

use super::{
    super::{Engine, log::Entry, shard::Shard, stream::Stream, tokens::Tokens},
    Change, ConsumerState, Record, ShardState, StreamState,
};

/// The changes since they were taken last; none are kept unless somebody asked for them.
#[derive(Debug, Default)]
pub(in super::super) struct Changes {
    wanted: bool,
    list: Vec<Change>,
    /// Streams that are to be told whole.
    touched: BTreeSet<Arc<str>>,
}

impl Changes {
    pub(in super::super) fn push(&mut self, change: impl FnOnce() -> Change) {
        if self.wanted {
            self.list.push(change());
        }
    }

    /// Takes note that a stream may be another one now, or gone.
    pub(in super::super) fn touch(&mut self, name: &Arc<str>) {
        if self.wanted && !self.touched.contains(name) {
            self.touched.insert(Arc::clone(name));
        }
    }

    /// Takes note that there is nothing any more.
    pub(in super::super) fn reset(&mut self) {
        self.touched.clear();
        self.push(|| Change::Reset);
    }

    /// Takes note of a record that was put.
    pub(in super::super) fn put(&mut self, stream: u64, shard: &Shard, place: u64) {
        if self.wanted
            && let Some(entry) = shard.log.get(place)
        {
            self.list.push(Change::Put(entry.record(stream, shard.number, place)));
        }
    }
}

impl Engine {
    /// Has the engine keep what changes, from now on. Iterators are known then by an engine that is restored.
    pub fn log_changes(&mut self) {
        self.changes.wanted = true;
        if self.token_seed.is_none() {
            let seed = self.settings.random.fork("tokens that last").next_u64();
            self.seed_tokens(seed);
            self.changes.push(|| Change::Tokens(seed));
        }
    }

    /// What changed since this was asked last. Nothing unless [`Engine::log_changes`] was called.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let touched = std::mem::take(&mut self.changes.touched);
        let mut changes = std::mem::take(&mut self.changes.list);
        changes.extend(touched.into_iter().map(|name| match self.streams.get(&name) {
            Some(stream) => Change::Stream(Box::new(stream.state())),
            None => Change::StreamGone(name.to_string()),
        }));
        changes
    }

    pub(super) fn seed_tokens(&mut self, seed: u64) {
        self.tokens = Tokens::new(&Random::from_seed(seed));
        self.token_seed = Some(seed);
    }
}

impl Stream {
    pub(super) fn state(&self) -> StreamState {
        let consumers = self.consumers.by_name.iter().map(|(name, consumer)| ConsumerState {
            name: name.to_string(),
            created_at: consumer.created_at,
            ready_at: consumer.ready_at,
            gone_at: consumer.gone_at,
            tags: consumer.tags.clone(),
        });
        StreamState {
            id: self.id,
            name: self.name.to_string(),
            created_at: self.created_at,
            // At most a year.
            retention_millis: u64::try_from(self.retention.as_millis()).unwrap_or(u64::MAX),
            kept_since: self.kept_since,
            tags: self.tags.clone(),
            policies: self.policies.clone(),
            encrypted_with: self.encrypted_with.clone(),
            monitoring: self.monitoring.iter().map(|metric| metric.as_str().to_owned()).collect(),
            consumers: consumers.collect(),
            last_consumer_gone: self.consumers.last_second_gone,
            shards: self.shards.iter().map(Shard::state).collect(),
            status: self.status,
            settles_at: self.settles_at,
            change: self.change.clone(),
            mode: self.mode,
            max_record_kib: self.max_record_kib,
            warm_mib: self.warm_mib,
            distribution: self.distribution,
            recent: [&self.mode_changes, &self.encryption_starts, &self.encryption_stops, &self.scalings]
                .map(Clone::clone),
            last_turn: self.last_turn,
        }
    }
}

impl Shard {
    fn state(&self) -> ShardState {
        ShardState {
            parents: [self.parent, self.adjacent_parent].into_iter().flatten().collect(),
            children: self.children.clone(),
            range: self.range,
            opened_at: self.opened_at,
            closed_at: self.closed_at,
            opened_second: self.opened_second,
            first: self.log.first(),
        }
    }
}

impl Entry {
    pub(super) fn record(&self, stream: u64, shard: u32, place: u64) -> Record {
        Record {
            stream,
            shard,
            place,
            arrived_at: self.arrived_at(),
            turn: self.turn(),
            encrypted: self.is_encrypted(),
            partition_key: self.partition_key().to_owned(),
            data: self.data().to_vec(),
        }
    }
}
