//! [`Driver`]: the loop that takes messages, runs handlers, and sees to each message's end.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use tokio::task::{self, JoinError, JoinSet};
use void_core::{Outcome, SharedClock, Timestamp};

use super::{
    Consumer, ConsumerStats, IntoOutcome,
    handler::{self, Ended},
    lease::{Key, Lease, State},
    poll::Polled,
    settle::{Answer, Settling},
};
use crate::{error::Error, payloads, types::Message};

pub(super) struct Driver<H> {
    pub(super) settings: Consumer,
    pub(super) clock: SharedClock,
    pub(super) stats: ConsumerStats,
    pub(super) leases: HashMap<Key, Lease>,
    pub(super) settling: Settling,
    /// Calls to the service that are under way.
    pub(super) calls: JoinSet<Answer>,
    handler: Arc<H>,
    pub(super) is_fifo: bool,
    pub(super) next_key: Key,
    pub(super) waiting: VecDeque<Key>,
    pub(super) running: HashMap<task::Id, Key>,
    handlers: JoinSet<Ended>,
    /// In a FIFO queue, the groups of which a message is being handled or settled.
    busy_groups: HashSet<String>,
    pub(super) polls: JoinSet<Polled>,
    /// How many messages the polls that are under way may bring.
    pub(super) asked: usize,
    /// A message was taken ahead for nothing: none is, until a handler is free again.
    pub(super) prefetch_paused: bool,
    pub(super) poll_failures: u32,
    pub(super) polled_once: bool,
    pub(super) poll_after: Timestamp,
    /// When handlers that still run are dropped; set at shutdown.
    pub(super) stop_at: Option<Timestamp>,
}

impl<H, F> Driver<H>
where
    H: Fn(Arc<Message>) -> F + Send + Sync + 'static,
    F: Future<Output: IntoOutcome> + Send + 'static,
{
    pub(super) fn new(settings: Consumer, handler: H) -> Self {
        let is_fifo = settings.queue_url.is_fifo();
        let linger = if is_fifo { Duration::ZERO } else { settings.settle_linger };
        Self {
            clock: Arc::clone(settings.client.config().clock()),
            stats: ConsumerStats::default(),
            leases: HashMap::new(),
            settling: Settling::new(linger, settings.dead_letter_queue.clone()),
            calls: JoinSet::new(),
            settings,
            handler: Arc::new(handler),
            is_fifo,
            next_key: 0,
            waiting: VecDeque::new(),
            running: HashMap::new(),
            handlers: JoinSet::new(),
            busy_groups: HashSet::new(),
            polls: JoinSet::new(),
            asked: 0,
            prefetch_paused: false,
            poll_failures: 0,
            polled_once: false,
            poll_after: Timestamp::UNIX_EPOCH,
            stop_at: None,
        }
    }

    pub(super) async fn run(
        mut self,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<ConsumerStats, Error> {
        let mut shutdown = pin!(shutdown);
        loop {
            let now = self.clock.now();
            if self.stop_at.is_some_and(|stop_at| now >= stop_at) {
                self.drop_handlers();
            }
            self.give_back_stale(now);
            self.start_handlers(now);
            self.poll(now);
            self.extend(now);
            self.flush(now);
            if self.stop_at.is_some()
                && self.leases.is_empty()
                && self.calls.is_empty()
                && self.polls.is_empty()
            {
                return Ok(self.stats);
            }
            let wake = self.wake_at(now);
            let clock = Arc::clone(&self.clock);
            tokio::select! {
                biased;
                () = &mut shutdown, if self.stop_at.is_none() => self.stop(),
                Some(ended) = self.handlers.join_next_with_id() => self.ended(ended),
                Some(answer) = self.calls.join_next() => self.answered(answer),
                Some(polled) = self.polls.join_next() => self.polled(polled)?,
                () = sleep_until(&clock, wake) => {}
            }
        }
    }

    /// Takes no more messages, and gives back those that wait.
    fn stop(&mut self) {
        self.stop_at = Some(self.clock.now() + self.settings.shutdown_limit);
        // Lest they take what is given back. What such a poll was just about to bring is received again when its
        // visibility time-out has passed.
        self.polls.abort_all();
        for key in std::mem::take(&mut self.waiting) {
            self.hand_back(key);
        }
    }

    /// The limit of the shutdown passed: the handlers that still run stop where they are.
    fn drop_handlers(&mut self) {
        self.handlers.abort_all();
        for key in std::mem::take(&mut self.running).into_values() {
            self.hand_back(key);
        }
    }

    /// Gives back the messages of which too little visibility is left, and in a FIFO queue what waits behind them.
    fn give_back_stale(&mut self, now: Timestamp) {
        let visibility = self.settings.visibility_timeout;
        let mut position = 0;
        while let Some(&key) = self.waiting.get(position) {
            match self.leases.get(&key) {
                Some(lease) if lease.is_stale(now, visibility) => {
                    tracing::debug!(
                        message_id = lease.message.message_id,
                        "waited too long for a handler: the message is given back"
                    );
                    self.prefetch_paused = true;
                    match lease.group.clone() {
                        Some(group) => self.give_back_waiting(&group),
                        None => {
                            self.waiting.remove(position);
                            self.hand_back(key);
                        }
                    }
                }
                _ => position += 1,
            }
        }
    }

    /// Gives back what waits of a FIFO queue's group.
    fn give_back_waiting(&mut self, group: &str) {
        let (of_group, rest): (VecDeque<Key>, VecDeque<Key>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|key| self.leases.get(key).is_some_and(|lease| lease.group.as_deref() == Some(group)));
        self.waiting = rest;
        for key in of_group {
            self.hand_back(key);
        }
    }

    /// Gives a message back as it came: it was not handled.
    pub(super) fn hand_back(&mut self, key: Key) {
        self.stats.handed_back += 1;
        self.give_back(key, Duration::ZERO);
    }

    fn start_handlers(&mut self, now: Timestamp) {
        while self.stop_at.is_none() && self.running.len() < self.settings.concurrency {
            let Some(position) = self.waiting.iter().position(|key| self.can_start(*key)) else { return };
            let key = self.waiting.remove(position).expect("the position was just found");
            self.start(key, now);
        }
    }

    /// Whether no other message of its group is being handled.
    pub(super) fn can_start(&self, key: Key) -> bool {
        let group = self.leases.get(&key).and_then(|lease| lease.group.as_ref());
        group.is_none_or(|group| !self.busy_groups.contains(group))
    }

    fn start(&mut self, key: Key, now: Timestamp) {
        let Some(lease) = self.leases.get_mut(&key) else { return };
        lease.state = State::Running;
        if let Some(group) = &lease.group {
            self.busy_groups.insert(group.clone());
        }
        // One that waited may be due already.
        lease.extend_at = lease.extend_at.map(|at| at.max(now));
        let message = Arc::clone(&lease.message);
        let trace = handler::trace(&message, self.settings.client.config().random());
        let (handler, clock) = (Arc::clone(&self.handler), Arc::clone(&self.clock));
        // The handler is called in the task too, so that what panics is the task.
        let client = self.settings.client.clone();
        let future = async move {
            match payloads::whole(&client, message).await {
                Ok(message) => handler(message).await.into_outcome(),
                Err(outcome) => outcome,
            }
        };
        let task = self.handlers.spawn(handler::run(future, trace, self.settings.handler_timeout, clock));
        self.running.insert(task.id(), key);
    }

    fn ended(&mut self, ended: Result<(task::Id, Ended), JoinError>) {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        // One that was dropped at shutdown is not among them any more.
        let Some(key) = self.running.remove(&id) else { return };
        self.prefetch_paused = false;
        let outcome = match ended {
            Ok((_, Ended::With(outcome))) => outcome,
            Ok((_, Ended::TimedOut)) => {
                self.stats.timed_out += 1;
                tracing::warn!("the handler took too long: the message is received again");
                Outcome::retry()
            }
            Err(_panicked) => {
                self.stats.panicked += 1;
                tracing::error!("the handler panicked: the message is received again");
                Outcome::retry()
            }
        };
        self.settle(key, outcome);
    }

    /// The service knows what became of a message, or will never know.
    pub(super) fn settled(&mut self, key: Key, deleted: bool) {
        let Some(lease) = self.leases.remove(&key) else { return };
        let Some(group) = lease.group else { return };
        // Of one that was given back while another of its group ran, the group is that other's.
        let still_busy = self
            .leases
            .values()
            .any(|other| other.group.as_deref() == Some(&group) && other.state != State::Waiting);
        if !deleted {
            // It comes again, and those of its group that were received after it come after it.
            self.give_back_waiting(&group);
        }
        if !still_busy {
            self.busy_groups.remove(&group);
        }
    }

    fn wake_at(&self, now: Timestamp) -> Option<Timestamp> {
        let visibility = self.settings.visibility_timeout;
        let stale = self.waiting.iter().filter_map(|key| Some(self.leases.get(key)?.stale_at(visibility)));
        let extensions = self
            .leases
            .values()
            .filter_map(|lease| lease.extend_at.filter(|_| lease.is_kept() && !lease.extending));
        let poll = (self.poll_after > now).then_some(self.poll_after);
        let stop = self.stop_at.filter(|stop_at| *stop_at > now);
        stale.chain(extensions).chain(poll).chain(stop).chain(self.settling.due()).min()
    }
}

/// What a task came to; none where it was cancelled. A panic goes on.
pub(super) fn finished<T>(result: Result<T, JoinError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            if let Ok(panic) = error.try_into_panic() {
                std::panic::resume_unwind(panic);
            }
            None
        }
    }
}

async fn sleep_until(clock: &SharedClock, deadline: Option<Timestamp>) {
    match deadline {
        Some(deadline) => clock.sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
