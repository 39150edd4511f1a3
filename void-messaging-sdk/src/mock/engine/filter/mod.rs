//! [`FilterPattern`]: which messages a subscription wants, in the syntax of event source filters.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

mod matching;
mod pattern;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use self::pattern::{Node, read};
use super::message::{AttributeRef, Message, ValueRef};

/// A pattern that a message matches or not.
///
/// ```
/// use void_messaging_sdk::mock::FilterPattern;
///
/// let large_orders = FilterPattern::new(
///     r#"{
///         "body": { "total": [{ "numeric": [">=", 100] }] },
///         "messageAttributes": { "EventType": { "stringValue": [{ "prefix": "Order" }] } }
///     }"#,
/// )?;
/// # Ok::<(), void_messaging_sdk::mock::InvalidFilterPattern>(())
/// ```
///
/// A key names a field of the message's record as a function gets it: `body`, `attributes`, `messageAttributes`,
/// `messageId`, `md5OfBody`. Below `body`, an object of patterns reads the body as JSON: a body that is none does not
/// match; a list of patterns is for the body as text. All keys must match; of the patterns in a list, one.
///
/// | pattern | matches |
/// |---|---|
/// | `"text"`, `12`, `true`, `null` | exactly this value |
/// | `{"exists": true}` | a field that is there; `false`: that is not |
/// | `{"prefix": "a"}`, `{"suffix": "z"}` | text that begins or ends so; either takes `{"equals-ignore-case": "a"}` too |
/// | `{"equals-ignore-case": "a"}` | text, whatever its case |
/// | `{"anything-but": …}` | a field that is there with another value: a value, a list, a `prefix`, `suffix` or `equals-ignore-case` |
/// | `{"numeric": [">", 0, "<=", 5]}` | a number in this range; `=` too |
/// | `"$or": [{…}, {…}]` | what one of these patterns of keys matches |
///
/// A field that is a list matches when one of its items does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FilterPattern {
    /// As it was given.
    text: Box<str>,
    node: Node,
}

/// Two patterns are the same that ask for the same, however they are written.
impl PartialEq for FilterPattern {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl From<FilterPattern> for String {
    fn from(pattern: FilterPattern) -> Self {
        pattern.text.into()
    }
}

impl TryFrom<String> for FilterPattern {
    type Error = InvalidFilterPattern;

    fn try_from(text: String) -> Result<Self, InvalidFilterPattern> {
        Self::new(&text)
    }
}

/// The text is not a pattern; says where and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid filter pattern at {path}: {reason}")]
pub struct InvalidFilterPattern {
    path: String,
    reason: String,
}

impl FilterPattern {
    /// Reads a pattern: a JSON object.
    ///
    /// # Errors
    ///
    /// [`InvalidFilterPattern`] for what is not JSON or not of the syntax.
    pub fn new(pattern: &str) -> Result<Self, InvalidFilterPattern> {
        let value: Value = serde_json::from_str(pattern)
            .map_err(|error| InvalidFilterPattern { path: "$".to_owned(), reason: error.to_string() })?;
        read(&value, "$").map(|node| Self { text: pattern.into(), node })
    }

    /// Whether `message` matches.
    #[must_use]
    pub fn matches(&self, message: &Message) -> bool {
        self.node.matches(Some(&self.record(message)))
    }

    /// The message as the record that a function gets, its body parsed where the pattern looks into it.
    fn record(&self, message: &Message) -> Value {
        let body = if self.node.looks_into("body") {
            serde_json::from_str(message.body()).ok()
        } else {
            Some(Value::from(message.body()))
        };
        let attributes: Map<String, Value> = message
            .attributes()
            .map(|attribute| (attribute.name.to_owned(), attribute_value(&attribute)))
            .collect();
        let mut system = json!({ "SentTimestamp": message.sent_at.as_millis().to_string() });
        let others = [
            ("MessageGroupId", message.group().map(str::to_owned)),
            ("MessageDeduplicationId", message.deduplication_id().map(str::to_owned)),
            ("SequenceNumber", message.sequence().map(|sequence| sequence.to_string())),
            ("AWSTraceHeader", message.trace_header().map(str::to_owned)),
            ("SenderId", message.sender().map(str::to_owned)),
        ];
        for (name, value) in others {
            if let Some(value) = value {
                system[name] = value.into();
            }
        }
        let mut record = json!({
            "messageId": message.id.to_string(),
            "attributes": system,
            "messageAttributes": attributes,
            "eventSource": "aws:sqs",
        });
        if let Some(body) = body {
            record["body"] = body;
        }
        record
    }
}

fn attribute_value(attribute: &AttributeRef<'_>) -> Value {
    use base64::{Engine, engine::general_purpose::STANDARD};
    match &attribute.value {
        ValueRef::Text(text) => json!({ "dataType": attribute.data_type, "stringValue": text }),
        ValueRef::Binary(bytes) => {
            json!({ "dataType": attribute.data_type, "binaryValue": STANDARD.encode(bytes) })
        }
    }
}

#[cfg(test)]
mod tests;
