//! From what was saved to an engine.

use std::{sync::Arc, time::Duration};

use super::{
    super::{
        Engine, Settings,
        consumers::{Consumer, Consumers},
        faults::Faults,
        log::{Draft, Log},
        ring::Ring,
        schedule::Due,
        shard::Shard,
        stream::Stream,
        subscriptions::Latest,
        throughput::Throughput,
    },
    ConsumerState, Saved, ShardState, StreamState,
    saved::SavedShard,
};
use crate::types::MetricsName;

impl Engine {
    /// Makes an engine of what was saved; what is due by now falls due with the first call.
    #[must_use]
    pub fn restore(settings: Settings, mut saved: Saved) -> Self {
        let mut engine = Self::new(settings);
        if let Some(seed) = saved.token_seed {
            engine.seed_tokens(seed);
        }
        engine.last_id = saved.last_id;
        engine.commitment = saved.commitment;
        for state in saved.streams.into_values() {
            let numbers = (0..).zip(&state.shards).map(|(number, _)| number);
            let records = numbers.map(|number| saved.shards.remove(&(state.id, number)).unwrap_or_default());
            let records: Vec<SavedShard> = records.collect();
            engine.restore_stream(state, records);
        }
        engine
    }

    fn restore_stream(&mut self, state: StreamState, records: Vec<SavedShard>) {
        let mut stream = state.restore(records);
        let name = Arc::clone(&stream.name);
        if let Some(at) = stream.settles_at {
            self.schedule.add(at, &name, Due::Settle);
        }
        for consumer in stream.consumers.by_name.values() {
            for at in [Some(consumer.ready_at), consumer.gone_at].into_iter().flatten() {
                self.schedule.add(at, &name, Due::Consumers);
            }
        }
        for number in (0..).take(stream.shards.len()) {
            stream.expect_expiry(number, &mut self.schedule);
        }
        self.streams.insert(name, stream);
    }
}

impl StreamState {
    fn restore(self, records: Vec<SavedShard>) -> Stream {
        let mut ring = Ring::default();
        let shards = (0..).zip(self.shards).zip(records).map(|((number, shard), records)| {
            if shard.closed_at.is_none() {
                ring.open(shard.range.starting_hash_key, number);
            }
            shard.restore(number, records)
        });
        let shards = shards.collect();
        let by_name = self.consumers.into_iter().map(ConsumerState::restore).collect();
        let [mode_changes, encryption_starts, encryption_stops, scalings] = self.recent;
        Stream {
            id: self.id,
            name: self.name.into(),
            created_at: self.created_at,
            status: self.status,
            settles_at: self.settles_at,
            change: self.change,
            mode: self.mode,
            retention: Duration::from_millis(self.retention_millis),
            max_record_kib: self.max_record_kib,
            warm_mib: self.warm_mib,
            distribution: self.distribution,
            tags: self.tags,
            policies: self.policies,
            mode_changes,
            encryption_starts,
            encryption_stops,
            encrypted_with: self.encrypted_with,
            monitoring: self.monitoring.into_iter().map(MetricsName::from).collect(),
            consumers: Consumers { by_name, last_second_gone: self.last_consumer_gone },
            shards,
            scalings,
            ring,
            kept_since: self.kept_since,
            last_turn: self.last_turn,
            faults: Faults::default(),
        }
    }
}

impl ShardState {
    fn restore(self, number: u32, SavedShard { first, records }: SavedShard) -> Shard {
        let mut log = Log::starting_at(first);
        for record in records {
            log.push(&Draft {
                partition_key: &record.partition_key,
                data: &record.data,
                arrived_at: record.arrived_at,
                turn: record.turn,
                encrypted: record.encrypted,
            });
        }
        Shard {
            number,
            parent: self.parents.first().copied(),
            adjacent_parent: self.parents.get(1).copied(),
            children: self.children,
            range: self.range,
            opened_at: self.opened_at,
            closed_at: self.closed_at,
            opened_second: self.opened_second,
            log,
            throughput: Throughput::default(),
            expiry: None,
        }
    }
}

impl ConsumerState {
    fn restore(self) -> (Arc<str>, Consumer) {
        let consumer = Consumer {
            created_at: self.created_at,
            ready_at: self.ready_at,
            gone_at: self.gone_at,
            tags: self.tags,
            subscriptions: Latest::new(),
        };
        (self.name.into(), consumer)
    }
}
