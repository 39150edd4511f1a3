//! [`IntoOutcome`]: what a handler may answer with.

use std::{fmt, sync::Arc, time::Duration};

use void_core::{Outcome, Random, SharedClock, TraceContext, time::timeout};

use crate::types::{Message, MessageSystemAttributeName};

/// What a handler may answer with: an [`Outcome`], `()` for done, or a `Result` whose error means to try again.
pub trait IntoOutcome: Send + 'static {
    /// Gives the outcome.
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for Outcome {
    fn into_outcome(self) -> Outcome {
        self
    }
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Outcome {
        Outcome::Done
    }
}

impl<O: IntoOutcome, E: fmt::Display + Send + 'static> IntoOutcome for Result<O, E> {
    /// An error is logged, and the message received again.
    fn into_outcome(self) -> Outcome {
        match self {
            Ok(outcome) => outcome.into_outcome(),
            Err(error) => {
                tracing::warn!(%error, "the handler failed: the message is received again");
                Outcome::retry()
            }
        }
    }
}

/// How a handler ended.
pub(super) enum Ended {
    With(Outcome),
    TimedOut,
}

/// Runs a handler's future inside its message's trace, within its time limit.
pub(super) async fn run<F>(
    future: F,
    trace: Option<TraceContext>,
    limit: Option<Duration>,
    clock: SharedClock,
) -> Ended
where
    F: Future<Output: IntoOutcome> + Send,
{
    let limited = async {
        match limit {
            None => Ended::With(future.await.into_outcome()),
            Some(limit) => match timeout(&*clock, limit, future).await {
                Ok(outcome) => Ended::With(outcome.into_outcome()),
                Err(_elapsed) => Ended::TimedOut,
            },
        }
    };
    match trace {
        Some(trace) => trace.scope(limited).await,
        None => limited.await,
    }
}

/// The context in which a message is handled: it follows from that of whoever sent it.
pub(super) fn trace(message: &Arc<Message>, random: &Random) -> Option<TraceContext> {
    let header = message.system_attribute(&MessageSystemAttributeName::AwsTraceHeader)?;
    TraceContext::parse(header).map(|trace| trace.child(random))
}
