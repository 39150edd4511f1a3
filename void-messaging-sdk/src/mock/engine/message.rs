//! [`Message`]: what was sent, stored once however many deliveries share it.

use std::fmt;

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::fields;

/// A message's id: the 16 bytes of a UUID, shown in its usual form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageId(pub [u8; 16]);

impl MessageId {
    /// Reads a UUID of 36 characters; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
        if text.len() != 36 || hex.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [b'-'; 36];
        let mut at = 0;
        for byte in self.0 {
            if matches!(at, 8 | 13 | 18 | 23) {
                at += 1;
            }
            text[at] = DIGITS[usize::from(byte >> 4)];
            text[at + 1] = DIGITS[usize::from(byte & 15)];
            at += 2;
        }
        formatter.write_str(std::str::from_utf8(&text).expect("hex digits and dashes are text"))
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The value of a message's attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeValue {
    /// A string or a number.
    Text(Box<str>),
    /// Bytes.
    Binary(Box<[u8]>),
}

/// An attribute of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Box<str>,
    /// Its type: `String`, `Number` or `Binary`, with a label of the sender's or without (`Number.int`).
    pub data_type: Box<str>,
    /// Its value.
    pub value: AttributeValue,
}

impl Attribute {
    /// How many bytes it counts for in the message's size.
    #[must_use]
    pub fn size(&self) -> usize {
        let value = match &self.value {
            AttributeValue::Text(text) => text.len(),
            AttributeValue::Binary(bytes) => bytes.len(),
        };
        self.name.len() + self.data_type.len() + value
    }
}

/// An attribute of a message that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeRef<'message> {
    /// Its name.
    pub name: &'message str,
    /// Its type.
    pub data_type: &'message str,
    /// Its value.
    pub value: ValueRef<'message>,
}

/// The value of an attribute of a message that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueRef<'message> {
    /// A string or a number.
    Text(&'message str),
    /// Bytes.
    Binary(Vec<u8>),
}

/// What most messages don't have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The attributes, in the order of their names.
    pub attributes: Vec<Attribute>,
    /// The trace header that it was sent with.
    pub trace_header: Option<Box<str>>,
    /// The message group id.
    pub group: Option<Box<str>>,
    /// The deduplication id, the sender's or made of the body (FIFO queues).
    pub deduplication_id: Option<Box<str>>,
    /// The sequence number (FIFO queues); 0 stands for none.
    pub sequence: u64,
    /// Who sent it, where that is not the account itself.
    pub sender: Option<Box<str>>,
}

/// A message as it was sent.
///
/// Body and extras share one allocation, so that a message takes little more room than what it says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The MD5 digest of the body.
    pub body_md5: [u8; 16],
    /// When it was sent; retention counts from here.
    pub sent_at: Timestamp,
    /// The body, then the extras as `fields.rs` writes them.
    content: Box<str>,
    body_bytes: u32,
}

impl Message {
    /// Makes a message; extras that say nothing take no room.
    #[must_use]
    pub fn new(id: MessageId, sent_at: Timestamp, body: String, extras: &Extras) -> Self {
        let body_md5 = md5(body.as_bytes());
        let body_bytes = u32::try_from(body.len()).expect("a body is far below 4 GiB");
        Self { id, body_md5, sent_at, content: fields::write(body, extras).into_boxed_str(), body_bytes }
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.content[..self.body_bytes as usize]
    }

    /// The same content as another message, sent `at`.
    #[must_use]
    pub fn sent_again(&self, id: MessageId, at: Timestamp) -> Self {
        Self { id, sent_at: at, ..self.clone() }
    }

    /// The same content as another message of a FIFO queue, sent `at` with a sequence number of its own.
    #[must_use]
    pub fn sent_again_as(&self, id: MessageId, at: Timestamp, sequence: u64) -> Self {
        let extras = fields::with_sequence(self.extras(), sequence);
        Self { id, sent_at: at, content: [self.body(), &extras].concat().into_boxed_str(), ..*self }
    }

    /// The same message with another body.
    #[must_use]
    pub fn with_body(&self, body: &str) -> Self {
        let body_bytes = u32::try_from(body.len()).expect("a body is far below 4 GiB");
        let content = [body, self.extras()].concat().into_boxed_str();
        Self { body_md5: md5(body.as_bytes()), content, body_bytes, ..*self }
    }

    /// The attributes, in the order of their names.
    pub fn attributes(&self) -> impl Iterator<Item = AttributeRef<'_>> {
        fields::attributes(self.extras())
    }

    /// The trace header that it was sent with.
    #[must_use]
    pub fn trace_header(&self) -> Option<&str> {
        fields::find(self.extras(), fields::TRACE_HEADER)
    }

    /// The message group id.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        fields::find(self.extras(), fields::GROUP)
    }

    /// The deduplication id.
    #[must_use]
    pub fn deduplication_id(&self) -> Option<&str> {
        fields::find(self.extras(), fields::DEDUPLICATION_ID)
    }

    /// The sequence number, of 20 digits.
    #[must_use]
    pub fn sequence(&self) -> Option<u64> {
        fields::find(self.extras(), fields::SEQUENCE)?.parse().ok()
    }

    /// Who sent it, where that is not the account itself.
    #[must_use]
    pub fn sender(&self) -> Option<&str> {
        fields::find(self.extras(), fields::SENDER)
    }

    /// Whether it is the same message, in every respect.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && self.sent_at == other.sent_at && self.content == other.content
    }

    fn extras(&self) -> &str {
        &self.content[self.body_bytes as usize..]
    }
}

/// The MD5 digest of `bytes`.
#[must_use]
pub fn md5(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use void_core::{Random, Timestamp};

    use super::{Attribute, AttributeValue, Extras, Message, MessageId, ValueRef, md5};

    #[test]
    fn ids_are_uuids() {
        let random = Random::from_seed(3);
        let id = MessageId(random.uuid_bytes());
        assert_eq!(id.to_string(), Random::from_seed(3).uuid());
        assert_eq!(MessageId::parse(&id.to_string()), Some(id));
        assert_eq!(MessageId::parse("nonsense"), None);
        assert_eq!(MessageId::parse(&"é".repeat(18)), None);
    }

    #[test]
    fn a_message_tells_what_it_was_made_of() {
        let attribute = |name: &str, value| Attribute { name: name.into(), data_type: "T".into(), value };
        let extras = Extras {
            attributes: vec![
                attribute("a", AttributeValue::Text("é:1".into())),
                attribute("b", AttributeValue::Binary([0, 255].into())),
            ],
            trace_header: Some("Root=1".into()),
            group: Some("12:g".into()),
            deduplication_id: Some("token".into()),
            sequence: 7,
            sender: Some("me".into()),
        };
        let message = Message::new(MessageId([0; 16]), Timestamp::UNIX_EPOCH, "boddé".to_owned(), &extras);
        for (message, body) in [(message.clone(), "boddé"), (message.with_body("other"), "other")] {
            assert_eq!((message.body(), message.body_md5), (body, md5(body.as_bytes())));
            let values: Vec<ValueRef<'_>> = message.attributes().map(|attribute| attribute.value).collect();
            assert_eq!(values, [ValueRef::Text("é:1"), ValueRef::Binary(vec![0, 255])]);
            assert_eq!(message.attributes().map(|attribute| attribute.name).collect::<Vec<_>>(), ["a", "b"]);
            assert_eq!((message.trace_header(), message.group()), (Some("Root=1"), Some("12:g")));
            assert_eq!((message.deduplication_id(), message.sequence()), (Some("token"), Some(7)));
            assert_eq!(message.sender(), Some("me"));
        }
    }

    #[test]
    fn a_plain_message_has_no_extras() {
        let message =
            Message::new(MessageId([0; 16]), Timestamp::UNIX_EPOCH, "hello".to_owned(), &Extras::default());
        assert_eq!((&*message.content, message.group(), message.attributes().count()), ("hello", None, 0));
        assert!(size_of::<Message>() <= 64, "{}", size_of::<Message>());
    }
}
