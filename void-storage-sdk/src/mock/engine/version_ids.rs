//! [`VersionNumber`]: what a version's id is made of.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use serde::{Deserialize, Serialize};

use crate::types::VersionId;

/// The number of a write, and what hides it in its version's id. A version is found by its number, without a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VersionNumber {
    number: u64,
    salt: u64,
}

impl VersionNumber {
    pub(super) const fn new(number: u64, salt: u64) -> Self {
        Self { number, salt }
    }

    /// The number: later writes have higher ones.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.number
    }

    /// The id: 32 characters.
    #[must_use]
    pub fn to_id(self) -> VersionId {
        let Self { number, salt } = self;
        let words = [salt, number ^ salt.rotate_left(17), number ^ salt.rotate_left(41)];
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        BASE64_URL_SAFE_NO_PAD.encode(bytes).into()
    }

    /// Reads an id; `None` for what is none.
    pub(super) fn parse(id: &str) -> Option<Self> {
        let bytes: [u8; 24] = BASE64_URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
        let word = |index: usize| {
            let bytes = bytes.get(index * 8..index * 8 + 8)?.try_into().ok()?;
            Some(u64::from_be_bytes(bytes))
        };
        let (salt, one, other) = (word(0)?, word(1)?, word(2)?);
        let number = one ^ salt.rotate_left(17);
        (number ^ salt.rotate_left(41) == other).then_some(Self { number, salt })
    }
}

#[cfg(test)]
mod tests {
    use super::VersionNumber;

    #[test]
    fn an_id_is_read_back_and_nothing_else_is_an_id() {
        let number = VersionNumber::new(7, 0x0123_4567_89ab_cdef);
        let id = number.to_id();
        assert_eq!(id.as_str().len(), 32);
        assert_eq!(VersionNumber::parse(id.as_str()), Some(number));
        let mut other = id.as_str().to_owned();
        other.replace_range(20..21, if other.as_bytes()[20] == b'A' { "B" } else { "A" });
        for id in ["", "null", "x", &other] {
            assert_eq!(VersionNumber::parse(id), None, "{id}");
        }
    }
}
