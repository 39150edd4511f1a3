//! What can be wrong with a request's body, and what a response's can be.

use bytes::Bytes;

use crate::json_path::JsonError;

/// Why a request's body can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// There is no body, or it is empty.
    #[error("the request has no body")]
    Missing,
    /// It is not text.
    #[error("the request's body is not UTF-8")]
    NotUtf8(#[source] std::str::Utf8Error),
    /// It is not the JSON that was asked for; the message names the field.
    #[error("{0}")]
    Json(JsonError),
}

/// What a response carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ResponseBody {
    /// Nothing.
    #[default]
    Empty,
    /// Text, which goes through the gateway as it is.
    Text(String),
    /// Anything else, which goes through the gateway in Base64.
    Binary(Bytes),
}

impl ResponseBody {
    /// The bytes that the caller gets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Empty => &[],
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    /// The bytes that the caller gets.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        match self {
            Self::Empty => Bytes::new(),
            Self::Text(text) => text.into(),
            Self::Binary(bytes) => bytes,
        }
    }
}

impl From<String> for ResponseBody {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for ResponseBody {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        if bytes.is_empty() { Self::Empty } else { Self::Binary(bytes) }
    }
}

impl From<Vec<u8>> for ResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}
