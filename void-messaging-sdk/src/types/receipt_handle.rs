//! [`ReceiptHandle`]: the right to delete a message that was received.

use std::fmt;

use crate::wire::string_newtype;

string_newtype! {
    /// What one receive of a message gives: needed to delete it or to change its visibility.
    ///
    /// Whoever has it can delete the message, so it does not show in `Debug`.
    pub struct ReceiptHandle;
}

impl fmt::Debug for ReceiptHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ReceiptHandle({} bytes)", self.as_str().len())
    }
}

#[cfg(test)]
mod tests {
    use super::ReceiptHandle;

    #[test]
    fn does_not_show_itself() {
        assert_eq!(format!("{:?}", ReceiptHandle::from("secret")), "ReceiptHandle(6 bytes)");
    }
}
