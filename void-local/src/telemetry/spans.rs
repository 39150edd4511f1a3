//! [`Spans`]: invocations of the timeline as spans of OpenTelemetry's.
//!
//! Pure. A span is an object of [OTLP's JSON](https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding); its attributes
//! have the names of the [conventions](https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/).

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use void_core::{Timestamp, hex};

use super::bounded_map::BoundedMap;
use crate::timeline::{TimelineEntry, TimelineEvent, Trigger};

/// How many open invocations, and how many messages, records and objects, are remembered; the oldest are forgotten first.
const MOST: usize = 10_000;
/// How many events a span has at most.
const MOST_EVENTS: usize = 128;

const INTERNAL: u8 = 1;
const SERVER: u8 = 2;
const CONSUMER: u8 = 5;

/// A span that has ended, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) function: String,
    pub(super) span: Value,
}

/// The invocations that have not ended, and what made what.
#[derive(Debug, Default)]
pub(super) struct Spans {
    open: BoundedMap<String, Open, MOST>,
    /// The span that sent a message, put a record, or stored an object.
    makers: BoundedMap<String, String, MOST>,
}

#[derive(Debug)]
struct Open {
    id: String,
    parent: Option<String>,
    at: Timestamp,
    kind: u8,
    attributes: Vec<Value>,
    events: Vec<Value>,
}

impl Spans {
    /// Takes an entry, and gives the span that it ends.
    pub(super) fn take(&mut self, entry: &TimelineEntry) -> Option<Span> {
        let (function, request) = (entry.function.as_ref()?, entry.request_id.as_ref()?);
        match &entry.event {
            TimelineEvent::Invoked { trigger } => {
                let attempt = entry.attempt.unwrap_or(1);
                let (kind, mut attributes) = described(trigger);
                attributes.push(attribute("faas.invocation_id", request));
                if attempt > 1 {
                    attributes
                        .push(json!({ "key": "void.attempt", "value": { "intValue": attempt.to_string() } }));
                }
                let id = hex_of(&format!("{request}/{attempt}/{}", entry.at.as_millis()), 8);
                let parent = causes(trigger).find_map(|cause| self.makers.values.get(cause).cloned());
                let open = Open { id, parent, at: entry.at, kind, attributes, events: Vec::new() };
                self.open.insert(request.clone(), open);
                None
            }
            TimelineEvent::Returned { status, .. } => self.end(entry, function, request, *status, None),
            TimelineEvent::Failed { error_type, message, status, .. } => {
                self.end(entry, function, request, *status, Some((error_type, message)))
            }
            event => {
                let open = self.open.values.get_mut(request)?;
                if let Some(made) = made(event) {
                    self.makers.insert(made.to_owned(), open.id.clone());
                }
                if open.events.len() < MOST_EVENTS {
                    open.events.push(told(entry.at, event)?);
                }
                None
            }
        }
    }

    fn end(
        &mut self,
        entry: &TimelineEntry,
        function: &str,
        request: &str,
        status: Option<u16>,
        error: Option<(&String, &String)>,
    ) -> Option<Span> {
        let Open { id, parent, at, kind, mut attributes, events } = self.open.values.remove(request)?;
        if let Some(status) = status {
            let value = json!({ "intValue": status.to_string() });
            attributes.push(json!({ "key": "http.response.status_code", "value": value }));
        }
        let mut span = json!({
            "traceId": trace_id(entry.correlation_id.as_deref().unwrap_or(request)),
            "spanId": id,
            "name": function,
            "kind": kind,
            "startTimeUnixNano": nanoseconds(at),
            "endTimeUnixNano": nanoseconds(entry.at),
            "events": events,
            "status": {},
        });
        if let Some((error_type, message)) = error {
            attributes.push(attribute("error.type", error_type));
            span["status"] = json!({ "code": 2, "message": message });
        }
        if let Some(parent) = parent {
            span["parentSpanId"] = parent.into();
        }
        span["attributes"] = attributes.into();
        Some(Span { function: function.to_owned(), span })
    }
}

/// The kind of an invocation's span, and what is said of what invoked it.
fn described(trigger: &Trigger) -> (u8, Vec<Value>) {
    let of = |kind: &str, system: &str, destination: &str| {
        let attributes = vec![
            attribute("faas.trigger", kind),
            attribute("messaging.system", system),
            attribute("messaging.destination.name", destination),
        ];
        (CONSUMER, attributes)
    };
    match trigger {
        Trigger::Http { method, path } => {
            let attributes = vec![
                attribute("faas.trigger", "http"),
                attribute("http.request.method", method),
                attribute("url.path", path),
            ];
            (SERVER, attributes)
        }
        Trigger::Queue { queue, .. } => of("pubsub", "aws_sqs", queue),
        Trigger::Stream { stream, .. } => of("datasource", "aws_kinesis", stream),
        Trigger::Storage { bucket, .. } => (
            CONSUMER,
            vec![attribute("faas.trigger", "datasource"), attribute("faas.document.collection", bucket)],
        ),
        Trigger::Direct => (INTERNAL, vec![attribute("faas.trigger", "other")]),
    }
}

/// What a trigger brought, by its names.
fn causes(trigger: &Trigger) -> impl Iterator<Item = &str> {
    let (messages, records, objects) = match trigger {
        Trigger::Queue { messages, .. } => (&messages[..], &[][..], &[][..]),
        Trigger::Stream { records, .. } => (&[][..], &records[..], &[][..]),
        Trigger::Storage { objects, .. } => (&[][..], &[][..], &objects[..]),
        Trigger::Http { .. } | Trigger::Direct => (&[][..], &[][..], &[][..]),
    };
    let messages = messages.iter().map(|message| message.message_id.as_str());
    let records = records.iter().map(|record| record.sequence_number.as_str());
    messages.chain(records).chain(objects.iter().map(|object| object.key.as_str()))
}

/// What an event made, by its name.
fn made(event: &TimelineEvent) -> Option<&str> {
    match event {
        TimelineEvent::Sent { message, .. } => Some(&message.message_id),
        TimelineEvent::Put { record, .. } => Some(&record.sequence_number),
        TimelineEvent::Stored { key, .. } => Some(key),
        _ => None,
    }
}

/// An entry as a span's event: its name, and its texts as attributes.
fn told(at: Timestamp, event: &TimelineEvent) -> Option<Value> {
    let Value::Object(fields) = serde_json::to_value(event).ok()? else { return None };
    let name = fields.get("event")?.clone();
    let texts = fields.iter().filter(|(key, _)| *key != "event");
    let attributes: Vec<_> = texts.filter_map(|(key, value)| Some(attribute(key, value.as_str()?))).collect();
    Some(json!({ "timeUnixNano": nanoseconds(at), "name": name, "attributes": attributes }))
}

pub(super) fn attribute(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}

fn nanoseconds(at: Timestamp) -> String {
    (u128::from(at.as_millis()) * 1_000_000).to_string()
}

/// The trace of a correlation id: the digits of one that has 32 of them (`1-5759e988-bd862e3fe1be46a994272793`), or else its hash.
fn trace_id(correlation_id: &str) -> String {
    let digits: String = correlation_id.strip_prefix("1-").unwrap_or(correlation_id).replace('-', "");
    let is_id = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { digits.to_ascii_lowercase() } else { hex_of(correlation_id, 16) }
}

/// The first bytes of a text's hash.
fn hex_of(text: &str, bytes: usize) -> String {
    hex::encode(&Sha256::digest(text)[..bytes])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::timeline::MessageRef;

    fn entry(at: u64, request: &str, event: TimelineEvent) -> TimelineEntry {
        TimelineEntry {
            at: Timestamp::from_millis(at),
            function: Some("create-order".to_owned()),
            request_id: Some(request.to_owned()),
            correlation_id: Some("1-5759e988-bd862e3fe1be46a994272793".to_owned()),
            attempt: Some(1),
            event,
        }
    }

    fn invoked(trigger: Trigger) -> TimelineEvent {
        TimelineEvent::Invoked { trigger }
    }

    fn returned() -> TimelineEvent {
        TimelineEvent::Returned {
            duration: Duration::from_millis(5),
            status: Some(201),
            failed_records: None,
        }
    }

    fn message() -> MessageRef {
        MessageRef::new("m-1", None)
    }

    #[test]
    fn an_invocation_is_a_span_below_the_one_that_sent_its_message() {
        let mut spans = Spans::default();
        let http = Trigger::Http { method: "POST".to_owned(), path: "/orders".to_owned() };
        assert_eq!(spans.take(&entry(1_000, "r-1", invoked(http))), None);
        let sent = TimelineEvent::Sent { queue: "orders".to_owned(), message: message() };
        assert_eq!(spans.take(&entry(1_002, "r-1", sent)), None);
        let first = spans.take(&entry(1_005, "r-1", returned())).unwrap().span;
        assert_eq!(first["traceId"], "5759e988bd862e3fe1be46a994272793");
        assert_eq!(first["startTimeUnixNano"], "1000000000");
        assert_eq!(first["endTimeUnixNano"], "1005000000");
        assert_eq!(first["kind"], 2);
        assert_eq!(first["events"][0]["name"], "sent");
        assert!(first.get("parentSpanId").is_none());
        let queue = Trigger::Queue { queue: "orders".to_owned(), messages: vec![message()] };
        spans.take(&entry(1_006, "r-2", invoked(queue)));
        let second = spans.take(&entry(1_007, "r-2", returned())).unwrap().span;
        assert_eq!(second["parentSpanId"], first["spanId"]);
        assert_eq!(second["traceId"], first["traceId"]);
        assert_ne!(second["spanId"], first["spanId"]);
        assert_eq!(second["kind"], 5);
    }

    #[test]
    fn a_failure_has_its_error() {
        let mut spans = Spans::default();
        spans.take(&entry(1, "r-1", invoked(Trigger::Direct)));
        let failed = TimelineEvent::Failed {
            duration: Duration::ZERO,
            kind: void_function_sdk::InvocationErrorKind::Failed,
            error_type: "Declined".to_owned(),
            message: "no funds".to_owned(),
            status: None,
        };
        let span = spans.take(&entry(2, "r-1", failed)).unwrap().span;
        assert_eq!(span["status"], json!({ "code": 2, "message": "no funds" }));
        assert!(span["attributes"].as_array().unwrap().contains(&attribute("error.type", "Declined")));
    }

    #[test]
    fn what_does_not_end_is_forgotten_in_the_end() {
        let mut spans = Spans::default();
        for number in 0..=MOST as u64 {
            spans.take(&entry(1, &format!("r-{number}"), invoked(Trigger::Direct)));
        }
        assert_eq!(spans.take(&entry(2, "r-0", returned())), None);
        assert!(spans.take(&entry(2, "r-1", returned())).is_some());
    }

    #[test]
    fn any_correlation_id_has_a_trace_of_32_digits() {
        for id in ["1-5759e988-bd862e3fe1be46a994272793", "5759E988bd862e3fe1be46a994272793"] {
            assert_eq!(trace_id(id), "5759e988bd862e3fe1be46a994272793");
        }
        let id = trace_id("order 7");
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    }
}
