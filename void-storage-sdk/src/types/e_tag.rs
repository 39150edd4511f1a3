//! [`ETag`]: what an object's content is told apart by.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::wire::as_text;

/// What an object's content is told apart by: of a small unencrypted object the MD5 digest, of one made in parts the digest
/// of their digests with the number of parts (`…-3`).
///
/// It is the same with and without its quotation marks. In a condition `*` stands for any.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ETag(String);

impl ETag {
    /// With its quotation marks, as in a header: `"9b2cf535f27731c974343645a3985328"`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without its quotation marks.
    #[must_use]
    pub fn unquoted(&self) -> &str {
        self.0.trim_start_matches("W/").trim_matches('"')
    }

    /// As the one document that tells it bare has it: GetObjectAttributes's.
    #[cfg(feature = "mock")]
    pub(crate) fn to_bare(&self) -> Self {
        Self(self.unquoted().to_owned())
    }
}

impl From<&str> for ETag {
    fn from(text: &str) -> Self {
        if text.starts_with('"') || text.starts_with("W/") || text == "*" {
            Self(text.to_owned())
        } else {
            Self(format!("\"{text}\""))
        }
    }
}

impl From<String> for ETag {
    fn from(text: String) -> Self {
        if text.starts_with('"') { Self(text) } else { text.as_str().into() }
    }
}

impl From<&Self> for ETag {
    fn from(tag: &Self) -> Self {
        tag.clone()
    }
}

impl From<ETag> for String {
    fn from(tag: ETag) -> Self {
        tag.0
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

as_text!(ETag);

#[cfg(test)]
mod tests {
    use super::ETag;

    #[test]
    fn is_the_same_with_and_without_quotation_marks() {
        assert_eq!(ETag::from("abc-2"), ETag::from("\"abc-2\""));
        assert_eq!(ETag::from("abc").as_str(), "\"abc\"");
        assert_eq!(ETag::from("*").as_str(), "*", "any");
        assert_eq!(ETag::from("W/\"abc\"".to_owned()).unquoted(), "abc");
    }
}
