//! The loops of a process: as many as the host wants invocations at a time, and how they end together.

use std::{sync::Arc, time::Duration};

use tokio::task::{AbortHandle, JoinError, JoinSet};
use void_core::{Clock, SystemClock};

use super::{
    api::RuntimeApi,
    error::{RuntimeError, RuntimeErrorKind},
    invocation::Process,
    worker::{State, work},
};

/// How long what the host handed out just before it asked for the end is waited for: it is still on its way.
const LAST_CALL: Duration = Duration::from_millis(20);

/// The loops. Each is a task of its own: a future that a multi-threaded runtime polls in `block_on` costs several times
/// as much to wake.
#[derive(Debug, Default)]
pub(super) struct Workers {
    tasks: JoinSet<Result<(), RuntimeError>>,
    handles: Vec<(Arc<State>, AbortHandle)>,
}

impl Workers {
    pub(super) fn start(&mut self, api: RuntimeApi, process: &Arc<Process>) {
        let state = Arc::new(State::default());
        let handle = self.tasks.spawn(work(api, Arc::clone(process), Arc::clone(&state)));
        self.handles.push((state, handle));
    }

    /// Waits until all have ended: after a failure of one, or when `shutdown` asks for it.
    ///
    /// # Errors
    ///
    /// The first failure.
    pub(super) async fn run(mut self, shutdown: impl Future<Output = ()>) -> Result<(), RuntimeError> {
        let first = tokio::select! {
            biased;
            ended = self.tasks.join_next() => ended.map_or(Ok(()), outcome),
            () = shutdown => {
                tracing::info!("asked to end: no more invocations are taken");
                Ok(())
            }
        };
        self.end().await;
        let mut all = first;
        while let Some(ended) = self.tasks.join_next().await {
            all = all.and(outcome(ended));
        }
        all
    }

    /// Lets those with an invocation in hand finish it, and ends those that wait for one.
    async fn end(&self) {
        for (state, _) in &self.handles {
            state.end_after_this_one();
        }
        let clock = SystemClock::new();
        clock.sleep_until(clock.now() + LAST_CALL).await;
        for (_, handle) in self.handles.iter().filter(|(state, _)| !state.is_busy()) {
            handle.abort();
        }
    }
}

fn outcome(ended: Result<Result<(), RuntimeError>, JoinError>) -> Result<(), RuntimeError> {
    match ended {
        Ok(outcome) => outcome,
        Err(error) if error.is_cancelled() => Ok(()),
        Err(error) => {
            Err(RuntimeError::new(RuntimeErrorKind::RuntimeApi, "the runtime loop broke off")
                .with_source(error))
        }
    }
}
