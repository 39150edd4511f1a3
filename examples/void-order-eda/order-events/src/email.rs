//! [`EmailAddress`]: where a customer can be written to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An address with something on both sides of its `@`, and no white space. Whether it exists, only a mail can tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct EmailAddress(String);

/// Not an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an e-mail address")]
pub struct InvalidEmailAddress(String);

impl EmailAddress {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmailAddress;

    fn try_from(address: String) -> Result<Self, InvalidEmailAddress> {
        let valid = address
            .split_once('@')
            .is_some_and(|(who, whither)| !who.is_empty() && !whither.is_empty() && !whither.contains('@'))
            && !address.contains(char::is_whitespace);
        if valid { Ok(Self(address)) } else { Err(InvalidEmailAddress(address)) }
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn needs_both_sides() {
        assert!(EmailAddress::try_from("jane@example.com".to_owned()).is_ok());
        for address in
            ["", "jane", "@example.com", "jane@", "a@b@c", "jane doe@example.com", "jane@example.com\n"]
        {
            assert!(EmailAddress::try_from(address.to_owned()).is_err(), "{address}");
        }
    }
}
