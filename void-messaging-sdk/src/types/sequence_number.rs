//! [`SequenceNumber`]: a message's place in its group.

use std::{cmp::Ordering, fmt};

use void_core::protocol::shapes::compare_decimals;

use crate::wire::string_newtype;

string_newtype! {
    /// The number that a FIFO queue gives a message: a later message of the same group has a higher one. 128 bits
    /// in decimal.
    pub struct SequenceNumber;
}

impl Ord for SequenceNumber {
    /// Compares as numbers.
    fn cmp(&self, other: &Self) -> Ordering {
        compare_decimals(self.as_str(), other.as_str())
    }
}

impl PartialOrd for SequenceNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for SequenceNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::SequenceNumber;

    #[test]
    fn compares_as_a_number() {
        assert!(SequenceNumber::from("9") < SequenceNumber::from("10"));
        assert!(SequenceNumber::from("18849496460467696128") < SequenceNumber::from("18849496460467696130"));
        assert!(SequenceNumber::from("010") < SequenceNumber::from("11"));
    }
}
