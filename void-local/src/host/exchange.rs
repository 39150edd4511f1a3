//! [`Exchange`]: where the invocations of one process are handed over and answered.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot, watch};
use void_core::Timestamp;
use void_function_sdk::InvocationError;

/// What a function answered.
pub(super) type Answer = Result<Bytes, InvocationError>;

/// One invocation, on its way to a process.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) request_id: String,
    pub(super) payload: Bytes,
    pub(super) deadline: Timestamp,
    pub(super) trace: String,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// What a process is doing, as far as its calls of the Runtime API tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It has not asked for an invocation yet.
    Starting,
    /// It has asked at least once.
    Ready,
    /// It said that it could not be set up.
    Failed,
}

/// Why a call of the Runtime API is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The process has an invocation that it has not answered.
    StillBusy,
    /// It is not the invocation that the process has.
    NotThatOne,
    /// There will be no more invocations.
    Closed,
}

/// The invocations of one process: one at a time, taken by `next`, answered by `response` or `error`.
#[derive(Debug)]
pub(super) struct Exchange {
    jobs: tokio::sync::Mutex<mpsc::Receiver<Job>>,
    state: Mutex<State>,
    phase: watch::Sender<Phase>,
}

#[derive(Debug, Default)]
struct State {
    current: Option<(String, oneshot::Sender<Answer>)>,
    /// The invocation that it had last.
    last: Option<String>,
    init_error: Option<InvocationError>,
}

impl Exchange {
    /// Makes one, and the end that jobs are put into.
    pub(super) fn new() -> (Self, mpsc::Sender<Job>) {
        let (jobs, receiver) = mpsc::channel(1);
        let exchange = Self {
            jobs: tokio::sync::Mutex::new(receiver),
            state: Mutex::default(),
            phase: watch::Sender::new(Phase::Starting),
        };
        (exchange, jobs)
    }

    /// Waits for an invocation, without limit. From then on the process has it.
    ///
    /// Nothing is lost when the caller goes away while it waits.
    pub(super) async fn next(&self) -> Result<Handed, Refused> {
        let mut jobs = self.jobs.lock().await;
        if self.state().current.is_some() {
            return Err(Refused::StillBusy);
        }
        self.phase.send_if_modified(|phase| std::mem::replace(phase, Phase::Ready) != Phase::Ready);
        let Job { request_id, payload, deadline, trace, answer } =
            jobs.recv().await.ok_or(Refused::Closed)?;
        let mut state = self.state();
        state.current = Some((request_id.clone(), answer));
        state.last = Some(request_id.clone());
        drop(state);
        Ok(Handed { request_id, payload, deadline, trace })
    }

    /// Whether the process has this invocation, not answered yet.
    pub(super) fn has(&self, request_id: &str) -> bool {
        self.state().current.as_ref().is_some_and(|(current, _)| current == request_id)
    }

    /// The invocation that the process has, or had last: what it writes is read a little later.
    pub(super) fn latest(&self) -> Option<String> {
        self.state().last.clone()
    }

    /// Takes the answer to the invocation that the process has.
    pub(super) fn answer(&self, request_id: &str, answer: Answer) -> Result<(), Refused> {
        let mut state = self.state();
        let (_, waiting) =
            state.current.take_if(|(current, _)| current == request_id).ok_or(Refused::NotThatOne)?;
        drop(state);
        // Nobody waits for it any more: its deadline has passed.
        let _ = waiting.send(answer);
        Ok(())
    }

    /// Takes the report of a process that could not be set up.
    pub(super) fn fail_init(&self, error: InvocationError) {
        self.state().init_error = Some(error);
        self.phase.send_replace(Phase::Failed);
    }

    /// What it reported, once.
    pub(super) fn take_init_error(&self) -> Option<InvocationError> {
        self.state().init_error.take()
    }

    /// Follows what the process is doing.
    pub(super) fn phase(&self) -> watch::Receiver<Phase> {
        self.phase.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An invocation as a process gets it.
#[derive(Debug)]
pub(super) struct Handed {
    pub(super) request_id: String,
    pub(super) payload: Bytes,
    pub(super) deadline: Timestamp,
    pub(super) trace: String,
}
