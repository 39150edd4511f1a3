//! One invocation: its context, the handler, the reply or the error.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use void_core::{Clock, Random, SystemClock, Timestamp, TraceContext};

use super::api::Invocation;
use crate::{
    context::{self, FunctionInfo, VoidContext},
    env::FunctionEnv,
    function::{BoxFunction, InvocationError, InvocationErrorKind},
};

/// The largest reply that a host takes, in bytes: 6 MB and 100 bytes.
const REPLY_LIMIT_BYTES: usize = 6 * 1024 * 1024 + 100;

/// The longest that a function may run, which is also the deadline where the host names none.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// What all invocations of this process share.
#[derive(Debug)]
pub(super) struct Process {
    function: BoxFunction,
    info: Arc<FunctionInfo>,
    random: Random,
    was_invoked: AtomicBool,
}

impl Process {
    pub(super) fn new(function: BoxFunction, env: &FunctionEnv) -> Self {
        let var = |void: &str, aws: &str| env.var(void).or_else(|| env.var(aws)).map(str::to_owned);
        let memory = var("VOID_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
        Self {
            function,
            info: Arc::new(FunctionInfo {
                name: var("VOID_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default(),
                version: var("VOID_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_VERSION")
                    .unwrap_or_else(|| "$LATEST".to_owned()),
                memory_mb: memory.and_then(|megabytes| megabytes.parse().ok()).unwrap_or(0),
            }),
            random: Random::from_entropy(),
            was_invoked: AtomicBool::new(false),
        }
    }

    /// Runs the handler and logs how it went.
    pub(super) async fn invoke(&self, invocation: Invocation) -> Result<Bytes, InvocationError> {
        let payload = invocation.payload.clone();
        let (context, started) = self.context(invocation);
        let reply = self.function.invoke(payload, context.clone()).await.and_then(within_limit);
        let duration = context.now().since(started);
        let is_cold_start = context.is_cold_start();
        context::sync_scope(context, || log(duration, is_cold_start, &reply));
        reply
    }

    /// The context, and the time now by its clock.
    fn context(&self, invocation: Invocation) -> (VoidContext, Timestamp) {
        // A new clock for each invocation: in between, the process may have been frozen, and its monotonic clock with it.
        let clock = SystemClock::new();
        let now = clock.now();
        let trace = match invocation.trace {
            Some(trace) => trace.child(&self.random),
            None => TraceContext::new_root(&self.random, now).child(&self.random),
        };
        let mut builder = VoidContext::builder()
            .function(Arc::clone(&self.info))
            .request_id(invocation.request_id)
            .invoked_function_arn(invocation.invoked_function_arn)
            .deadline(invocation.deadline.unwrap_or(now + LONGEST_TIMEOUT))
            .report_margin()
            .clock(Arc::new(clock))
            .random(self.random.clone())
            .trace(trace);
        if !self.was_invoked.swap(true, Ordering::Relaxed) {
            builder = builder.cold_start();
        }
        if let Some(json) = invocation.client_context {
            builder = builder.client_context(json);
        }
        if let Some(id) = invocation.tenant_id {
            builder = builder.tenant_id(id);
        }
        (builder.build(), now)
    }
}

fn within_limit(reply: Bytes) -> Result<Bytes, InvocationError> {
    if reply.len() <= REPLY_LIMIT_BYTES { Ok(reply) } else { Err(too_large(reply.len())) }
}

pub(super) fn too_large(bytes: usize) -> InvocationError {
    InvocationError::new(
        InvocationErrorKind::InvalidReply,
        "Function.ResponseSizeTooLarge",
        format!("the reply has {bytes} bytes; the host takes at most {REPLY_LIMIT_BYTES}"),
    )
}

/// Says how it went: a failure always, a success only where it is the first or somebody asks: hosts log each by themselves.
fn log(duration: Duration, is_cold_start: bool, reply: &Result<Bytes, InvocationError>) {
    let duration_ms = duration.as_secs_f64() * 1e3;
    match reply {
        Ok(_) if is_cold_start => tracing::info!(durationMs = duration_ms, "first invocation done"),
        Ok(_) => tracing::debug!(durationMs = duration_ms, "invocation done"),
        Err(error) => tracing::error!(
            durationMs = duration_ms,
            kind = error.kind().reason(),
            errorType = error.error_type(),
            error = error.message(),
            stackTrace = error.report().stack_trace.join("\n"),
            "invocation failed"
        ),
    }
}
