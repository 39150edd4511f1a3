//! How a message's extras are written behind its body: a letter, the length in decimal, a colon, the text; field after field.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::message::{AttributeRef, AttributeValue, Extras, ValueRef};

pub(super) const TRACE_HEADER: u8 = b't';
pub(super) const GROUP: u8 = b'g';
pub(super) const DEDUPLICATION_ID: u8 = b'd';
pub(super) const SEQUENCE: u8 = b's';
pub(super) const SENDER: u8 = b'u';
/// An attribute is three fields: this, its type, its value.
const NAME: u8 = b'n';
const DATA_TYPE: u8 = b'y';
const TEXT: u8 = b'v';
const BINARY: u8 = b'b';

/// Writes `extras` behind `content`.
pub(super) fn write(mut content: String, extras: &Extras) -> String {
    let sequence = (extras.sequence > 0).then(|| extras.sequence.to_string());
    for (letter, text) in [
        (GROUP, extras.group.as_deref()),
        (DEDUPLICATION_ID, extras.deduplication_id.as_deref()),
        (SEQUENCE, sequence.as_deref()),
        (TRACE_HEADER, extras.trace_header.as_deref()),
        (SENDER, extras.sender.as_deref()),
    ] {
        if let Some(text) = text {
            push(&mut content, letter, text);
        }
    }
    for attribute in &extras.attributes {
        push(&mut content, NAME, &attribute.name);
        push(&mut content, DATA_TYPE, &attribute.data_type);
        match &attribute.value {
            AttributeValue::Text(text) => push(&mut content, TEXT, text),
            AttributeValue::Binary(bytes) => push(&mut content, BINARY, &STANDARD_NO_PAD.encode(bytes)),
        }
    }
    content
}

/// The text of the first field called `letter`.
pub(super) fn find(fields: &str, letter: u8) -> Option<&str> {
    read(fields).find(|(other, _)| *other == letter).map(|(_, text)| text)
}

/// The same fields with another sequence number.
pub(super) fn with_sequence(fields: &str, sequence: u64) -> String {
    let mut changed = String::with_capacity(fields.len());
    push(&mut changed, SEQUENCE, &sequence.to_string());
    for (letter, text) in read(fields).filter(|(letter, _)| *letter != SEQUENCE) {
        push(&mut changed, letter, text);
    }
    changed
}

/// The attributes among the fields.
pub(super) fn attributes(fields: &str) -> impl Iterator<Item = AttributeRef<'_>> {
    let mut fields = read(fields);
    std::iter::from_fn(move || {
        let (_, name) = fields.find(|(letter, _)| *letter == NAME)?;
        let (_, data_type) = fields.next()?;
        let value = match fields.next()? {
            (BINARY, text) => {
                ValueRef::Binary(STANDARD_NO_PAD.decode(text).expect("it was written as base64"))
            }
            (_, text) => ValueRef::Text(text),
        };
        Some(AttributeRef { name, data_type, value })
    })
}

fn read(mut fields: &str) -> impl Iterator<Item = (u8, &str)> {
    std::iter::from_fn(move || {
        let letter = *fields.as_bytes().first()?;
        let (length, rest) = fields[1..].split_once(':').expect("a field's length ends in a colon");
        let (text, rest) = rest.split_at(length.parse().expect("a field's length is a number"));
        fields = rest;
        Some((letter, text))
    })
}

fn push(content: &mut String, letter: u8, text: &str) {
    content.push(char::from(letter));
    content.push_str(&text.len().to_string());
    content.push(':');
    content.push_str(text);
}
