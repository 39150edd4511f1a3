//! [`HashKey`] and [`HashKeyRange`]: which records a shard gets.

use std::{fmt, str::FromStr};

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize, de};

/// A place on the ring of 0 to 2^128 − 1 over which partition keys are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HashKey(pub u128);

impl HashKey {
    /// The highest: 340282366920938463463374607431768211455.
    pub const MAX: Self = Self(u128::MAX);

    /// Where a partition key belongs: the MD5 of its UTF-8, as a number.
    #[must_use]
    pub fn of_partition_key(key: &str) -> Self {
        Self(u128::from_be_bytes(Md5::digest(key.as_bytes()).into()))
    }
}

impl fmt::Display for HashKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl From<u128> for HashKey {
    fn from(key: u128) -> Self {
        Self(key)
    }
}

/// The text is no hash key: a number from 0 to 2^128 − 1 in decimal, without a sign or leading zeros.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a hash key: a number from 0 to 2^128 - 1 in decimal")]
pub struct InvalidHashKey(String);

#[cfg(feature = "mock")]
impl InvalidHashKey {
    /// The text that was no hash key, where `message` is that of this error or ends with it.
    pub(crate) fn in_message(message: &str) -> Option<String> {
        let (before, _) = message.split_once("\" is not a hash key")?;
        before.split_once('"').map(|(_, text)| text.to_owned())
    }
}

impl FromStr for HashKey {
    type Err = InvalidHashKey;

    fn from_str(text: &str) -> Result<Self, InvalidHashKey> {
        let invalid = || InvalidHashKey(text.chars().take(64).collect());
        let is_number =
            text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        if !is_number {
            return Err(invalid());
        }
        text.parse().map(Self).map_err(|_error| invalid())
    }
}

impl Serialize for HashKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HashKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The hash keys of a shard: both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HashKeyRange {
    /// The lowest.
    pub starting_hash_key: HashKey,
    /// The highest.
    pub ending_hash_key: HashKey,
}

impl HashKeyRange {
    /// All of the ring.
    pub const FULL: Self = Self { starting_hash_key: HashKey(0), ending_hash_key: HashKey::MAX };

    /// Whether `key` is in it.
    #[must_use]
    pub fn contains(&self, key: HashKey) -> bool {
        (self.starting_hash_key..=self.ending_hash_key).contains(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::{HashKey, HashKeyRange};

    #[test]
    fn a_partition_key_has_its_md5s_place() {
        // The MD5 of the empty text, of RFC 1321.
        assert_eq!(HashKey::of_partition_key("").0, 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e);
    }

    #[test]
    fn is_text_in_json_and_nothing_but_a_number() {
        let range = serde_json::to_string(&HashKeyRange::FULL).unwrap();
        assert_eq!(
            range,
            r#"{"StartingHashKey":"0","EndingHashKey":"340282366920938463463374607431768211455"}"#
        );
        assert_eq!(serde_json::from_str::<HashKeyRange>(&range).unwrap(), HashKeyRange::FULL);
        for text in ["", "-1", "+1", "01", "1x", "340282366920938463463374607431768211456"] {
            assert!(text.parse::<HashKey>().is_err(), "{text}");
        }
    }
}
