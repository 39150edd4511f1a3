//! [`VoidMessageAttribute`]: what a message carries beside its body.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// A message attribute: a type, with a custom label where the sender gave one (`Number.int`), and a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct VoidMessageAttribute {
    /// `String`, `Number` or `Binary`, perhaps with a label after a dot.
    pub data_type: String,
    /// The value.
    pub value: AttributeValue,
}

/// The value of a message attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeValue {
    /// Of a `String` or `Number` attribute.
    Text(String),
    /// Of a `Binary` attribute.
    Binary(Bytes),
}

impl VoidMessageAttribute {
    /// A `String` attribute.
    pub fn text(value: impl Into<String>) -> Self {
        Self { data_type: "String".to_owned(), value: AttributeValue::Text(value.into()) }
    }

    /// A `Number` attribute.
    pub fn number(value: impl std::fmt::Display) -> Self {
        Self { data_type: "Number".to_owned(), value: AttributeValue::Text(value.to_string()) }
    }

    /// A `Binary` attribute.
    pub fn binary(value: impl Into<Bytes>) -> Self {
        Self { data_type: "Binary".to_owned(), value: AttributeValue::Binary(value.into()) }
    }

    /// Gives the attribute another type, such as one with a label: `Number.int`.
    #[must_use]
    pub fn with_data_type(mut self, data_type: impl Into<String>) -> Self {
        self.data_type = data_type.into();
        self
    }

    /// The text of a `String` or `Number` attribute.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            AttributeValue::Text(text) => Some(text),
            AttributeValue::Binary(_) => None,
        }
    }

    /// The bytes of a `Binary` attribute.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.value {
            AttributeValue::Text(_) => None,
            AttributeValue::Binary(bytes) => Some(bytes),
        }
    }
}

impl From<&str> for VoidMessageAttribute {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for VoidMessageAttribute {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// As the event carries it: the list values, which the service never fills, are read over and written empty.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(skip_serializing_if = "Option::is_none")]
    string_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    binary_value: Option<String>,
    #[serde(default, skip_deserializing)]
    string_list_values: [String; 0],
    #[serde(default, skip_deserializing)]
    binary_list_values: [String; 0],
    data_type: String,
}

impl TryFrom<Wire> for VoidMessageAttribute {
    type Error = String;

    fn try_from(wire: Wire) -> Result<Self, String> {
        let value = match (wire.string_value, wire.binary_value) {
            (Some(text), None) => AttributeValue::Text(text),
            (None, Some(text)) => {
                let bytes =
                    STANDARD.decode(text).map_err(|error| format!("binaryValue is not Base64: {error}"))?;
                AttributeValue::Binary(bytes.into())
            }
            _ => return Err("a message attribute has either stringValue or binaryValue".to_owned()),
        };
        Ok(Self { data_type: wire.data_type, value })
    }
}

impl From<VoidMessageAttribute> for Wire {
    fn from(attribute: VoidMessageAttribute) -> Self {
        let (string_value, binary_value) = match attribute.value {
            AttributeValue::Text(text) => (Some(text), None),
            AttributeValue::Binary(bytes) => (None, Some(STANDARD.encode(bytes))),
        };
        Self {
            string_value,
            binary_value,
            string_list_values: [],
            binary_list_values: [],
            data_type: attribute.data_type,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(attribute: &VoidMessageAttribute, wire: &str) {
        assert_eq!(serde_json::to_string(attribute).unwrap(), wire);
        assert_eq!(&serde_json::from_str::<VoidMessageAttribute>(wire).unwrap(), attribute);
    }

    #[test]
    fn has_the_form_of_the_event() {
        round_trip(
            &VoidMessageAttribute::number(7).with_data_type("Number.int"),
            r#"{"stringValue":"7","stringListValues":[],"binaryListValues":[],"dataType":"Number.int"}"#,
        );
        round_trip(
            &VoidMessageAttribute::binary(&b"\xff\x00"[..]),
            r#"{"binaryValue":"/wA=","stringListValues":[],"binaryListValues":[],"dataType":"Binary"}"#,
        );
    }

    #[test]
    fn is_text_or_bytes() {
        assert_eq!(VoidMessageAttribute::from("a").as_str(), Some("a"));
        assert_eq!(VoidMessageAttribute::from("a").as_bytes(), None);
        assert_eq!(VoidMessageAttribute::binary("b").as_bytes(), Some(&b"b"[..]));
        assert_eq!(VoidMessageAttribute::binary("b").as_str(), None);
    }

    #[test]
    fn refuses_what_has_no_value_two_values_or_no_base64() {
        for wire in [
            r#"{"dataType":"String"}"#,
            r#"{"dataType":"String","stringValue":"a","binaryValue":"YQ=="}"#,
            r#"{"dataType":"Binary","binaryValue":"?"}"#,
        ] {
            assert!(serde_json::from_str::<VoidMessageAttribute>(wire).is_err(), "{wire}");
        }
    }
}
