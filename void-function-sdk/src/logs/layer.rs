//! [`JsonLayer`].

use std::{fmt, sync::Arc};

use tracing::{
    Event, Subscriber,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::Context,
    registry::{LookupSpan, SpanRef},
};
use void_core::{Clock, SharedClock, SystemClock};

use super::line::{Line, to_stdout};
use crate::{context, env::FunctionEnv};

/// Lines are rarely longer, in bytes.
const USUAL_LENGTH: usize = 512;

type Writer = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// Writes each event as a line of JSON: see the [module](super).
///
/// An event inside an invocation has its `function`, `requestId`, `correlationId` and `coldStart`; its time is by the
/// invocation's clock. The event's own fields follow, then those of the spans that it is in (`spans`, outermost first).
#[derive(Clone)]
pub struct JsonLayer {
    writer: Writer,
    clock: Option<SharedClock>,
    function: Option<String>,
}

impl JsonLayer {
    /// Writes to standard output.
    #[must_use]
    pub fn new() -> Self {
        Self { writer: Arc::new(to_stdout), clock: None, function: None }
    }

    /// Gives each line, with its line break, to `writer` instead.
    #[must_use]
    pub fn with_writer(mut self, writer: impl Fn(&[u8]) + Send + Sync + 'static) -> Self {
        self.writer = Arc::new(writer);
        self
    }

    /// Takes the time outside of invocations from `clock`. Default: the wall clock.
    #[must_use]
    pub fn with_clock(mut self, clock: SharedClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Labels what is logged outside of invocations with the function that the process's environment names.
    pub(super) fn of_function(env: &FunctionEnv) -> Self {
        let name = env.var("VOID_FUNCTION_NAME").or_else(|| env.var("AWS_LAMBDA_FUNCTION_NAME"));
        Self { function: name.map(str::to_owned), ..Self::new() }
    }

    fn timestamp(&self) -> String {
        let now = context::current(context::VoidContext::now);
        let now = now.or_else(|| self.clock.as_ref().map(|clock| clock.now()));
        now.unwrap_or_else(|| SystemClock::new().now()).to_rfc3339()
    }

    fn put_invocation(&self, line: &mut Line) {
        let in_invocation = context::current(|context| {
            line.put("function", context.function_name());
            line.put("requestId", context.request_id());
            line.put("correlationId", context.correlation_id());
            line.put("coldStart", context.is_cold_start());
        });
        if let (None, Some(function)) = (in_invocation, &self.function) {
            line.put("function", function);
        }
    }
}

impl Default for JsonLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for JsonLayer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JsonLayer").field("function", &self.function).finish_non_exhaustive()
    }
}

/// The fields of a span, kept with it.
struct SpanFields(Line);

impl<S> Layer<S> for JsonLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut line = Line::default();
        line.put("name", span.name());
        attributes.record(&mut line);
        span.extensions_mut().insert(SpanFields(line));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(SpanFields(line)) = span.extensions_mut().get_mut() {
            values.record(line);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let mut line = Line::with_capacity(USUAL_LENGTH);
        line.put_plain("timestamp", &self.timestamp());
        line.put_plain("level", metadata.level().as_str());
        line.put("target", metadata.target());
        self.put_invocation(&mut line);
        event.record(&mut line);
        if let Some(scope) = context.event_scope(event) {
            put_spans(&mut line, scope.from_root());
        }
        (self.writer)(&line.into_bytes());
    }
}

fn put_spans<'a, S: LookupSpan<'a> + 'a>(line: &mut Line, spans: impl Iterator<Item = SpanRef<'a, S>>) {
    let spans: Vec<_> = spans.collect();
    let extensions: Vec<_> = spans.iter().map(SpanRef::extensions).collect();
    line.put_list("spans", extensions.iter().filter_map(|all| Some(&all.get::<SpanFields>()?.0)));
}
