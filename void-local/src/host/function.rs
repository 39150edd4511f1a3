//! [`ProcessFunction`]: a function that runs in processes, as the cloud invokes it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use serde_json::{Map, Value, json};
use void_core::SharedClock;
use void_function_sdk::VoidContext;

use super::{
    exchange::Answer,
    output::Output,
    pool::{Counts, Pool, Run},
    process::Program,
    totals::Totals,
};
use crate::logs::{LogLevel, LogStore, Source};

/// A function that runs in processes. Each invocation is reported in its log.
#[derive(Debug)]
pub(crate) struct ProcessFunction {
    name: Arc<str>,
    memory_mb: u32,
    pool: Pool,
    logs: LogStore,
    running: Mutex<Vec<Running>>,
    totals: Mutex<Totals>,
}

/// An invocation that has not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Running {
    pub(crate) request_id: String,
    pub(crate) correlation_id: String,
}

/// Takes an invocation out of those that run.
struct Entered<'f> {
    function: &'f ProcessFunction,
    request_id: &'f str,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.function.lock().retain(|running| running.request_id != self.request_id);
    }
}

impl ProcessFunction {
    /// Makes a function of at most `most` processes. None is started.
    pub(crate) fn new(
        name: &str,
        program: Program,
        timeout: Duration,
        most: usize,
        clock: SharedClock,
        logs: LogStore,
    ) -> Self {
        let name: Arc<str> = Arc::from(name);
        let output = Output { function: Arc::clone(&name), logs: logs.clone() };
        let memory_mb = program.memory_mb;
        Self {
            name,
            memory_mb,
            pool: Pool::new(program, timeout, most, clock, output),
            logs,
            running: Mutex::default(),
            totals: Mutex::default(),
        }
    }

    /// Runs an invocation in one of its processes.
    pub(crate) async fn invoke(&self, payload: Bytes, context: VoidContext) -> Answer {
        let _entered = self.enter(&context);
        let run = self.pool.invoke(payload, &context).await;
        if self.pool.is_ended() {
            return run.answer;
        }
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        totals.add(run.duration, run.answer.is_err());
        drop(totals);
        self.report(&run, &context);
        run.answer
    }

    /// The invocation that belongs to a request; or, where no one does, the only one there is.
    pub(crate) fn running(&self, correlation_id: Option<&str>) -> Option<Running> {
        let running = self.lock();
        let of_it = running.iter().find(|one| Some(one.correlation_id.as_str()) == correlation_id);
        let only = || running.first().filter(|_| running.len() == 1);
        of_it.or_else(only).cloned()
    }

    fn enter<'f>(&'f self, context: &'f VoidContext) -> Entered<'f> {
        let request_id = context.request_id();
        let correlation_id = context.correlation_id().to_owned();
        self.lock().push(Running { request_id: request_id.to_owned(), correlation_id });
        Entered { function: self, request_id }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the processes that have been idle for `limit`.
    pub(crate) fn end_idle(&self, limit: Duration) {
        self.pool.end_idle(limit);
    }

    /// Ends the idle processes now, and the busy ones when they are done.
    pub(crate) fn close(&self) {
        self.pool.close();
    }

    /// Ends all processes now, and comes back when that is so.
    pub(crate) async fn end(&self) {
        self.pool.end().await;
    }

    /// How many processes there are.
    pub(crate) fn counts(&self) -> Counts {
        self.pool.counts()
    }

    /// How many invocations there were, and how long they took.
    pub(crate) fn totals(&self) -> Totals {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn report(&self, run: &Run, context: &VoidContext) {
        let mut fields = Map::new();
        fields.insert("durationMs".to_owned(), json!(milliseconds(run.duration)));
        fields.insert("coldStart".to_owned(), Value::Bool(run.is_cold));
        fields.insert("memorySizeMb".to_owned(), json!(self.memory_mb));
        if run.peak_mb > 0 {
            fields.insert("maxMemoryUsedMb".to_owned(), json!(run.peak_mb));
        }
        let (level, message) = match &run.answer {
            Ok(_) => (LogLevel::Info, "invocation done".to_owned()),
            Err(error) => {
                fields.insert("errorType".to_owned(), json!(error.error_type()));
                (LogLevel::Error, format!("invocation failed: {}", error.message()))
            }
        };
        let source = Source {
            function: Arc::clone(&self.name),
            pid: None,
            request_id: Some(context.request_id().to_owned()),
        };
        self.logs.write_own(source, Some(context.correlation_id()), level, &message, fields);
    }
}

/// With three decimals: what a log shows.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
