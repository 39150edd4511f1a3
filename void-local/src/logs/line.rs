//! [`LogLine`]: one line of a function's log.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use void_core::Timestamp;

use super::LogLevel;

/// One line of a function's log. As JSON, and as a line of the log's file: one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LogLine {
    /// Its number in the cloud's log: grows from line to line, over all functions.
    pub sequence: u64,
    /// When it was written, in milliseconds since 1970.
    pub time: u64,
    /// The function.
    pub function: String,
    /// The process that wrote it; none for the cloud's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// How grave it is.
    pub level: LogLevel,
    /// What it says.
    pub message: String,
    /// The invocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The request that it all began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// What else a line of JSON says, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
}

/// Who writes a line.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) function: Arc<str>,
    pub(crate) pid: Option<u32>,
    pub(crate) request_id: Option<String>,
}

impl LogLine {
    /// Reads a line: one of JSON says level, message and ids itself; any other is its message.
    pub(super) fn read(sequence: u64, now: Timestamp, source: Source, text: &str) -> Self {
        let mut line = Self {
            sequence,
            time: now.as_millis(),
            function: source.function.as_ref().to_owned(),
            pid: source.pid,
            level: LogLevel::default(),
            message: String::new(),
            request_id: source.request_id,
            correlation_id: None,
            fields: Map::new(),
        };
        let is_object = text.starts_with('{');
        match is_object.then(|| serde_json::from_str::<Map<String, Value>>(text)) {
            Some(Ok(fields)) => line.take_fields(fields),
            _ => text.clone_into(&mut line.message),
        }
        line
    }

    pub(super) fn take_fields(&mut self, mut fields: Map<String, Value>) {
        let mut text = |name: &str| match fields.remove(name) {
            Some(Value::String(text)) => Some(text),
            Some(other) => {
                fields.insert(name.to_owned(), other);
                None
            }
            None => None,
        };
        if let Some(level) = text("level") {
            match level.parse() {
                Ok(level) => self.level = level,
                Err(_) => self.message = format!("[{level}] "),
            }
        }
        self.message.push_str(&text("message").unwrap_or_default());
        self.request_id = text("requestId").or_else(|| text("AWSRequestId")).or(self.request_id.take());
        self.correlation_id = text("correlationId").or(self.correlation_id.take());
        // Said by the line itself, and by the function that writes it.
        for said in ["timestamp", "function"] {
            text(said);
        }
        self.fields = fields;
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        let fields: usize =
            self.fields.iter().map(|(name, value)| name.len() + value.to_string().len() + 64).sum();
        256 + self.message.len() + self.function.len() + fields
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;
    use void_core::Timestamp;

    use super::{LogLine, Source};
    use crate::logs::LogLevel;

    fn read(text: &str) -> LogLine {
        let source =
            Source { function: Arc::from("create-order"), pid: Some(7), request_id: Some("r-1".to_owned()) };
        LogLine::read(1, Timestamp::from_millis(5), source, text)
    }

    #[test]
    fn a_line_of_json_says_level_message_and_ids_itself() {
        let line = read(
            r#"{"timestamp":"x","level":"WARN","message":"slow","requestId":"r-2","correlationId":"c","ms":12}"#,
        );
        assert_eq!((line.level, line.message.as_str()), (LogLevel::Warn, "slow"));
        assert_eq!((line.request_id.as_deref(), line.correlation_id.as_deref()), (Some("r-2"), Some("c")));
        assert_eq!(json!(line.fields), json!({ "ms": 12 }));
    }

    #[test]
    fn any_other_line_is_its_message_and_belongs_to_the_invocation_at_hand() {
        for text in ["thread 'main' panicked", "{not json", "", "[1]"] {
            let line = read(text);
            assert_eq!((line.level, line.message.as_str()), (LogLevel::Info, text));
            assert_eq!(line.request_id.as_deref(), Some("r-1"));
        }
    }

    #[test]
    fn what_has_the_name_but_not_the_type_is_a_field() {
        let line = read(r#"{"message":{"a":1},"level":3}"#);
        assert_eq!((line.level, line.message.as_str()), (LogLevel::Info, ""));
        assert_eq!(json!(line.fields), json!({ "message": { "a": 1 }, "level": 3 }));
    }

    #[test]
    fn an_unknown_level_is_shown() {
        assert_eq!(read(r#"{"level":"notice","message":"m"}"#).message, "[notice] m");
    }
}
