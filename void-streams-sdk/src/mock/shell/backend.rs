//! [`Backend`]: the engine behind a lock, and who waits.

use std::{
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use void_core::{Credentials, Random, SharedClock, Timestamp, signing::Verifier};

use super::super::engine::Engine;

/// Who may call.
#[derive(Clone, Debug)]
pub(in crate::mock) struct Access {
    pub(in crate::mock) verifier: Verifier,
    pub(in crate::mock) credentials: Vec<Credentials>,
}

/// What the lock guards.
#[derive(Debug)]
pub(in crate::mock) struct State {
    pub(in crate::mock) engine: Engine,
    pub(in crate::mock) access: Option<Access>,
    pub(in crate::mock) now: Timestamp,
}

/// The engine behind a lock.
#[derive(Debug)]
pub(in crate::mock) struct Backend {
    state: Mutex<State>,
    /// Wakes whoever waits for any change at all.
    changed: Notify,
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
    ) -> Self {
        let now = clock.now();
        let state = State { engine, access, now };
        Self { state: Mutex::new(state), changed: Notify::new(), clock, random, base_url }
    }

    /// Does something with the engine at the clock's time, after what is due was carried out; then wakes those who wait.
    pub(in crate::mock) fn run<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        // Read within the lock, so that time does not go back for the engine.
        let now = self.clock.now();
        state.now = now;
        state.engine.pass(now);
        let result = act(&mut state);
        drop(state);
        self.changed.notify_waiters();
        result
    }

    /// Looks at the engine at the clock's time, after what is due was carried out, and changes nothing that anyone waits for;
    /// nothing wakes.
    pub(in crate::mock) fn look<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let now = self.clock.now();
        state.now = now;
        state.engine.pass(now);
        look(&mut state)
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
    fn look_ahead<T>(
        &self,
        look: &mut impl FnMut(&mut State) -> Option<T>,
    ) -> (Option<T>, Option<Timestamp>) {
        let mut state = self.lock();
        state.now = self.clock.now();
        let now = state.now;
        state.engine.pass(now);
        let found = look(&mut state);
        (found, state.engine.next_wakeup(now))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // An engine whose call panicked was a call that changed nothing or broke an invariant that the next call reports.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
