//! One invocation: its context, and what the timeline says about it.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use void_core::{SharedClock, Timestamp, TraceContext};
use void_function_sdk::{Bytes, InvocationError, VoidContext};

use super::{LocalCloud, invocation, state::Deployed};
use crate::timeline::{Subject, TimelineEvent, Trigger};

/// An invocation that runs. It gets on only when it is polled.
pub(super) struct Invocation {
    pub(super) subject: Subject,
    pub(super) started: Timestamp,
    /// When it is told to come to an end, and when it is ended: the sleeps that are not its handler's own.
    pub(super) limits: [Timestamp; 2],
    /// Its handler got all the real time that it may take.
    pub(super) is_given_up: bool,
    clock: SharedClock,
    future: Pin<Box<dyn Future<Output = Answer> + Send>>,
}

/// What a function answered.
pub(super) type Answer = Result<Bytes, InvocationError>;

impl LocalCloud {
    /// Invokes `function` for `trace` and writes that into the timeline.
    pub(super) fn invoke_now(
        &self,
        function: &Arc<Deployed>,
        trace: TraceContext,
        attempt: Option<u32>,
        trigger: Trigger,
        payload: impl FnOnce(&str) -> Bytes,
    ) -> Invocation {
        let request_id = self.inner.settings.random.uuid();
        let payload = payload(&request_id);
        self.invoke_as(request_id, function, trace, attempt, trigger, payload)
    }

    /// As [`invoke_now`](Self::invoke_now), under a request id that may be that of an earlier try.
    pub(super) fn invoke_as(
        &self,
        request_id: String,
        function: &Arc<Deployed>,
        trace: TraceContext,
        attempt: Option<u32>,
        trigger: Trigger,
        payload: Bytes,
    ) -> Invocation {
        let settings = &self.inner.settings;
        let clock = settings.clock.shared();
        // Tries that share a request id draw other jitter, and make other ids.
        let random = match attempt {
            Some(attempt) if attempt > 1 => settings.random.fork(&format!("{request_id} {attempt}")),
            _ => settings.random.fork(&request_id),
        };
        let subject = Subject {
            function: Some(function.name().to_owned()),
            request_id: Some(request_id.clone()),
            correlation_id: Some(trace.root.clone()),
            attempt,
        };
        self.inner.log.write(subject.clone(), TimelineEvent::Invoked { trigger });
        let mut context = VoidContext::builder()
            .function_name(function.name())
            .memory_limit_mb(function.manifest.memory_mb)
            .request_id(request_id)
            .timeout(function.manifest.timeout)
            .clock(SharedClock::clone(&clock))
            .random(random)
            .trace(trace);
        if function.is_cold() {
            context = context.cold_start();
        }
        let (running, context) = (Arc::clone(function), context.build());
        let limits = [context.cancelled_at(), context.deadline()];
        let future =
            invocation::scope(
                subject.clone(),
                async move { running.function.invoke(payload, context).await },
            );
        let started = clock.now();
        Invocation { subject, started, limits, is_given_up: false, clock, future: Box::pin(future) }
    }
}

impl Invocation {
    /// How long it has been running.
    pub(super) fn duration(&self) -> Duration {
        self.clock.now().since(self.started)
    }
}

impl Future for Invocation {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        self.future.as_mut().poll(context)
    }
}

impl std::fmt::Debug for Invocation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Invocation").field("subject", &self.subject).finish_non_exhaustive()
    }
}
