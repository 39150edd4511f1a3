//! [`Line`]: a JSON object, written field by field.

use std::{fmt, io::Write};

use serde::Serialize;
use tracing::field::{Field, Visit};

/// What a line says by itself. An event's field of such a name is called `field.NAME`.
const RESERVED: [&str; 9] = [
    "timestamp",
    "level",
    "message",
    "target",
    "function",
    "requestId",
    "correlationId",
    "coldStart",
    "spans",
];

/// The fields of a JSON object, without the braces.
#[derive(Debug, Default)]
pub(super) struct Line(Vec<u8>);

impl Line {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// Adds a field whose value needs no escapes.
    pub(super) fn put_plain(&mut self, name: &str, value: &str) {
        self.name(name);
        self.0.push(b'"');
        self.0.extend_from_slice(value.as_bytes());
        self.0.push(b'"');
    }

    /// Adds a field. A value that can't be JSON is left out.
    pub(super) fn put(&mut self, name: &str, value: impl Serialize) {
        let start = self.0.len();
        self.name(name);
        if serde_json::to_writer(&mut self.0, &value).is_err() {
            self.0.truncate(start);
        }
    }

    /// Adds a list of objects, each of which `write` makes the fields of.
    pub(super) fn put_list<'a>(&mut self, name: &str, objects: impl Iterator<Item = &'a Self>) {
        self.name(name);
        self.0.push(b'[');
        for (number, object) in objects.enumerate() {
            if number > 0 {
                self.0.push(b',');
            }
            self.0.push(b'{');
            self.0.extend_from_slice(&object.0);
            self.0.push(b'}');
        }
        self.0.push(b']');
    }

    /// The object, with a line break behind it.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.0.insert(0, b'{');
        self.0.extend_from_slice(b"}\n");
        self.0
    }

    fn name(&mut self, name: &str) {
        if !self.0.is_empty() {
            self.0.push(b',');
        }
        self.0.push(b'"');
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')) {
            self.0.extend_from_slice(name.as_bytes());
        } else {
            // Rare: a field that was named by a text.
            self.0.pop();
            // Writing to a vector does not fail.
            let _ = serde_json::to_writer(&mut self.0, name);
            self.0.pop();
        }
        self.0.extend_from_slice(b"\":");
    }

    fn record(&mut self, field: &Field, value: impl Serialize) {
        match field.name() {
            "message" => self.put("message", value),
            name if RESERVED.contains(&name) => self.put(&format!("field.{name}"), value),
            name => self.put(name, value),
        }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record(field, Text(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.record(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.record(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.record(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.record(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut next = value.source();
        while let Some(error) = next {
            text.extend([": ", &error.to_string()]);
            next = error.source();
        }
        self.record(field, text);
    }
}

/// A `Debug` form as JSON text.
struct Text<'a>(&'a dyn fmt::Debug);

impl Serialize for Text<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:?}", self.0))
    }
}

/// Standard output, a line at a time. That nobody reads it is no reason to fail.
pub(super) fn to_stdout(line: &[u8]) {
    let _ = std::io::stdout().lock().write_all(line);
}
