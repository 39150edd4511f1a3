//! [`Messages`]: messages of a queue, as they are printed.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Serialize, Serializer};
use void_messaging_sdk::{Message, MessageAttributeValue};

use super::{Show, Style, printable, time};

/// Messages that were received.
#[derive(Debug)]
pub(crate) struct Messages(pub(crate) Vec<Message>);

/// A message as JSON: names are ours, and stay.
#[derive(Serialize)]
struct Wire<'m> {
    message_id: &'m str,
    body: &'m str,
    sent_at: Option<String>,
    first_received_at: Option<String>,
    receive_count: Option<u32>,
    group_id: Option<&'m str>,
    deduplication_id: Option<&'m str>,
    attributes: BTreeMap<&'m str, Attribute<'m>>,
    receipt_handle: &'m str,
}

#[derive(Serialize)]
struct Attribute<'m> {
    data_type: &'m str,
    /// Bytes are in base64.
    value: String,
}

impl Serialize for Messages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|message| {
            Wire {
                message_id: &message.message_id,
                body: &message.body,
                sent_at: message.sent_at().map(time),
                first_received_at: message.first_received_at().map(time),
                receive_count: message.receive_count(),
                group_id: message.group_id(),
                deduplication_id: message.deduplication_id(),
                attributes: message
                    .message_attributes
                    .iter()
                    .map(|(name, value)| {
                        (name.as_str(), Attribute { data_type: value.data_type(), value: text_of(value) })
                    })
                    .collect(),
                receipt_handle: message.receipt_handle.as_str(),
            }
        }))
    }
}

impl Show for Messages {
    fn text(&self, style: Style) -> String {
        self.0.iter().map(|message| one(message, style)).collect::<Vec<_>>().join("\n\n")
    }
}

fn one(message: &Message, style: Style) -> String {
    let mut text = style.bold(&message.message_id);
    let facts = [
        message.sent_at().map(|at| format!("sent {}", time(at))),
        message.receive_count().map(|count| match count {
            1 => "received once".to_owned(),
            count => format!("received {count} times"),
        }),
        message.group_id().map(|group| format!("group {}", printable(group))),
    ];
    for fact in facts.into_iter().flatten() {
        text.push_str("  ");
        text.push_str(&fact);
    }
    for (name, value) in &message.message_attributes {
        text.push_str(&format!("\n  {name}: {}", printable(&text_of(value))));
    }
    text.push('\n');
    text.push_str(&printable(&message.body));
    text
}

/// The text of an attribute, or its bytes in base64.
fn text_of(value: &MessageAttributeValue) -> String {
    match (value.as_str(), value.as_bytes()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(bytes)) => BASE64_STANDARD.encode(bytes),
        (None, None) => String::new(),
    }
}
