//! [`TraceContext`]: what one request set off, carried from the invocation to each send and on to each record.

use std::fmt;

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// A trace header: root (the correlation id), parent, whether it is sampled, and how many functions it went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// The correlation id that every event of one request shares: `1-5759e988-bd862e3fe1be46a994272793`.
    pub root: String,
    /// The id of the step that this one follows from.
    pub parent: Option<String>,
    /// Whether the trace is recorded.
    pub sampled: Option<bool>,
    /// How many functions the request went through so far; a loop is stopped at 16.
    pub hops: u32,
}

impl TraceContext {
    /// The context of the invocation that this task works for, if there is one.
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// Runs `future` with this context as the current one. A task that it spawns starts without one.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }
}

impl fmt::Display for TraceContext {
    /// The header's value: `Root=…;Parent=…;Sampled=1;Hops=2`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Root={}", self.root)?;
        if let Some(parent) = &self.parent {
            write!(formatter, ";Parent={parent}")?;
        }
        if let Some(sampled) = self.sampled {
            write!(formatter, ";Sampled={}", u8::from(sampled))?;
        }
        if self.hops > 0 {
            write!(formatter, ";Hops={}", self.hops)?;
        }
        Ok(())
    }
}
