//! [`Backend`]: the engine behind a lock, with what happened and who waits.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use void_core::{
    Authorizer, ChangeLog, ChangeLogError, Random, SharedClock, Timestamp,
    change_log::{ChangeWriter, ChangesWritten},
    signing::Access,
};

use super::super::{engine::Engine, history::History};

/// What the lock guards.
#[derive(Debug)]
pub(in crate::mock) struct State {
    pub(in crate::mock) engine: Engine,
    pub(in crate::mock) history: History,
    pub(in crate::mock) access: Option<Access>,
    pub(in crate::mock) now: Timestamp,
    log: Option<ChangeWriter>,
    lanes: HashMap<u32, Arc<Notify>>,
}

/// The engine behind a lock.
#[derive(Debug)]
pub(in crate::mock) struct Backend {
    state: Mutex<State>,
    /// Wakes whoever waits for any change at all.
    changed: Notify,
    /// Where changes go, so that they last.
    log: Option<Arc<dyn ChangeLog>>,
    /// Says what callers may do.
    pub(in crate::mock) authorizer: Option<Arc<dyn Authorizer>>,
    pub(in crate::mock) clock: SharedClock,
    pub(in crate::mock) random: Random,
    /// Where queues are: `http://localhost:4566`.
    pub(in crate::mock) base_url: String,
}

impl Backend {
    pub(in crate::mock) fn new(
        engine: Engine,
        history: History,
        access: Option<Access>,
        clock: SharedClock,
        random: Random,
        base_url: String,
        log: Option<ChangeWriter>,
    ) -> Self {
        let now = clock.now();
        let changes = log.as_ref().map(|log| Arc::clone(log.log()));
        let state = State { engine, history, access, now, log, lanes: HashMap::new() };
        Self {
            state: Mutex::new(state),
            changed: Notify::new(),
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

    /// Does something with the engine at the clock's time, then wakes those who have something to receive.
    pub(in crate::mock) fn run<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.run_logged(act).0
    }

    /// As [`Self::run`], and gives the position of what changed in the log, where there is one and something did.
    pub(in crate::mock) fn run_logged<T>(&self, act: impl FnOnce(&mut State) -> T) -> (T, Option<u64>) {
        let mut state = self.lock();
        // Read within the lock, so that time does not go back for the engine.
        state.now = self.clock.now();
        let result = act(&mut state);
        let position = state.write_changes();
        state.wake_stirred();
        drop(state);
        self.changed.notify_waiters();
        (result, position)
    }

    /// Looks at the engine as it is; nothing wakes.
    pub(in crate::mock) fn peek<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Looks at the engine after what is due was carried out, and tells when something is due next. Whoever waits for a
    /// change is not woken by a look.
    pub(super) fn look<T>(
        &self,
        look: &mut impl FnMut(&mut State) -> Option<T>,
    ) -> (Option<T>, Option<Timestamp>) {
        let mut state = self.lock();
        state.now = self.clock.now();
        let now = state.now;
        state.engine.pass(now);
        let found = look(&mut state);
        state.write_changes();
        state.wake_stirred();
        (found, state.engine.next_wakeup(now))
    }

    /// Waits until all that was changed so far lasts.
    pub(in crate::mock) async fn durable(&self) -> Result<(), ChangeLogError> {
        let written = ChangesWritten::default();
        written.note(self.peek(|state| state.log.as_ref().and_then(ChangeWriter::last)));
        written.durable(self.log()).await
    }

    /// Where changes go, so that they last.
    pub(in crate::mock) fn log(&self) -> Option<&dyn ChangeLog> {
        self.log.as_deref()
    }

    /// What is notified at any change.
    pub(in crate::mock) const fn changed(&self) -> &Notify {
        &self.changed
    }

    /// What is notified when the lane has something to receive: one waiter at a time.
    pub(super) fn notify_of(&self, lane: u32) -> Arc<Notify> {
        Arc::clone(self.lock().lanes.entry(lane).or_default())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // An engine whose call panicked was a call that changed nothing or broke an invariant that the next call reports.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Wakes every waiter, for who gets what has changed: a subscription came or went, a queue was deleted.
    pub(in crate::mock) fn wake_all(&mut self) {
        for notify in self.lanes.values() {
            notify.notify_waiters();
        }
    }

    /// Hands what changed to the log.
    fn write_changes(&mut self) -> Option<u64> {
        self.log.as_mut()?.write(&self.engine.take_changes())
    }

    fn wake_stirred(&mut self) {
        for lane in self.engine.take_stirred() {
            if let Some(notify) = self.lanes.get(&lane) {
                if Arc::strong_count(notify) == 1 {
                    // Nobody waits.
                    self.lanes.remove(&lane);
                } else {
                    notify.notify_one();
                }
            }
        }
    }
}
