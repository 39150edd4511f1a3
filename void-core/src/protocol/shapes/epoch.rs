//! A moment: seconds since the Unix epoch as a number where the format is read by people (JSON), milliseconds with the tag 1
//! where it is not (the CBOR of the Java SDK and the KPL).

use std::fmt;

use serde::{
    Deserializer, Serialize, Serializer,
    de::{self, DeserializeSeed, VariantAccess},
    ser::SerializeTupleVariant,
};

use crate::clock::Timestamp;

/// Writes a moment.
///
/// # Errors
///
/// Those of the serializer.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of our time fit into 53 bits")]
pub fn serialize<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    let milliseconds = moment.as_millis();
    if !serializer.is_human_readable() {
        // How ciborium is asked to write a tag.
        let mut tagged = serializer.serialize_tuple_variant("@@TAG@@", 0, "@@TAGGED@@", 2)?;
        tagged.serialize_field(&1_u64)?;
        tagged.serialize_field(&milliseconds)?;
        return tagged.end();
    }
    if milliseconds.is_multiple_of(1000) {
        serializer.serialize_u64(milliseconds / 1000)
    } else {
        serializer.serialize_f64(milliseconds as f64 / 1000.0)
    }
}

/// Reads a moment: a whole number or a fraction, and in CBOR with or without a tag.
///
/// # Errors
///
/// Where it is not a number, or a moment before 1970.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    Unit::of(&deserializer).deserialize(deserializer)
}

/// A moment that may be absent: `#[serde(with = "epoch::option")]`.
pub mod option {
    use super::{Deserializer, OrNull, Serialize, Serializer, Timestamp};

    /// Writes a moment, or `null`.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(moment: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        struct Moment<'moment>(&'moment Timestamp);
        impl Serialize for Moment<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                super::serialize(self.0, serializer)
            }
        }
        moment.as_ref().map(Moment).serialize(serializer)
    }

    /// Reads a moment, or `null`.
    ///
    /// # Errors
    ///
    /// Where it is not a number, or a moment before 1970.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        deserializer.deserialize_option(OrNull)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Milliseconds,
}

impl Unit {
    fn of<'de>(deserializer: &impl Deserializer<'de>) -> Self {
        if deserializer.is_human_readable() { Self::Seconds } else { Self::Milliseconds }
    }

    const fn in_milliseconds(self) -> f64 {
        match self {
            Self::Seconds => 1000.0,
            Self::Milliseconds => 1.0,
        }
    }
}

impl<'de> de::DeserializeSeed<'de> for Unit {
    type Value = Timestamp;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Timestamp, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Unit {
    type Value = Timestamp;

    /// What has a tag, as ciborium gives it.
    fn visit_enum<A: de::EnumAccess<'de>>(self, tagged: A) -> Result<Timestamp, A::Error> {
        let (_tagged, value) = tagged.variant::<de::IgnoredAny>()?;
        value.newtype_variant_seed(self)
    }

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a moment as a number")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Timestamp, E> {
        Ok(match self {
            Self::Seconds => Timestamp::from_secs(number),
            Self::Milliseconds => Timestamp::from_millis(number),
        })
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Timestamp, E> {
        self.visit_u64(u64::try_from(number).map_err(|_negative| E::custom("the moment is before 1970"))?)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Timestamp, E> {
        let milliseconds = (number * self.in_milliseconds()).round();
        if !(0.0..9.0e15).contains(&milliseconds) {
            return Err(E::custom("the moment is before 1970, or too far away"));
        }
        Ok(Timestamp::from_millis(milliseconds as u64))
    }
}

struct OrNull;

impl<'de> de::Visitor<'de> for OrNull {
    type Value = Option<Timestamp>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a moment as a number, or null")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserialize(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use crate::clock::Timestamp;

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Holder {
        #[serde(with = "super")]
        at: Timestamp,
        #[serde(with = "super::option", default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    }

    #[test]
    fn is_seconds_in_json() {
        let holder = Holder { at: Timestamp::from_millis(1_500), until: Some(Timestamp::from_secs(2)) };
        let json = serde_json::to_string(&holder).unwrap();
        assert_eq!(json, r#"{"at":1.5,"until":2}"#);
        assert_eq!(serde_json::from_str::<Holder>(&json).unwrap(), holder);
        // 1.499 s is not a multiple of a power of two.
        let holder: Holder = serde_json::from_str(r#"{"at":1732500000.499,"until":null}"#).unwrap();
        assert_eq!(holder.at, Timestamp::from_millis(1_732_500_000_499));
    }

    #[cfg(feature = "cbor")]
    mod in_cbor {
        use super::{Holder, Timestamp};

        /// `{"at": …}` with the value's bytes.
        fn read(value: &[u8]) -> Result<Timestamp, String> {
            let cbor = [b"\xa1\x62at".as_slice(), value].concat();
            ciborium::from_reader::<Holder, _>(&*cbor)
                .map(|holder| holder.at)
                .map_err(|error| error.to_string())
        }

        #[test]
        fn is_milliseconds_with_the_tag_1() {
            let until = Some(Timestamp::from_secs(2));
            let holder = Holder { at: Timestamp::from_millis(1_732_500_000_499), until };
            let mut cbor = Vec::new();
            ciborium::into_writer(&holder, &mut cbor).unwrap();
            assert_eq!(cbor, b"\xa2\x62at\xc1\x1b\x00\x00\x01\x93\x61\x0c\x0e\xf3\x65until\xc1\x19\x07\xd0");
            assert_eq!(ciborium::from_reader::<Holder, _>(&*cbor).unwrap(), holder);
        }

        /// Jackson, which the Java SDK writes with, gives the tag and a whole number; other clients leave the tag out, and
        /// those whose numbers are all fractions, like JavaScript's, give one.
        #[test]
        fn is_read_with_and_without_a_tag_whole_and_as_a_fraction() {
            let half_past = Timestamp::from_millis(1_500);
            for value in [
                b"\xc1\x19\x05\xdc".as_slice(),
                b"\x19\x05\xdc",
                b"\xf9\x65\xdc",
                b"\xc1\xfb\x40\x97\x70\0\0\0\0\0",
            ] {
                assert_eq!(read(value).unwrap(), half_past, "{value:x?}");
            }
        }

        #[test]
        fn refuses_what_is_no_moment() {
            let deep = [b"\xc1".repeat(10_000), vec![0x01]].concat();
            // -1, the tag of -1, infinity, NaN, text, null, an array, a tag of nothing, tags of tags.
            let cases: [&[u8]; 9] = [
                b"\x20",
                b"\xc1\x20",
                b"\xf9\x7c\0",
                b"\xf9\x7e\0",
                b"\x611",
                b"\xf6",
                b"\x81\x01",
                b"\xc1",
                &deep,
            ];
            for value in cases {
                assert!(read(value).is_err(), "{:x?}", &value[..value.len().min(9)]);
            }
        }
    }

    #[test]
    fn refuses_what_is_no_moment() {
        for json in [r#"{"at":-1}"#, r#"{"at":-0.5}"#, r#"{"at":1e300}"#, r#"{"at":"1"}"#, r#"{"at":null}"#] {
            assert!(serde_json::from_str::<Holder>(json).is_err(), "{json}");
        }
    }
}
