//! [`Pool`]: the processes of one version of a function.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::sync::{Semaphore, oneshot, watch};
use void_core::{SharedClock, Timestamp};
use void_function_sdk::{InvocationError, InvocationErrorKind, VoidContext};

use super::{
    exchange::{Answer, Job, Phase},
    output::Output,
    process::{Exit, Process, Program},
};

/// How long a process has until it asks for its first invocation, as in Lambda.
const INIT_LIMIT: Duration = Duration::from_secs(10);
/// How long past the deadline a process has to report that by itself, before it is killed.
const GRACE: Duration = Duration::from_millis(200);
/// How often an invocation is given to another process because the one at hand had ended while it was idle.
const MOST_TRIES: usize = 3;

/// The processes of one version of a function: started on demand, up to a limit; kept while they are idle.
#[derive(Debug)]
pub(crate) struct Pool {
    program: Program,
    timeout: Duration,
    clock: SharedClock,
    output: Output,
    most: usize,
    /// One for each invocation that may still begin.
    places: Semaphore,
    state: Mutex<State>,
    /// Whether what runs has to end at once.
    ended: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Idle>,
    /// It was replaced: nothing is kept any more.
    is_closed: bool,
}

#[derive(Debug)]
struct Idle {
    process: Process,
    since: Timestamp,
}

/// How many processes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) idle: usize,
    pub(crate) busy: usize,
}

/// How an invocation by a process went.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) answer: Answer,
    /// The process was started for it.
    pub(crate) is_cold: bool,
    /// From the handing over to the answer.
    pub(crate) duration: Duration,
    /// The most memory that the process was seen to take, in MB.
    pub(crate) peak_mb: u64,
}

impl Pool {
    /// Makes a pool of at most `most` processes. None is started.
    pub(crate) fn new(
        program: Program,
        timeout: Duration,
        most: usize,
        clock: SharedClock,
        output: Output,
    ) -> Self {
        let places = Semaphore::new(most);
        Self {
            program,
            timeout,
            clock,
            output,
            most,
            places,
            state: Mutex::default(),
            ended: watch::Sender::new(false),
        }
    }

    /// Runs an invocation in a process: an idle one, a new one, or, above the limit, the first that is free.
    ///
    /// Dropped, it takes the process with it: nobody knows what that is doing.
    pub(crate) async fn invoke(&self, payload: Bytes, context: &VoidContext) -> Run {
        let Ok(_place) = self.places.acquire().await else {
            return Run::not_started(failure(Kind::Start, "the function was removed"));
        };
        let mut ended = self.ended.subscribe();
        tokio::select! {
            biased;
            // It can't fail: the sender is in `self`.
            _ = ended.wait_for(|ended| *ended) => Run::not_started(failure(Kind::Run, "the function was ended")),
            run = self.run(payload, context) => run,
        }
    }

    async fn run(&self, payload: Bytes, context: &VoidContext) -> Run {
        let mut is_cold = false;
        for _ in 0..MOST_TRIES {
            let process = match self.take_idle() {
                Some(process) => process,
                None => match self.start().await {
                    Ok(process) => {
                        is_cold = true;
                        process
                    }
                    Err(error) => return Run { is_cold: true, ..Run::not_started(error) },
                },
            };
            let started = self.clock.now();
            let Some((answer, is_usable)) = self.hand_over(&process, &payload, context, started).await else {
                continue;
            };
            let duration = self.clock.now().since(started);
            let run = Run { answer, is_cold, duration, peak_mb: process.peak_mb() };
            if is_usable {
                self.put_back(process);
            }
            return run;
        }
        Run::not_started(failure(Kind::Start, "its processes end as soon as they are idle"))
    }

    /// Starts a process and waits until it asks for an invocation.
    async fn start(&self) -> Result<Process, InvocationError> {
        let process = Process::start(&self.program, SharedClock::clone(&self.clock), self.output.clone())
            .await
            .map_err(|error| {
                let executable = self.program.executable.display();
                failure(Kind::Start, &format!("{executable} can't be started: {error}"))
            })?;
        let mut phase = process.exchange.phase();
        let ready = async { phase.wait_for(|phase| *phase != Phase::Starting).await.map(|phase| *phase) };
        let limit = self.clock.sleep_until(self.clock.now() + INIT_LIMIT);
        tokio::select! {
            biased;
            phase = ready => match phase {
                Ok(Phase::Ready) => Ok(process),
                _ => Err(init_error(&process).unwrap_or_else(|| failure(Kind::Start, "it could not be set up"))),
            },
            exit = process.exited() => Err(init_error(&process).unwrap_or_else(|| match exit {
                Exit::OutOfMemory => self.out_of_memory(Kind::Start),
                Exit::Ended(how) => failure(Kind::Start, &format!("Runtime exited with error: {how}")),
                Exit::Killed => failure(Kind::Start, "it was killed while it started"),
            })),
            () = limit => {
                let seconds = INIT_LIMIT.as_secs();
                Err(failure(Kind::Start, &format!("it asked for no invocation within {seconds} s; does its main call `run`?")))
            }
        }
    }

    /// Gives an invocation to a process and waits for what comes of it, and says whether the process can take another one.
    /// `None` when the process ended before it took the invocation.
    async fn hand_over(
        &self,
        process: &Process,
        payload: &Bytes,
        context: &VoidContext,
        started: Timestamp,
    ) -> Option<(Answer, bool)> {
        let (answer, mut answered) = oneshot::channel();
        let deadline = started + self.timeout;
        let request_id = context.request_id().to_owned();
        let job = Job {
            request_id: request_id.clone(),
            payload: Bytes::clone(payload),
            deadline,
            trace: context.trace().to_string(),
            answer,
        };
        process.jobs.try_send(job).ok()?;
        tokio::select! {
            biased;
            Ok(answer) = &mut answered => return Some((answer, true)),
            exit = process.exited() => match exit {
                _ if !process.exchange.has(&request_id) => {
                    // It may have answered and ended in one breath.
                    return answered.try_recv().ok().map(|answer| (answer, false));
                }
                Exit::OutOfMemory => return Some((Err(self.out_of_memory(Kind::Run)), false)),
                Exit::Ended(how) => {
                    let error = failure(Kind::Run, &format!("Runtime exited with error: {how}"));
                    return Some((Err(error), false));
                }
                Exit::Killed => return Some((Err(failure(Kind::Run, "the process was killed")), false)),
            },
            () = self.clock.sleep_until(deadline + GRACE) => {}
        }
        let message = format!("Task timed out after {:.2} seconds", self.timeout.as_secs_f64());
        let error = InvocationError::new(InvocationErrorKind::TimedOut, "Sandbox.Timedout", message);
        Some((Err(error), false))
    }

    fn out_of_memory(&self, kind: Kind) -> InvocationError {
        let message = format!(
            "Runtime exited with error: signal: killed: it took more than its {} MB of memory",
            self.program.memory_mb
        );
        InvocationError::new(kind.into(), "Runtime.OutOfMemory", message)
    }

    fn take_idle(&self) -> Option<Process> {
        let mut state = self.state();
        while let Some(Idle { process, .. }) = state.idle.pop() {
            if !process.has_exited() {
                return Some(process);
            }
        }
        None
    }

    fn put_back(&self, process: Process) {
        let mut state = self.state();
        if !state.is_closed {
            state.idle.push(Idle { process, since: self.clock.now() });
        }
    }

    /// Ends the processes that have been idle for `limit`.
    pub(crate) fn end_idle(&self, limit: Duration) {
        let now = self.clock.now();
        self.state().idle.retain(|idle| now.since(idle.since) < limit && !idle.process.has_exited());
    }

    /// Ends the idle processes now, and the busy ones when they are done.
    pub(crate) fn close(&self) {
        let idle = {
            let mut state = self.state();
            state.is_closed = true;
            std::mem::take(&mut state.idle)
        };
        drop(idle);
    }

    /// Ends all processes now, and comes back when they have none any more.
    pub(crate) async fn end(&self) {
        self.close();
        self.ended.send_replace(true);
        // A place is free when the invocation that had it is gone, and its process with it. Nobody closes them.
        let _ = self.places.acquire_many(u32::try_from(self.most).unwrap_or(u32::MAX)).await;
    }

    /// Whether it was [ended](Self::end).
    pub(crate) fn is_ended(&self) -> bool {
        *self.ended.borrow()
    }

    /// How many processes there are.
    pub(crate) fn counts(&self) -> Counts {
        let busy = self.most - self.places.available_permits();
        Counts { idle: self.state().idle.len(), busy }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    fn not_started(error: InvocationError) -> Self {
        Self { answer: Err(error), is_cold: false, duration: Duration::ZERO, peak_mb: 0 }
    }
}

/// When a process came to its end.
#[derive(Clone, Copy)]
enum Kind {
    Start,
    Run,
}

impl From<Kind> for InvocationErrorKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Start => Self::InitFailed,
            Kind::Run => Self::Failed,
        }
    }
}

fn failure(kind: Kind, message: &str) -> InvocationError {
    InvocationError::new(kind.into(), "Runtime.ExitError", message)
}

fn init_error(process: &Process) -> Option<InvocationError> {
    let error = process.exchange.take_init_error()?;
    Some(InvocationError::new(InvocationErrorKind::InitFailed, error.error_type(), error.message()))
}
