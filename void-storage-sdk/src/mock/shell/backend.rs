//! [`Backend`]: the engine behind a lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use void_core::{
    Authorizer, ChangeLog, ChangeLogError, Random, SharedClock, Timestamp,
    change_log::{ChangeWriter, ChangesWritten},
    signing::Access,
};

use super::outbox::Outbox;
use crate::mock::{BodyStore, NotificationSink, engine::Engine};

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
    outbox: Outbox,
    /// Where changes go, so that they last.
    log: Option<Arc<dyn ChangeLog>>,
    /// Says what callers may do.
    pub(in crate::mock) authorizer: Option<Arc<dyn Authorizer>>,
    pub(in crate::mock) bodies: Arc<dyn BodyStore>,
    pub(in crate::mock) clock: SharedClock,
    pub(in crate::mock) random: Random,
    /// Where the service is: `http://localhost:4566`.
    pub(in crate::mock) base_url: String,
}

impl Backend {
    pub(in crate::mock) fn new(
        engine: Engine,
        access: Option<Access>,
        bodies: Arc<dyn BodyStore>,
        clock: SharedClock,
        random: Random,
        base_url: String,
        log: Option<ChangeWriter>,
    ) -> Self {
        let now = clock.now();
        let changes = log.as_ref().map(|log| Arc::clone(log.log()));
        let state = Mutex::new(State { engine, access, now, log });
        Self {
            state,
            outbox: Outbox::default(),
            authorizer: None,
            log: changes,
            bodies,
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

    /// Does something with the engine at the clock's time, after what is due was carried out; then delivers what there is to tell.
    pub(in crate::mock) fn run<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.run_noting(&ChangesWritten::default(), act)
    }

    /// As [`Self::run`], and takes note of what was written to the log.
    pub(in crate::mock) fn run_noting<T>(
        &self,
        written: &ChangesWritten,
        act: impl FnOnce(&mut State) -> T,
    ) -> T {
        let mut state = self.lock();
        // Read within the lock, so that time does not go back for the engine.
        state.now = self.clock.now();
        let now = state.now;
        state.engine.pass(now);
        let result = act(&mut state);
        written.note(state.write_changes());
        self.outbox.add(state.engine.take_notifications());
        drop(state);
        self.outbox.deliver();
        result
    }

    /// From now on delivers notifications to `sink`.
    pub(in crate::mock) fn connect(&self, sink: Arc<dyn NotificationSink>) {
        self.outbox.connect(sink);
    }

    /// Whether notifications can be sent to a destination; anything where nobody listens.
    pub(in crate::mock) fn accepts(&self, destination: &str) -> bool {
        self.outbox.sink().is_none_or(|sink| sink.accepts(destination))
    }

    /// Looks at the engine as it is, whatever is due.
    pub(in crate::mock) fn peek<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Where changes go, so that they last.
    pub(in crate::mock) fn log(&self) -> Option<&dyn ChangeLog> {
        self.log.as_deref()
    }

    /// Waits until what was told so far lasts.
    pub(in crate::mock) async fn told(&self) -> Result<(), ChangeLogError> {
        self.outbox.durable().await
    }

    /// Waits until all that was changed so far lasts.
    pub(in crate::mock) async fn durable(&self) -> Result<(), ChangeLogError> {
        let written = ChangesWritten::default();
        written.note(self.peek(|state| state.log.as_ref().and_then(ChangeWriter::last)));
        written.durable(self.log()).await
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
