//! [`Backend`]: the engine behind a lock, and who waits.

use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use void_core::{
    Authorizer, ChangeLog, Random, SharedClock, Timestamp,
    change_log::{ChangeWriter, ChangesWritten},
    signing::Access,
};

use super::{
    super::engine::Engine,
    waiters::{ShardWaiter, ShardWaiters},
};
use crate::types::ShardId;

/// What the lock guards.
#[derive(Debug)]
pub(in crate::mock) struct State {
    pub(in crate::mock) engine: Engine,
    pub(in crate::mock) access: Option<Access>,
    pub(in crate::mock) now: Timestamp,
    log: Option<ChangeWriter>,
}

/// The engine behind a lock.
#[derive(Debug)]
pub(in crate::mock) struct Backend {
    state: Mutex<State>,
    /// Wakes whoever waits for any change at all.
    changed: Notify,
    /// Wakes whoever waits for what happens to a shard.
    shards: ShardWaiters,
    /// Where changes go, so that they last.
    log: Option<Arc<dyn ChangeLog>>,
    /// Says what callers may do.
    pub(in crate::mock) authorizer: Option<Arc<dyn Authorizer>>,
    pub(in crate::mock) clock: SharedClock,
    pub(in crate::mock) random: Random,
    /// Where the service is: `http://localhost:4566`.
    pub(in crate::mock) base_url: String,
}

impl Backend {
    pub(in crate::mock) fn new(
        engine: Engine,
        access: Option<Access>,
        clock: SharedClock,
        random: Random,
        base_url: String,
        log: Option<ChangeWriter>,
    ) -> Self {
        let now = clock.now();
        let changes = log.as_ref().map(|log| Arc::clone(log.log()));
        let state = State { engine, access, now, log };
        Self {
            state: Mutex::new(state),
            changed: Notify::new(),
            shards: ShardWaiters::default(),
            log: changes,
            authorizer: None,
            clock,
            random,
            base_url,
        }
    }

    /// Has `authorizer` say what callers may do.
    pub(in crate::mock) fn with_authorizer(mut self, authorizer: Option<Arc<dyn Authorizer>>) -> Self {
        self.authorizer = authorizer;
        self
    }

    /// Does something with the engine at the clock's time, after what is due was carried out; then wakes those who wait.
    pub(in crate::mock) fn run<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.run_noting(&ChangesWritten::default(), act)
    }

    /// As [`Self::run`], and takes note of what was written to the log.
    pub(in crate::mock) fn run_noting<T>(
        &self,
        written: &ChangesWritten,
        act: impl FnOnce(&mut State) -> T,
    ) -> T {
        let result = self.act(written, act);
        self.changed.notify_waiters();
        self.shards.wake_all();
        result
    }

    /// Puts something into the stream `name`, as [`run`](Self::run) does it; of those who wait for shards it wakes the ones of
    /// the shards that `touched` finds in the result.
    pub(in crate::mock) fn put<T>(
        &self,
        written: &ChangesWritten,
        name: &str,
        put: impl FnOnce(&mut State) -> T,
        touched: impl for<'result> FnOnce(&'result T) -> Vec<&'result ShardId>,
    ) -> T {
        let result = self.act(written, put);
        self.changed.notify_waiters();
        touched(&result).into_iter().for_each(|shard| self.shards.wake(name, shard.as_str()));
        result
    }

    /// Joins those who wait for what happens to a shard.
    pub(super) fn join(&self, stream: &Arc<str>, shard: &Arc<str>) -> ShardWaiter {
        self.shards.join(stream, shard)
    }

    fn act<T>(&self, written: &ChangesWritten, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        // Read within the lock, so that time does not go back for the engine.
        let now = self.clock.now();
        state.now = now;
        state.engine.pass(now);
        let result = act(&mut state);
        written.note(state.write_changes());
        result
    }

    /// Looks at the engine at the clock's time, after what is due was carried out, and changes nothing that anyone waits for;
    /// nothing wakes.
    pub(in crate::mock) fn look<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let now = self.clock.now();
        state.now = now;
        state.engine.pass(now);
        let result = look(&mut state);
        state.write_changes();
        result
    }

    /// Looks at the engine as it is; nothing wakes.
    pub(in crate::mock) fn peek<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Waits until `look` gives something, at any change and whenever something falls due; not past `deadline`.
    pub(in crate::mock) async fn wait_until<T: Send>(
        &self,
        deadline: Option<Timestamp>,
        mut look: impl FnMut(&mut State) -> Option<T> + Send,
    ) -> Option<T> {
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let (found, next) = self.look_ahead(&mut look);
            if found.is_some() || deadline.is_some_and(|deadline| self.clock.now() >= deadline) {
                return found;
            }
            match [deadline, next].into_iter().flatten().min() {
                Some(until) => tokio::select! {
                    biased;
                    () = changed => {}
                    () = self.clock.sleep_until(until) => {}
                },
                None => changed.await,
            }
        }
    }

    /// Looks at the engine after what is due was carried out, and tells when something is due next. Whoever waits for a
    /// change is not woken by a look.
    pub(super) fn look_ahead<T>(&self, look: impl FnOnce(&mut State) -> T) -> (T, Option<Timestamp>) {
        let mut state = self.lock();
        state.now = self.clock.now();
        let now = state.now;
        state.engine.pass(now);
        let found = look(&mut state);
        state.write_changes();
        (found, state.engine.next_wakeup(now))
    }

    /// Where changes go, so that they last.
    pub(in crate::mock) fn log(&self) -> Option<&dyn ChangeLog> {
        self.log.as_deref()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // An engine whose call panicked was a call that changed nothing or broke an invariant that the next call reports.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Hands what changed to the log.
    fn write_changes(&mut self) -> Option<u64> {
        self.log.as_mut()?.write(&self.engine.take_changes())
    }
}
