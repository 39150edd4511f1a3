//! [`SequenceNumber`]: a message's place in its group.

use crate::wire::decimal_newtype;

decimal_newtype! {
    /// The number that a FIFO queue gives a message: a later message of the same group has a higher one. 128 bits
    /// in decimal.
    pub struct SequenceNumber;
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
