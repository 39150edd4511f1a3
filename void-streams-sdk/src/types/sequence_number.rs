//! [`SequenceNumber`]: a record's place in its shard.

use std::{cmp::Ordering, fmt};

use void_core::protocol::shapes::compare_decimals;

use crate::wire::string_newtype;

string_newtype! {
    /// The number that the service gives a record: a later record of the same shard has a higher one, and so has a child
    /// shard's. A number of up to 129 digits in decimal.
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
