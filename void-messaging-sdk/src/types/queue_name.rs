//! [`QueueName`]: a name that a queue can have.

use std::{convert::Infallible, fmt, str::FromStr};

/// The name of a queue: 1 to 80 characters of `A–Z`, `a–z`, `0–9`, `-` and `_`; a FIFO queue's ends in `.fifo`,
/// which counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueName(String);

/// The text is no name that a queue can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{name:?} is not a queue name: 1 to 80 of the characters A-Z, a-z, 0-9, - and _, then .fifo for a FIFO queue"
)]
pub struct InvalidQueueName {
    name: String,
}

impl QueueName {
    /// The most characters that a name has, `.fifo` included.
    pub const MAX_CHARACTERS: usize = 80;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the name of a FIFO queue.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.0.ends_with(".fifo")
    }

    fn is_valid(name: &str) -> bool {
        let stem = name.strip_suffix(".fifo").unwrap_or(name);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !stem.is_empty() && name.len() <= Self::MAX_CHARACTERS && stem.bytes().all(allowed)
    }
}

impl TryFrom<String> for QueueName {
    type Error = InvalidQueueName;

    fn try_from(name: String) -> Result<Self, InvalidQueueName> {
        if Self::is_valid(&name) { Ok(Self(name)) } else { Err(InvalidQueueName { name }) }
    }
}

impl TryFrom<&str> for QueueName {
    type Error = InvalidQueueName;

    fn try_from(name: &str) -> Result<Self, InvalidQueueName> {
        name.to_owned().try_into()
    }
}

impl TryFrom<&String> for QueueName {
    type Error = InvalidQueueName;

    fn try_from(name: &String) -> Result<Self, InvalidQueueName> {
        name.clone().try_into()
    }
}

impl From<&Self> for QueueName {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

impl FromStr for QueueName {
    type Err = InvalidQueueName;

    fn from_str(name: &str) -> Result<Self, InvalidQueueName> {
        name.try_into()
    }
}

impl From<Infallible> for InvalidQueueName {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<QueueName> for String {
    fn from(name: QueueName) -> Self {
        name.0
    }
}

impl AsRef<str> for QueueName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QueueName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::QueueName;

    #[test]
    fn takes_what_the_service_takes() {
        for name in
            ["a", "order-events_1", "orders.fifo", &"x".repeat(80), &format!("{}.fifo", "x".repeat(75))]
        {
            assert_eq!(QueueName::try_from(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn refuses_the_rest() {
        for name in [
            "",
            ".fifo",
            "a.b",
            "a b",
            "ä",
            "a.fifo.fifo",
            "a/b",
            &"x".repeat(81),
            &format!("{}.fifo", "x".repeat(76)),
        ] {
            let error = QueueName::try_from(name).unwrap_err();
            assert!(error.to_string().contains(&format!("{name:?}")), "{error}");
        }
    }
}
