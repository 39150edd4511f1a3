//! What the cloud shows in [Prometheus's text format](https://prometheus.io/docs/instrumenting/exposition_formats/).

use std::fmt::{Display, Write};

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use void_core::{Body, Timestamp};
use void_messaging_sdk::mock::QueueFigures;

use crate::{
    answer,
    cloud::LocalCloud,
    host::{BOUNDS_SECONDS, Totals},
};

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// How many unread records are counted for a reader.
const MOST_UNREAD: usize = 10_000;

/// A family of samples, one for each queue: its name, its kind, what it is, and its value.
type QueueFamily = (&'static str, &'static str, &'static str, fn(&QueueFigures) -> u64);

const QUEUE_FAMILIES: [QueueFamily; 7] = [
    ("void_queue_messages_visible", "gauge", "Messages that can be received.", |queue| {
        queue.counts.visible as u64
    }),
    ("void_queue_messages_in_flight", "gauge", "Messages that were received and are hidden.", |queue| {
        queue.counts.in_flight as u64
    }),
    ("void_queue_messages_delayed", "gauge", "Messages whose delay has not passed.", |queue| {
        queue.counts.delayed as u64
    }),
    ("void_queue_sent_total", "counter", "Messages that were sent, since the start.", |queue| {
        queue.totals.sent
    }),
    (
        "void_queue_received_total",
        "counter",
        "Messages that were given out, each time, since the start.",
        |queue| queue.totals.received,
    ),
    ("void_queue_deleted_total", "counter", "Messages that were deleted, since the start.", |queue| {
        queue.totals.deleted
    }),
    (
        "void_queue_dead_lettered_total",
        "counter",
        "Messages that went to a dead-letter queue, since the start.",
        |queue| queue.totals.dead_lettered,
    ),
];

/// Whether a request asks for the metrics. A signed one to `/metrics` asks for a bucket.
pub(super) fn is_asked<B>(request: &Request<B>) -> bool {
    let is_plain = !request.headers().contains_key(header::AUTHORIZATION) && request.uri().query().is_none();
    let is_there = matches!(request.uri().path(), "/metrics" | "/_void/metrics");
    request.method() == Method::GET && is_plain && is_there
}

/// Answers with the metrics of now.
pub(super) fn answer(cloud: &LocalCloud) -> Response<Body> {
    answer::answer(StatusCode::OK, CONTENT_TYPE, text(cloud))
}

fn text(cloud: &LocalCloud) -> String {
    let mut text = Text::default();
    let messaging = cloud.messaging();
    let figures = |name: String| messaging.find_queue(&name)?.figures().map(|figures| (name, figures));
    let queues: Vec<_> = messaging.queue_names().into_iter().filter_map(figures).collect();
    for (name, kind, help, value) in QUEUE_FAMILIES {
        text.family(name, kind, help);
        for (queue, figures) in &queues {
            text.sample(name, &[("queue", queue)], value(figures));
        }
    }
    let now = cloud.clock().now();
    let age = |since: Option<Timestamp>| since.map_or(0.0, |since| now.since(since).as_secs_f64());
    text.family(
        "void_queue_oldest_message_age_seconds",
        "gauge",
        "How long ago the oldest message was sent.",
    );
    for (queue, figures) in &queues {
        text.sample(
            "void_queue_oldest_message_age_seconds",
            &[("queue", queue)],
            age(figures.oldest_sent_at),
        );
    }
    let streams: Vec<_> = cloud.streams().stream_names().into_iter().collect();
    let readers = streams.iter().flat_map(|stream| {
        cloud.lags(stream, MOST_UNREAD).into_iter().map(move |(function, lag)| (stream, function, lag))
    });
    let readers: Vec<_> = readers.collect();
    text.family("void_stream_lag_records", "gauge", "Records that a function has not read, at most 10,000.");
    for (stream, function, lag) in &readers {
        text.sample("void_stream_lag_records", &[("stream", stream), ("function", function)], lag.records);
    }
    text.family(
        "void_stream_lag_seconds",
        "gauge",
        "How long ago the oldest record was put that a function has not read.",
    );
    for (stream, function, lag) in &readers {
        text.sample(
            "void_stream_lag_seconds",
            &[("stream", stream), ("function", function)],
            age(lag.oldest),
        );
    }
    let functions = cloud.function_totals();
    text.family("void_function_errors_total", "counter", "Invocations that failed, since the deployment.");
    for (name, totals, _) in &functions {
        text.sample("void_function_errors_total", &[("function", name)], totals.errors);
    }
    let help = "How long invocations took, since the deployment.";
    text.family("void_function_duration_seconds", "histogram", help);
    for (name, totals, _) in &functions {
        text.durations(name, totals);
    }
    text.family("void_function_invocations_total", "counter", "Invocations that came to their end.");
    for (name, totals, _) in &functions {
        text.sample("void_function_invocations_total", &[("function", name)], totals.invocations);
    }
    text.family("void_function_processes", "gauge", "Processes of the function.");
    for (name, _, counts) in &functions {
        for (state, count) in [("busy", counts.busy), ("idle", counts.idle)] {
            text.sample("void_function_processes", &[("function", name), ("state", state)], count);
        }
    }
    text.0
}

/// The text so far.
#[derive(Debug, Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string can't fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let _ = writeln!(self.0, "{name}{{{}}} {value}", labels.join(","));
    }

    fn durations(&mut self, function: &str, totals: &Totals) {
        let bucket = "void_function_duration_seconds_bucket";
        for (bound, within) in BOUNDS_SECONDS.iter().zip(&totals.within) {
            self.sample(bucket, &[("function", function), ("le", &bound.to_string())], within);
        }
        self.sample(bucket, &[("function", function), ("le", "+Inf")], totals.invocations);
        self.sample("void_function_duration_seconds_sum", &[("function", function)], totals.seconds);
        self.sample("void_function_duration_seconds_count", &[("function", function)], totals.invocations);
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn a_label_s_value_is_escaped() {
        let mut text = Text::default();
        text.sample("a", &[("b", "\\ \" \n")], 1);
        assert_eq!(text.0, "a{b=\"\\\\ \\\" \\n\"} 1\n");
    }
}
