//! [`SequenceNumber`]: a record's place in its shard.

use crate::wire::decimal_newtype;

decimal_newtype! {
    /// The number that the service gives a record: a later record of the same shard has a higher one, and so has a child
    /// shard's. A number of up to 129 digits in decimal.
    pub struct SequenceNumber;
}
