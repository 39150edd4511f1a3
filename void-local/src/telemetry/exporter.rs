//! [`Exporter`]: sends spans to a collector.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, header};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use void_core::{Body, SharedClock, Transport};

use super::{
    settings::TraceCollector,
    spans::{Span, Spans, attribute},
};
use crate::{answer, cloud::LocalCloud};

/// How often there is something to send.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long the collector has for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many spans one request has at most.
const MOST_IN_A_REQUEST: usize = 512;
/// How many spans wait for a collector that does not answer; the oldest are dropped first.
const MOST_WAITING: usize = 2_048;
/// How many entries of the timeline are taken at a time.
const MOST_ENTRIES: usize = 10_000;

/// Sends invocations that have ended to a collector, in OTLP over HTTP as JSON, once a second.
#[derive(Debug)]
pub(crate) struct Exporter {
    cloud: LocalCloud,
    collector: TraceCollector,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The number of the timeline's first entry that was not taken.
    next: u64,
    spans: Spans,
    waiting: VecDeque<Span>,
    /// Whether it was said that the collector does not take them.
    is_said: bool,
}

impl Exporter {
    pub(crate) fn new(cloud: LocalCloud, collector: TraceCollector) -> Self {
        Self { cloud, collector, state: Mutex::default() }
    }

    /// Exports for ever.
    pub(crate) async fn run(&self) {
        let clock: SharedClock = self.cloud.clock();
        loop {
            clock.sleep_until(clock.now() + INTERVAL).await;
            self.export().await;
        }
    }

    /// Sends what there is. What a collector does not take is kept for the next time.
    pub(crate) async fn export(&self) {
        let mut state = self.state.lock().await;
        let State { next, spans, waiting, is_said } = &mut *state;
        loop {
            let (entries, after) = self.cloud.timeline_after(*next, MOST_ENTRIES);
            if entries.is_empty() {
                break;
            }
            *next = after;
            waiting.extend(entries.iter().filter_map(|entry| spans.take(entry)));
            waiting.drain(..waiting.len().saturating_sub(MOST_WAITING));
        }
        while !waiting.is_empty() {
            let some = waiting.len().min(MOST_IN_A_REQUEST);
            let request = self.request(waiting.iter().take(some));
            match self.send(request).await {
                Ok(()) => {
                    waiting.drain(..some);
                    *is_said = false;
                }
                Err(message) => {
                    if !std::mem::replace(is_said, true) {
                        tracing::warn!(collector = %self.collector.endpoint.traces, message, "traces can't be sent");
                    }
                    return;
                }
            }
        }
    }

    fn request<'s>(&self, spans: impl Iterator<Item = &'s Span>) -> Request<Body> {
        let mut of_function: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for Span { function, span } in spans {
            of_function.entry(function).or_default().push(span);
        }
        let scope = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
        let resources = of_function.into_iter().map(|(function, spans)| {
            json!({
                "resource": { "attributes": [attribute("service.name", function), attribute("faas.name", function)] },
                "scopeSpans": [{ "scope": scope, "spans": spans }],
            })
        });
        let body = json!({ "resourceSpans": resources.collect::<Vec<_>>() });
        let mut request = Request::new(Body::from(Bytes::from(body.to_string())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.collector.endpoint.traces.clone();
        *request.headers_mut() = self.collector.endpoint.headers.clone();
        request.headers_mut().insert(header::CONTENT_TYPE, answer::JSON);
        request
    }

    async fn send(&self, request: Request<Body>) -> Result<(), String> {
        let clock = self.cloud.clock();
        let answer =
            void_core::time::timeout(&*clock, PATIENCE, self.collector.transport.send(request)).await;
        let answer = answer.map_err(|_| format!("no answer within {PATIENCE:?}"))?;
        let status = answer.map_err(|error| error.to_string())?.status();
        if status.is_success() { Ok(()) } else { Err(format!("status {status}")) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    };

    use http::{HeaderMap, Response, StatusCode};
    use void_core::{TransportError, TransportErrorKind, transport_fn};

    use super::*;
    use crate::telemetry::settings::Endpoint;

    /// A collector that counts the spans that it is sent, and takes them or not.
    fn collector(takes: Arc<AtomicBool>, received: Arc<AtomicUsize>) -> TraceCollector {
        let transport = transport_fn(move |request: Request<Body>| {
            let (takes, received) = (Arc::clone(&takes), Arc::clone(&received));
            async move {
                if !takes.load(Ordering::SeqCst) {
                    return Err(TransportError::new(TransportErrorKind::ConnectionLost, "nobody is there"));
                }
                let body = request.into_body().into_bytes(64 * 1024 * 1024).await?;
                let body = String::from_utf8_lossy(&body).into_owned();
                received.fetch_add(body.matches("\"spanId\"").count(), Ordering::SeqCst);
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::OK;
                Ok(response)
            }
        });
        let traces = http::Uri::from_static("http://collector.example/v1/traces");
        TraceCollector {
            endpoint: Endpoint { traces, headers: HeaderMap::new() },
            transport: Arc::new(transport),
        }
    }

    #[tokio::test]
    async fn the_newest_spans_wait_for_a_collector_that_takes_nothing_and_each_is_sent_once() {
        let cloud = LocalCloud::new();
        let handler = |_: void_function_sdk::Json<Value>, _: void_function_sdk::VoidContext| async {
            Ok(void_function_sdk::Json(Value::Null))
        };
        cloud.deploy("name: echo\nruntime: rust\nhandler: echo\n", |_| handler).await.unwrap();
        let (takes, received) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let exporter = Exporter::new(cloud.clone(), collector(Arc::clone(&takes), Arc::clone(&received)));
        for _ in 0..MOST_WAITING + 10 {
            cloud.invoke("echo", "null").await.unwrap().unwrap();
        }
        exporter.export().await;
        assert_eq!(exporter.state.lock().await.waiting.len(), MOST_WAITING);
        takes.store(true, Ordering::SeqCst);
        exporter.export().await;
        assert_eq!(received.load(Ordering::SeqCst), MOST_WAITING);
        exporter.export().await;
        assert_eq!(received.load(Ordering::SeqCst), MOST_WAITING, "once");
    }
}
