//! The task of a [`Producer`](super::Producer): takes what comes, sends batches, gives results.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc, oneshot},
    task::{self, JoinSet},
};
use void_core::{SharedClock, Timestamp};

use super::{
    ProducerBuilder,
    flushes::Flushes,
    handle::stopped,
    lanes::Lanes,
    mapping::Mapping,
    record::{DeliveryResult, Waiting},
    settling::{Hint, Settling},
    shard_map::ShardMap,
    stats::Counters,
    unit::Unit,
};
use crate::{
    error::Error,
    operations::{PutRecordsRequest, PutRecordsResponse},
    types::HashKey,
};

/// The most commands that are taken before something else is looked at.
const COMMANDS_AT_ONCE: usize = 1024;

/// What comes through the handles.
pub(super) enum Command {
    Record(Incoming),
    Flush(oneshot::Sender<()>),
    Close(oneshot::Sender<()>),
}

/// A record as it comes.
pub(super) struct Incoming {
    pub(super) partition_key: String,
    pub(super) explicit_hash_key: Option<HashKey>,
    pub(super) data: Bytes,
    pub(super) reply: oneshot::Sender<DeliveryResult>,
    pub(super) permit: OwnedSemaphorePermit,
}

pub(super) struct Worker {
    settings: ProducerBuilder,
    clock: SharedClock,
    commands: mpsc::Receiver<Command>,
    is_open: bool,
    lanes: Lanes,
    mapping: Mapping,
    settling: Settling,
    flushes: Flushes,
    calls: JoinSet<Result<PutRecordsResponse, Error>>,
    /// What each call is of.
    batches: HashMap<task::Id, Vec<Unit>>,
}

enum Next {
    Command(Command),
    NoMoreCommands,
    Answer(task::Id, Result<PutRecordsResponse, Error>),
    Shards(Option<ShardMap>),
    Due,
}

impl Worker {
    pub(super) fn new(
        settings: ProducerBuilder,
        commands: mpsc::Receiver<Command>,
        counters: Counters,
    ) -> Self {
        Self {
            clock: Arc::clone(settings.client.config().clock()),
            commands,
            is_open: true,
            lanes: Lanes::new(&settings),
            mapping: Mapping::new(),
            settling: Settling::new(&settings, counters),
            flushes: Flushes::default(),
            calls: JoinSet::new(),
            batches: HashMap::new(),
            settings,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            self.send();
            self.flushes.done(self.settling.take_settled());
            if !self.is_open && self.lanes.is_empty() {
                // Those who wait for the end are told by the flushes' end.
                return;
            }
            match self.next().await {
                Next::Command(command) => self.take(command),
                Next::NoMoreCommands => {
                    self.is_open = false;
                    self.lanes.flush(self.clock.now());
                }
                Next::Answer(id, answer) => self.answered(id, answer),
                Next::Shards(map) => self.remap(map),
                Next::Due => {}
            }
        }
    }

    async fn next(&mut self) -> Next {
        let due = self.next_wakeup();
        let clock = &self.clock;
        let due = async {
            match due {
                Some(due) => clock.sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            Some(call) = self.calls.join_next_with_id() => match call {
                Ok((id, answer)) => Next::Answer(id, answer),
                Err(panicked) => Next::Answer(panicked.id(), Err(stopped())),
            },
            map = self.mapping.answered() => Next::Shards(map),
            command = self.commands.recv(), if self.is_open => command.map_or(Next::NoMoreCommands, Next::Command),
            () = due => Next::Due,
        }
    }

    /// When there is something to do unless something comes.
    fn next_wakeup(&self) -> Option<Timestamp> {
        if self.calls.len() >= self.settings.max_in_flight {
            return None;
        }
        if self.mapping.holds_back() {
            return self.mapping.next_wakeup().filter(|_| self.calls.is_empty());
        }
        self.lanes.next_wakeup()
    }

    /// Takes a command, and those that came with it.
    fn take(&mut self, command: Command) {
        let now = self.clock.now();
        self.take_one(now, command);
        for _ in 1..COMMANDS_AT_ONCE {
            let Ok(command) = self.commands.try_recv() else { return };
            self.take_one(now, command);
        }
    }

    fn take_one(&mut self, now: Timestamp, command: Command) {
        match command {
            Command::Record(record) => self.take_record(now, record),
            Command::Flush(reply) => {
                self.lanes.flush(now);
                self.flushes.add(self.lanes.next_number(), self.settling.waiting(), reply);
            }
            Command::Close(reply) => {
                self.commands.close();
                self.flushes.add_last(reply);
            }
        }
    }

    fn take_record(&mut self, now: Timestamp, record: Incoming) {
        let Incoming { partition_key, explicit_hash_key, data, reply, permit } = record;
        if self.settings.aggregation.is_some() && self.lanes.map().is_none() && self.mapping.may_ask(now) {
            self.mapping.want();
        }
        let record = Waiting {
            partition_key: partition_key.into(),
            explicit_hash_key,
            data,
            number: 0,
            // Half its time is left then to be put.
            due: now + self.settings.linger.min(self.settings.record_ttl / 2),
            expires: now + self.settings.record_ttl,
            attempts: 0,
            failure: None,
            may_be_there: false,
            batch_limit: usize::MAX,
            reply,
            _permit: permit,
        };
        self.settling.expect_one();
        self.lanes.push(now, record);
    }

    /// Sends what is to be sent now.
    fn send(&mut self) {
        let now = self.clock.now();
        if self.mapping.holds_back() {
            if self.calls.is_empty() {
                self.mapping.ask(&self.settings.client, &self.settings.stream, now);
            }
            return;
        }
        let mut expired = Vec::new();
        while self.calls.len() < self.settings.max_in_flight {
            let Some(batch) = self.lanes.batch(now, &mut expired) else { break };
            self.call(batch);
        }
        self.settling.expire(expired);
    }

    fn call(&mut self, mut batch: Vec<Unit>) {
        self.settling.sent(&mut batch);
        let records = batch.iter_mut().map(|unit| std::mem::take(&mut unit.entry)).collect();
        let (stream_name, stream_arn) = self.settings.stream.clone().into_parts();
        let request = PutRecordsRequest { stream_name, stream_arn, records, ..PutRecordsRequest::default() };
        let client = self.settings.client.clone();
        // What the client would try again of a batch would hold the rest of it back.
        let call = self.calls.spawn(async move { client.exchange(&request).await });
        self.batches.insert(call.id(), batch);
    }

    fn answered(&mut self, id: task::Id, answer: Result<PutRecordsResponse, Error>) {
        let batch = self.batches.remove(&id).expect("each call has its batch");
        self.settling.settle(self.clock.now(), batch, answer, &mut self.lanes);
        match self.settling.take_hint() {
            Some(Hint::Resharded) if !self.mapping.is_given_up() => self.mapping.want(),
            Some(Hint::Spread) => self.mapping.give_up(),
            _ => {}
        }
    }

    fn remap(&mut self, map: Option<ShardMap>) {
        let now = self.clock.now();
        self.mapping.pause(now, map.is_some());
        self.settling.settle_doubtful(now, map.as_ref(), &mut self.lanes);
        self.lanes.set_map(now, map);
        if matches!(self.settling.take_hint(), Some(Hint::Spread)) {
            self.mapping.give_up();
        }
    }
}
