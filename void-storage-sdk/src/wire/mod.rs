//! Requests and responses as they are on the wire: path, query, headers and body, the same way in both directions.

mod field;
mod macros;
mod message;
mod path;
mod text;
pub(crate) mod xml;

pub(crate) use self::{
    field::{Field, read_metadata, write_metadata},
    macros::{message, structure},
    message::{Content, Message, Parts},
    path::{decode, encode_key, encode_value},
    text::{HttpDate, Text, as_text},
};

#[cfg(feature = "mock")]
pub(crate) use self::message::Query;

/// What was read is not what the protocol asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Invalid {
    /// A header, parameter or element that must be there is not.
    Missing(&'static str),
    /// A header or parameter has a value that it can't have.
    Value { name: &'static str, value: String, reason: String },
    /// The body is not the XML that it should be.
    Xml(String),
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(name) => write!(formatter, "{name} is missing"),
            Self::Value { name, value, reason } => write!(formatter, "{name} can't be {value:?}: {reason}"),
            Self::Xml(reason) => write!(formatter, "the XML can't be read: {reason}"),
        }
    }
}
