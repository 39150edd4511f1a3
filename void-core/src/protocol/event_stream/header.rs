//! [`Header`]: a name and a value of one of ten types.

use bytes::{Buf, BufMut, Bytes};

use super::{DecodeError, EncodeError, MAX_NAME_BYTES, MAX_VALUE_BYTES};

/// A header of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name: 1 to 255 bytes. Those that begin with `:` are the protocol's.
    pub name: String,
    /// The value.
    pub value: HeaderValue,
}

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderValue {
    /// Yes or no.
    Bool(bool),
    /// A number of 8 bits.
    Byte(i8),
    /// A number of 16 bits.
    Short(i16),
    /// A number of 32 bits.
    Integer(i32),
    /// A number of 64 bits.
    Long(i64),
    /// Bytes: at most 32,767.
    Bytes(Bytes),
    /// Text: at most 32,767 bytes of UTF-8.
    Text(String),
    /// A moment: milliseconds since the Unix epoch, below zero before it.
    Timestamp(i64),
    /// A UUID.
    Uuid(u128),
}

impl HeaderValue {
    /// The text, of a value that is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for HeaderValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for HeaderValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Header {
    pub(super) fn write(&self, to: &mut Vec<u8>) -> Result<(), EncodeError> {
        match u8::try_from(self.name.len()) {
            Ok(length) if length > 0 => to.put_u8(length),
            _ => return Err(EncodeError::HeaderName(self.name.len())),
        }
        const { assert!(MAX_NAME_BYTES == u8::MAX as usize) };
        to.put_slice(self.name.as_bytes());
        match &self.value {
            HeaderValue::Bool(true) => to.put_u8(0),
            HeaderValue::Bool(false) => to.put_u8(1),
            HeaderValue::Byte(number) => {
                to.put_u8(2);
                to.put_i8(*number);
            }
            HeaderValue::Short(number) => {
                to.put_u8(3);
                to.put_i16(*number);
            }
            HeaderValue::Integer(number) => {
                to.put_u8(4);
                to.put_i32(*number);
            }
            HeaderValue::Long(number) => {
                to.put_u8(5);
                to.put_i64(*number);
            }
            HeaderValue::Bytes(bytes) => write_bytes(to, 6, bytes)?,
            HeaderValue::Text(text) => write_bytes(to, 7, text.as_bytes())?,
            HeaderValue::Timestamp(milliseconds) => {
                to.put_u8(8);
                to.put_i64(*milliseconds);
            }
            HeaderValue::Uuid(uuid) => {
                to.put_u8(9);
                to.put_u128(*uuid);
            }
        }
        Ok(())
    }

    /// Reads a header off the front of `from`, which is not empty.
    pub(super) fn read(from: &mut Bytes) -> Result<Self, DecodeError> {
        let length = usize::from(from.try_get_u8().map_err(cut_off)?);
        let name =
            text(take(from, length)?).filter(|name| !name.is_empty()).ok_or(DecodeError::HeaderName)?;
        Ok(Self { name, value: HeaderValue::read(from)? })
    }
}

impl HeaderValue {
    fn read(from: &mut Bytes) -> Result<Self, DecodeError> {
        Ok(match from.try_get_u8().map_err(cut_off)? {
            0 => Self::Bool(true),
            1 => Self::Bool(false),
            2 => Self::Byte(from.try_get_i8().map_err(cut_off)?),
            3 => Self::Short(from.try_get_i16().map_err(cut_off)?),
            4 => Self::Integer(from.try_get_i32().map_err(cut_off)?),
            5 => Self::Long(from.try_get_i64().map_err(cut_off)?),
            6 => Self::Bytes(take_counted(from)?),
            7 => Self::Text(text(take_counted(from)?).ok_or(DecodeError::HeaderValue)?),
            8 => Self::Timestamp(from.try_get_i64().map_err(cut_off)?),
            9 => Self::Uuid(from.try_get_u128().map_err(cut_off)?),
            other => return Err(DecodeError::HeaderType(other)),
        })
    }
}

fn write_bytes(to: &mut Vec<u8>, kind: u8, bytes: &[u8]) -> Result<(), EncodeError> {
    let length = u16::try_from(bytes.len()).ok().filter(|length| usize::from(*length) <= MAX_VALUE_BYTES);
    to.put_u8(kind);
    to.put_u16(length.ok_or(EncodeError::HeaderValue(bytes.len()))?);
    to.put_slice(bytes);
    Ok(())
}

fn take_counted(from: &mut Bytes) -> Result<Bytes, DecodeError> {
    let length = usize::from(from.try_get_u16().map_err(cut_off)?);
    if length > MAX_VALUE_BYTES {
        return Err(DecodeError::HeaderValue);
    }
    take(from, length)
}

fn take(from: &mut Bytes, length: usize) -> Result<Bytes, DecodeError> {
    if from.len() < length {
        return Err(DecodeError::HeaderCutOff);
    }
    Ok(from.split_to(length))
}

fn text(bytes: Bytes) -> Option<String> {
    String::from_utf8(bytes.into()).ok()
}

const fn cut_off(_error: bytes::TryGetError) -> DecodeError {
    DecodeError::HeaderCutOff
}
