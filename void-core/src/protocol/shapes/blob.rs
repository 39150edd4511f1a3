//! A blob: base64 in a string where the format is read by people (JSON), bytes where it is not (CBOR).

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserializer, Serialize, Serializer, de};

/// Writes a blob.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.serialize_str(&STANDARD.encode(bytes))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

/// Reads a blob; `null` is an empty one.
///
/// # Errors
///
/// Where it is not base64, or not bytes.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A blob that may be absent: `#[serde(with = "blob::option")]`.
pub mod option {
    use super::{Bytes, Deserializer, Serialize, Serializer, Visitor};

    /// Writes a blob, or `null`.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(bytes: &Option<Bytes>, serializer: S) -> Result<S::Ok, S::Error> {
        struct Blob<'bytes>(&'bytes Bytes);
        impl Serialize for Blob<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                super::serialize(self.0, serializer)
            }
        }
        bytes.as_ref().map(Blob).serialize(serializer)
    }

    /// Reads a blob, or `null`.
    ///
    /// # Errors
    ///
    /// Where it is not base64, or not bytes.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Bytes>, D::Error> {
        deserializer.deserialize_option(Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Option<Bytes>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a blob")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(self)
        } else {
            deserializer.deserialize_byte_buf(self)
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        STANDARD
            .decode(text)
            .map(|bytes| Some(bytes.into()))
            .map_err(|error| E::custom(format_args!("invalid base64 in a binary value: {error}")))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Some(Bytes::copy_from_slice(bytes)))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Self::Value, E> {
        Ok(Some(bytes.into()))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Holder {
        #[serde(with = "super", default)]
        data: Bytes,
        #[serde(with = "super::option", default, skip_serializing_if = "Option::is_none")]
        more: Option<Bytes>,
    }

    #[test]
    fn is_base64_in_json() {
        let holder = Holder { data: Bytes::from_static(b"\x00\xff"), more: Some(Bytes::from_static(b"a")) };
        let json = serde_json::to_string(&holder).unwrap();
        assert_eq!(json, r#"{"data":"AP8=","more":"YQ=="}"#);
        assert_eq!(serde_json::from_str::<Holder>(&json).unwrap(), holder);
    }

    #[test]
    fn null_is_absent_and_what_is_no_base64_is_refused() {
        let empty = Holder { data: Bytes::new(), more: None };
        assert_eq!(serde_json::from_str::<Holder>(r#"{"data":null,"more":null}"#).unwrap(), empty);
        let error = serde_json::from_str::<Holder>(r#"{"data":"?"}"#).unwrap_err();
        assert!(error.to_string().contains("invalid base64"), "{error}");
    }
}
