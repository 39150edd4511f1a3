//! [`VoidContextBuilder`]: a context for a test, or of a host.

use std::{borrow::Cow, sync::Arc, time::Duration};

use void_core::{Random, SharedClock, SystemClock, Timestamp, TraceContext};

use super::{FunctionInfo, Invocation, VoidContext};

/// The part of the time given that is kept for coming to an end, and the most of it.
const CANCELLATION_SHARE: u32 = 10;
const LONGEST_CANCELLATION: Duration = Duration::from_secs(1);

/// The part of the time given that is kept for reporting, and the most of it.
const REPORT_SHARE: u32 = 20;
#[cfg(feature = "http")]
const LONGEST_REPORT: Duration = Duration::from_millis(100);

const TEST_TRACE_ROOT: &str = "1-00000000-000000000000000000000000";

/// Makes a [`VoidContext`]. Each method names its default.
#[derive(Clone, Debug)]
#[must_use = "a builder makes a context only when `build` is called"]
pub struct VoidContextBuilder {
    function_name: Cow<'static, str>,
    function_version: Cow<'static, str>,
    memory_mb: u32,
    report_margin: Duration,
    // Set by the runtime, which makes it once for all invocations.
    function: Option<Arc<FunctionInfo>>,
    request_id: Cow<'static, str>,
    invoked_function_arn: Option<String>,
    limit: Limit,
    clock: Option<SharedClock>,
    random: Option<Random>,
    trace: Option<TraceContext>,
    cold_start: bool,
    client_context: Option<String>,
    tenant_id: Option<String>,
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    At(Timestamp),
    In(Duration),
}

impl VoidContextBuilder {
    pub(super) const fn new() -> Self {
        Self {
            function_name: Cow::Borrowed("test-function"),
            function_version: Cow::Borrowed("$LATEST"),
            memory_mb: 128,
            report_margin: Duration::ZERO,
            function: None,
            request_id: Cow::Borrowed("00000000-0000-4000-8000-000000000000"),
            invoked_function_arn: None,
            limit: Limit::In(Duration::from_secs(30)),
            clock: None,
            random: None,
            trace: None,
            cold_start: false,
            client_context: None,
            tenant_id: None,
        }
    }

    /// The function's name. Default: `test-function`.
    pub fn function_name(mut self, name: impl Into<String>) -> Self {
        self.function_name = Cow::Owned(name.into());
        self
    }

    /// The function's version. Default: `$LATEST`.
    pub fn function_version(mut self, version: impl Into<String>) -> Self {
        self.function_version = Cow::Owned(version.into());
        self
    }

    /// The function's memory in MB. Default: 128.
    pub const fn memory_limit_mb(mut self, megabytes: u32) -> Self {
        self.memory_mb = megabytes;
        self
    }

    /// The id of the invocation. Default: a fixed one.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Cow::Owned(id.into());
        self
    }

    /// The ARN that the caller named. Default: one of the function's name.
    pub fn invoked_function_arn(mut self, arn: impl Into<String>) -> Self {
        self.invoked_function_arn = Some(arn.into());
        self
    }

    /// When the invocation is ended. Default: 30 s from now.
    pub const fn deadline(mut self, deadline: Timestamp) -> Self {
        self.limit = Limit::At(deadline);
        self
    }

    /// How long the invocation may take from now. Default: 30 s.
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.limit = Limit::In(limit);
        self
    }

    /// Measures the deadline by `clock`. Default: a [`SystemClock`] that starts now.
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Takes ids and jitter from `random`. Default: the sequence of seed 0, the same in each test.
    pub fn random(mut self, random: Random) -> Self {
        self.random = Some(random);
        self
    }

    /// The trace that the invocation belongs to. Default: a fixed one of its own.
    pub fn trace(mut self, trace: TraceContext) -> Self {
        self.trace = Some(trace);
        self
    }

    /// Says that it is the first invocation of the process. Default: it is not.
    pub const fn cold_start(mut self) -> Self {
        self.cold_start = true;
        self
    }

    /// What the caller's mobile SDK sent along, as JSON text. Default: nothing.
    pub fn client_context(mut self, json: impl Into<String>) -> Self {
        self.client_context = Some(json.into());
        self
    }

    /// The tenant that the invocation is for. Default: none.
    pub fn tenant_id(mut self, id: impl Into<String>) -> Self {
        self.tenant_id = Some(id.into());
        self
    }

    /// Cuts the handler off a little before the deadline, so that this process can still report it: a twentieth of the
    /// time given, at most 100 ms. At the deadline itself the host ends the process.
    #[cfg(feature = "http")]
    pub(crate) const fn report_margin(mut self) -> Self {
        self.report_margin = LONGEST_REPORT;
        self
    }

    /// Shares what is the same in every invocation.
    #[cfg(feature = "http")]
    pub(crate) fn function(mut self, function: Arc<FunctionInfo>) -> Self {
        self.function = Some(function);
        self
    }

    /// Makes the context.
    #[must_use]
    pub fn build(self) -> VoidContext {
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let now = clock.now();
        let deadline = match self.limit {
            Limit::At(deadline) => deadline,
            Limit::In(limit) => now + limit,
        };
        let given = deadline.since(now);
        let function = self.function.unwrap_or_else(|| {
            Arc::new(FunctionInfo {
                name: self.function_name.into_owned(),
                version: self.function_version.into_owned(),
                memory_mb: self.memory_mb,
            })
        });
        let invoked_function_arn = self
            .invoked_function_arn
            .unwrap_or_else(|| format!("arn:aws:lambda:us-east-1:000000000000:function:{}", function.name));
        VoidContext {
            invocation: Arc::new(Invocation {
                function,
                request_id: self.request_id.into_owned(),
                invoked_function_arn,
                deadline,
                ends_at: deadline - (given / REPORT_SHARE).min(self.report_margin),
                cancelled_at: deadline - (given / CANCELLATION_SHARE).min(LONGEST_CANCELLATION),
                clock,
                random: self.random.unwrap_or_else(|| Random::from_seed(0)),
                cold_start: self.cold_start,
                client_context: self.client_context,
                tenant_id: self.tenant_id,
            }),
            trace: Arc::new(self.trace.unwrap_or_else(|| TraceContext::from_root(TEST_TRACE_ROOT))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_deadline_counts_down_on_paused_time() {
        let context = VoidContext::builder().timeout(Duration::from_secs(3)).build();
        assert_eq!(context.remaining_time(), Duration::from_secs(3));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(context.remaining_time(), Duration::from_secs(1));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(context.remaining_time(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn cancellation_comes_a_tenth_before_the_deadline_and_at_most_a_second() {
        for (limit, left) in [(3_000, 300), (30_000, 1_000)] {
            let context = VoidContext::builder().timeout(Duration::from_millis(limit)).build();
            assert!(!context.is_cancelled());
            context.cancelled().await;
            assert!(context.is_cancelled());
            assert_eq!(context.remaining_time(), Duration::from_millis(left));
        }
    }

    #[cfg(feature = "http")]
    #[tokio::test(start_paused = true)]
    async fn a_process_that_reports_by_itself_cuts_the_handler_off_before_the_deadline() {
        for (limit, margin) in [(1_000, 50), (30_000, 100)] {
            let builder = VoidContext::builder().timeout(Duration::from_millis(limit));
            assert_eq!(builder.clone().build().time_to_end(), Duration::from_millis(limit));
            let context = builder.report_margin().build();
            assert_eq!(context.time_to_end(), Duration::from_millis(limit - margin));
            assert_eq!(context.remaining_time(), Duration::from_millis(limit));
        }
    }

    #[test]
    fn every_part_can_be_set() {
        let trace = TraceContext::from_root("1-a");
        let context = VoidContext::builder()
            .function_name("f")
            .function_version("7")
            .memory_limit_mb(256)
            .request_id("r")
            .invoked_function_arn("arn:f")
            .deadline(Timestamp::from_secs(9))
            .clock(Arc::new(SystemClock::starting_at(Timestamp::from_secs(4))))
            .trace(trace.clone())
            .cold_start()
            .client_context("{}")
            .tenant_id("t")
            .build();
        assert_eq!((context.function_name(), context.function_version()), ("f", "7"));
        assert_eq!((context.memory_limit_mb(), context.request_id()), (256, "r"));
        assert_eq!(context.invoked_function_arn(), "arn:f");
        assert_eq!(context.deadline(), Timestamp::from_secs(9));
        assert!(context.remaining_time() <= Duration::from_secs(5));
        assert_eq!((context.trace(), context.correlation_id()), (&trace, "1-a"));
        assert!(context.is_cold_start());
        assert_eq!((context.client_context(), context.tenant_id()), (Some("{}"), Some("t")));
    }
}
