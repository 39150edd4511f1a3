//! [`Message`]: what was sent, stored once however many deliveries share it.

use std::fmt;

use md5::{Digest, Md5};
use void_core::Timestamp;

/// A message's id: the 16 bytes of a UUID, shown in its usual form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The MD5 digest of the body.
    pub body_md5: [u8; 16],
    /// When it was sent; retention counts from here.
    pub sent_at: Timestamp,
    /// The body.
    pub body: Box<str>,
    extras: Option<Box<Extras>>,
}

impl Message {
    /// Makes a message; extras that say nothing take no room.
    #[must_use]
    pub fn new(id: MessageId, sent_at: Timestamp, body: Box<str>, extras: Extras) -> Self {
        let body_md5 = md5(body.as_bytes());
        let extras = (extras != Extras::default()).then(|| Box::new(extras));
        Self { id, body_md5, sent_at, body, extras }
    }

    /// The same content as another message, sent `at`.
    #[must_use]
    pub fn sent_again(&self, id: MessageId, at: Timestamp) -> Self {
        Self { id, sent_at: at, ..self.clone() }
    }

    /// The same message with another body.
    #[must_use]
    pub fn with_body(&self, body: Box<str>) -> Self {
        Self { body_md5: md5(body.as_bytes()), body, ..self.clone() }
    }

    /// The attributes, in the order of their names.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        self.extras.as_ref().map_or(&[], |extras| &extras.attributes)
    }

    /// The trace header that it was sent with.
    #[must_use]
    pub fn trace_header(&self) -> Option<&str> {
        self.extras.as_ref()?.trace_header.as_deref()
    }

    /// The message group id.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        self.extras.as_ref()?.group.as_deref()
    }

    /// The deduplication id.
    #[must_use]
    pub fn deduplication_id(&self) -> Option<&str> {
        self.extras.as_ref()?.deduplication_id.as_deref()
    }

    /// The sequence number, of 20 digits.
    #[must_use]
    pub fn sequence(&self) -> Option<u64> {
        self.extras.as_ref().map(|extras| extras.sequence).filter(|sequence| *sequence > 0)
    }

    /// Who sent it, where that is not the account itself.
    #[must_use]
    pub fn sender(&self) -> Option<&str> {
        self.extras.as_ref()?.sender.as_deref()
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

    use super::{Extras, Message, MessageId};

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
    fn a_plain_message_has_no_extras() {
        let message =
            Message::new(MessageId([0; 16]), Timestamp::UNIX_EPOCH, "hello".into(), Extras::default());
        assert!(message.extras.is_none());
        assert!(size_of::<Message>() <= 64, "{}", size_of::<Message>());
    }
}
