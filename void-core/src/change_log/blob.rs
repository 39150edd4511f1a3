//! Bytes in a change, all at once: `#[serde(with = "void_core::change_log::blob")]`.

use std::{fmt, marker::PhantomData};

use serde::{Deserializer, Serializer, de};

/// Writes bytes.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(bytes: impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes.as_ref())
}

/// Reads bytes.
///
/// # Errors
///
/// Where there are none.
pub fn deserialize<'de, D: Deserializer<'de>, B: From<Vec<u8>>>(deserializer: D) -> Result<B, D::Error> {
    deserializer.deserialize_bytes(Blob(PhantomData))
}

struct Blob<B>(PhantomData<B>);

impl<B: From<Vec<u8>>> de::Visitor<'_> for Blob<B> {
    type Value = B;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("bytes")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<B, E> {
        Ok(bytes.to_vec().into())
    }
}
