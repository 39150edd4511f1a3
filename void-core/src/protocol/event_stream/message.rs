//! [`Message`]: headers and a payload.

use std::{collections::HashSet, fmt};

use bytes::{BufMut, Bytes};

use super::{
    CRC_BYTES, DecodeError, EncodeError, Header, HeaderValue, MAX_HEADERS_BYTES, MAX_MESSAGE_BYTES,
    PRELUDE_BYTES, crc,
};

/// A message of a stream.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// What it says of itself, in the order of the wire; each name once.
    pub headers: Vec<Header>,
    /// What it carries.
    pub payload: Bytes,
}

impl Message {
    /// A message that carries `payload`.
    #[must_use]
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self { headers: Vec::new(), payload: payload.into() }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<HeaderValue>) -> Self {
        self.headers.push(Header { name: name.into(), value: value.into() });
        self
    }

    /// The value of the header `name`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.headers.iter().find(|header| header.name == name).map(|header| &header.value)
    }

    /// The text of the header `name`, where it is there and is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.header(name)?.as_text()
    }

    /// Writes the message with its lengths and checksums.
    ///
    /// # Errors
    ///
    /// When a header's name or value, the headers, or the message are longer than they can be.
    pub fn encode(&self) -> Result<Bytes, EncodeError> {
        let mut bytes = Vec::with_capacity(PRELUDE_BYTES + 128 + self.payload.len() + CRC_BYTES);
        bytes.put_bytes(0, PRELUDE_BYTES);
        for header in &self.headers {
            header.write(&mut bytes)?;
            let length = bytes.len() - PRELUDE_BYTES;
            if length > MAX_HEADERS_BYTES {
                return Err(EncodeError::HeadersTooLarge(length));
            }
        }
        let (headers, message) = (bytes.len() - PRELUDE_BYTES, bytes.len() + self.payload.len() + CRC_BYTES);
        if message > MAX_MESSAGE_BYTES {
            return Err(EncodeError::MessageTooLarge(message));
        }
        bytes[..4].copy_from_slice(&length(message));
        bytes[4..8].copy_from_slice(&length(headers));
        let prelude_crc = crc(&bytes[..8]);
        bytes[8..PRELUDE_BYTES].copy_from_slice(&prelude_crc.to_be_bytes());
        bytes.put_slice(&self.payload);
        let message_crc = crc(&bytes);
        bytes.put_u32(message_crc);
        Ok(bytes.into())
    }

    /// Reads what is between the prelude and the last checksum, which were checked.
    pub(super) fn read(mut headers: Bytes, payload: Bytes) -> Result<Self, DecodeError> {
        let mut message = Self::new(payload);
        while !headers.is_empty() {
            message.headers.push(Header::read(&mut headers)?);
        }
        let mut names = HashSet::new();
        match message.headers.iter().find(|header| !names.insert(header.name.as_str())) {
            Some(twice) => Err(DecodeError::DuplicateHeader(twice.name.clone())),
            None => Ok(message),
        }
    }
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).expect("24 MiB are checked before").to_be_bytes()
}

impl fmt::Debug for Message {
    /// Does not show the payload.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Message")
            .field("headers", &self.headers)
            .field("payload_bytes", &self.payload.len())
            .finish()
    }
}
