//! [`MessageAttributeValue`]: the value of a message attribute, with its type.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize};

use crate::wire;

/// The value of a message attribute: text, a number or bytes, with an optional label after the type (`Number.int`).
///
/// Made by [`string`](Self::string), [`number`](Self::number), [`binary`](Self::binary) or `into()`. One that comes
/// from the wire can be anything that the wire has room for; [`kind`](Self::kind) says whether its type is a
/// documented one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageAttributeValue {
    #[serde(default, deserialize_with = "data_type")]
    data_type: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    string_value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::blob::option")]
    binary_value: Option<Bytes>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    string_list_values: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    binary_list_values: Vec<String>,
}

/// The three types of a message attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributeKind {
    /// Text in UTF-8.
    String,
    /// A decimal number: up to 38 digits, between 10^-128 and 10^126.
    Number,
    /// Bytes.
    Binary,
}

/// What was given is no attribute value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidAttributeValue(String);

impl MessageAttributeValue {
    /// The most characters that a type and its label have.
    pub const MAX_DATA_TYPE_CHARACTERS: usize = 256;

    /// A value of type `String`.
    #[must_use]
    pub fn string(text: impl Into<String>) -> Self {
        Self { data_type: Cow::Borrowed("String"), string_value: Some(text.into()), ..Self::default() }
    }

    /// A value of type `Number`, as the text says it: `-1.5e3`. An integer can be had by `into()`.
    ///
    /// # Errors
    ///
    /// [`InvalidAttributeValue`] when it is no decimal number, has more than 38 digits, or is out of the service's
    /// range.
    pub fn number(text: impl Into<String>) -> Result<Self, InvalidAttributeValue> {
        let text = text.into();
        if is_number(&text) {
            return Ok(Self::number_text(text));
        }
        Err(InvalidAttributeValue(format!(
            "{text:?} is not a number attribute: at most 38 digits, between 10^-128 and 10^126"
        )))
    }

    /// A value of type `Binary`.
    #[must_use]
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self { data_type: Cow::Borrowed("Binary"), binary_value: Some(bytes.into()), ..Self::default() }
    }

    /// Adds a label after the type: `Number` becomes `Number.int`.
    ///
    /// # Errors
    ///
    /// [`InvalidAttributeValue`] when the label is empty or the whole has more than 256 characters.
    pub fn with_label(mut self, label: &str) -> Result<Self, InvalidAttributeValue> {
        let stem = self.data_type.split('.').next().unwrap_or_default();
        let data_type = format!("{stem}.{label}");
        if label.is_empty() || data_type.chars().count() > Self::MAX_DATA_TYPE_CHARACTERS {
            return Err(InvalidAttributeValue(format!(
                "{label:?} is not a label: it has at least one character, and at most 256 with its type"
            )));
        }
        self.data_type = Cow::Owned(data_type);
        Ok(self)
    }

    /// The same value with `data_type` as its type and label, whatever that is.
    #[cfg(feature = "mock")]
    pub(crate) fn with_data_type(mut self, data_type: &str) -> Self {
        self.data_type = known(data_type).unwrap_or_else(|| Cow::Owned(data_type.to_owned()));
        self
    }

    /// The type with its label, as on the wire: `String`, `Number.int`. Empty where a foreign client left it out.
    #[must_use]
    pub fn data_type(&self) -> &str {
        &self.data_type
    }

    /// The type without its label; `None` when it is not one of the documented three.
    #[must_use]
    pub fn kind(&self) -> Option<AttributeKind> {
        match self.data_type.split('.').next().unwrap_or_default() {
            "String" => Some(AttributeKind::String),
            "Number" => Some(AttributeKind::Number),
            "Binary" => Some(AttributeKind::Binary),
            _ => None,
        }
    }

    /// The text of a string or a number.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.string_value.as_deref()
    }

    /// The bytes of a binary value.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.binary_value.as_deref()
    }

    /// Whether it has list values, which the wire has room for and the service refuses.
    #[must_use]
    pub fn has_list_values(&self) -> bool {
        !self.string_list_values.is_empty() || !self.binary_list_values.is_empty()
    }

    /// How many bytes of the message's size it takes: the type and the value. The name comes on top.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.data_type.len()
            + self.string_value.as_ref().map_or(0, String::len)
            + self.binary_value.as_ref().map_or(0, Bytes::len)
    }

    fn number_text(text: String) -> Self {
        Self { data_type: Cow::Borrowed("Number"), string_value: Some(text), ..Self::default() }
    }
}

/// Whether the service takes `text` as a number: an optional sign, digits with an optional point, an optional
/// exponent.
pub(crate) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()),
        None => (unsigned, Some(0)),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let Some(exponent) = exponent else { return false };
    if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
        return false;
    }
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return true;
    }
    // The power of ten of the first significant digit.
    let leading_zeros = digits.len() - significant.len();
    let power = i64::from(exponent) + whole.len() as i64 - 1 - leading_zeros as i64;
    significant.trim_end_matches('0').len() <= 38 && (-128..=126).contains(&power)
}

fn data_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'static, str>, D::Error> {
    let text: String = wire::or_default(deserializer)?;
    Ok(known(&text).unwrap_or(Cow::Owned(text)))
}

fn known(data_type: &str) -> Option<Cow<'static, str>> {
    ["String", "Number", "Binary"].into_iter().find(|known| *known == data_type).map(Cow::Borrowed)
}

impl From<&str> for MessageAttributeValue {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<&String> for MessageAttributeValue {
    fn from(text: &String) -> Self {
        Self::string(text.as_str())
    }
}

impl From<String> for MessageAttributeValue {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<Bytes> for MessageAttributeValue {
    fn from(bytes: Bytes) -> Self {
        Self::binary(bytes)
    }
}

impl From<Vec<u8>> for MessageAttributeValue {
    fn from(bytes: Vec<u8>) -> Self {
        Self::binary(bytes)
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {
        $(
            impl From<$integer> for MessageAttributeValue {
                fn from(number: $integer) -> Self {
                    Self::number_text(number.to_string())
                }
            }
        )*
    };
}

from_integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::{AttributeKind, MessageAttributeValue, is_number};

    #[test]
    fn has_the_documented_wire_form() {
        let cases = [
            (MessageAttributeValue::from("a"), r#"{"DataType":"String","StringValue":"a"}"#),
            (MessageAttributeValue::from(7), r#"{"DataType":"Number","StringValue":"7"}"#),
            (MessageAttributeValue::from(vec![0_u8, 255]), r#"{"DataType":"Binary","BinaryValue":"AP8="}"#),
            (
                MessageAttributeValue::from(7).with_label("int").unwrap(),
                r#"{"DataType":"Number.int","StringValue":"7"}"#,
            ),
        ];
        for (value, json) in cases {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<MessageAttributeValue>(json).unwrap(), value);
        }
    }

    #[test]
    fn reads_what_the_service_refuses() {
        let value: MessageAttributeValue =
            serde_json::from_str(r#"{"DataType":"Colour","StringListValues":["a"],"StringValue":null}"#)
                .unwrap();
        assert_eq!(value.kind(), None);
        assert!(value.has_list_values());
        assert_eq!(MessageAttributeValue::from(1).kind(), Some(AttributeKind::Number));
    }

    #[test]
    fn says_what_is_wrong_with_a_wrong_type() {
        let error = serde_json::from_str::<MessageAttributeValue>(r#"{"StringValue":1}"#).unwrap_err();
        assert!(error.to_string().contains("expected a string"), "{error}");
        let error = serde_json::from_str::<MessageAttributeValue>(r#"{"BinaryValue":"*"}"#).unwrap_err();
        assert!(error.to_string().contains("invalid base64"), "{error}");
    }

    #[test]
    fn takes_the_numbers_that_the_service_takes() {
        for number in [
            "0",
            "-1",
            "+1.5",
            ".5",
            "1.",
            "1e126",
            "1E-128",
            "12345678901234567890123456789012345678",
            "0.000",
        ] {
            assert!(is_number(number), "{number}");
        }
        for number in [
            "",
            "-",
            ".",
            "abc",
            "1e",
            "1e127",
            "1e-129",
            "123456789012345678901234567890123456789",
            "0x1",
            "NaN",
        ] {
            assert!(!is_number(number), "{number}");
            assert!(MessageAttributeValue::number(number).is_err());
        }
    }

    #[test]
    fn refuses_a_label_that_is_none() {
        assert!(MessageAttributeValue::from(1).with_label("").is_err());
        assert!(MessageAttributeValue::from(1).with_label(&"x".repeat(250)).is_err());
    }
}
