//! [`VoidContext`]: what a handler knows about its invocation besides the event.

mod builder;
mod current;

use std::{fmt, sync::Arc, time::Duration};

use void_core::{Random, SharedClock, Timestamp, TraceContext};

pub use self::builder::VoidContextBuilder;
#[cfg(feature = "logs")]
pub(crate) use self::current::current;
pub(crate) use self::current::scope;
#[cfg(feature = "http")]
pub(crate) use self::current::sync_scope;

/// An invocation: its id, the function, the time that is left, and the trace it belongs to. Cheap to clone.
///
/// ```
/// use void_function_sdk::VoidContext;
///
/// let context = VoidContext::builder().function_name("create-order").request_id("r-1").build();
/// assert_eq!(context.function_name(), "create-order");
/// assert!(context.remaining_time().as_secs() <= 30);
/// ```
#[derive(Clone)]
pub struct VoidContext {
    invocation: Arc<Invocation>,
    trace: Arc<TraceContext>,
}

/// What does not change from invocation to invocation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FunctionInfo {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) memory_mb: u32,
}

struct Invocation {
    function: Arc<FunctionInfo>,
    request_id: String,
    invoked_function_arn: String,
    deadline: Timestamp,
    cancelled_at: Timestamp,
    ends_at: Timestamp,
    clock: SharedClock,
    random: Random,
    cold_start: bool,
    client_context: Option<String>,
    tenant_id: Option<String>,
}

impl VoidContext {
    /// Starts from what [`VoidContext::for_test`] has.
    pub fn builder() -> VoidContextBuilder {
        VoidContextBuilder::new()
    }

    /// A context for a unit test: the function `test-function`, 128 MB, 30 s left by a clock that tokio's paused time moves.
    #[must_use]
    pub fn for_test() -> Self {
        Self::builder().build()
    }

    /// The id of this invocation. An event that is delivered again comes with another one.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.invocation.request_id
    }

    /// The function's name.
    #[must_use]
    pub fn function_name(&self) -> &str {
        &self.invocation.function.name
    }

    /// The function's version: `$LATEST` where none was published.
    #[must_use]
    pub fn function_version(&self) -> &str {
        &self.invocation.function.version
    }

    /// The ARN that the caller named, with its alias or version; empty where the host does not tell.
    #[must_use]
    pub fn invoked_function_arn(&self) -> &str {
        &self.invocation.invoked_function_arn
    }

    /// The memory that the function has, in MB; 0 where the host does not tell.
    #[must_use]
    pub fn memory_limit_mb(&self) -> u32 {
        self.invocation.function.memory_mb
    }

    /// When the invocation is ended if it has not ended by itself.
    #[must_use]
    pub fn deadline(&self) -> Timestamp {
        self.invocation.deadline
    }

    /// The time until the deadline; zero once it has passed.
    #[must_use]
    pub fn remaining_time(&self) -> Duration {
        self.deadline().since(self.now())
    }

    /// The time until the handler is cut off: until the deadline, or a little less where this process has to report it.
    pub(crate) fn time_to_end(&self) -> Duration {
        self.invocation.ends_at.since(self.now())
    }

    /// Waits until it is time to come to an end: a tenth of the time given before the deadline, at most a second.
    ///
    /// Race it against work that takes long, to leave by `select!` with what is done instead of being cut off.
    pub async fn cancelled(&self) {
        self.invocation.clock.sleep_until(self.invocation.cancelled_at).await;
    }

    /// When it is time to come to an end, as [`VoidContext::cancelled`] waits for.
    #[must_use]
    pub fn cancelled_at(&self) -> Timestamp {
        self.invocation.cancelled_at
    }

    /// Whether it is time to come to an end, as [`VoidContext::cancelled`] waits for.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.now() >= self.invocation.cancelled_at
    }

    /// The trace that this invocation (or record, in [`each_record`](crate::each_record)) belongs to. Sends inside
    /// carry it on by themselves.
    #[must_use]
    pub fn trace(&self) -> &TraceContext {
        &self.trace
    }

    /// The id that everything one request set off has in common: the trace's root.
    #[must_use]
    pub fn correlation_id(&self) -> &str {
        &self.trace.root
    }

    /// Whether this is the first invocation of the process.
    #[must_use]
    pub fn is_cold_start(&self) -> bool {
        self.invocation.cold_start
    }

    /// What the caller's mobile SDK sent along, as JSON text.
    #[must_use]
    pub fn client_context(&self) -> Option<&str> {
        self.invocation.client_context.as_deref()
    }

    /// The tenant that the invocation is for, where the function isolates tenants.
    #[must_use]
    pub fn tenant_id(&self) -> Option<&str> {
        self.invocation.tenant_id.as_deref()
    }

    /// The clock that the deadline is measured by.
    #[must_use]
    pub fn clock(&self) -> &SharedClock {
        &self.invocation.clock
    }

    /// The time by that clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.invocation.clock.now()
    }

    /// The source of randomness: ids and jitter that a test can repeat. Not for secrets.
    #[must_use]
    pub fn random(&self) -> &Random {
        &self.invocation.random
    }

    /// The same invocation, working for `trace`.
    #[must_use]
    pub fn with_trace(&self, trace: TraceContext) -> Self {
        Self { invocation: Arc::clone(&self.invocation), trace: Arc::new(trace) }
    }
}

impl fmt::Debug for VoidContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VoidContext")
            .field("request_id", &self.request_id())
            .field("function_name", &self.function_name())
            .field("deadline", &self.deadline())
            .field("cold_start", &self.is_cold_start())
            .field("trace", &self.trace)
            .finish_non_exhaustive()
    }
}
