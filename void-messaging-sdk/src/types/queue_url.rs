//! [`QueueUrl`]: the address of a queue.

use std::fmt;

use crate::wire::string_newtype;

string_newtype! {
    /// The URL of a queue, as `CreateQueue` and `GetQueueUrl` give it:
    /// `https://sqs.eu-central-1.amazonaws.com/123456789012/orders`.
    ///
    /// Taken as it is: the service says whether there is such a queue.
    #[derive(PartialOrd, Ord)]
    pub struct QueueUrl;
}

impl QueueUrl {
    /// The queue's name: what follows the last `/`.
    #[must_use]
    pub fn queue_name(&self) -> &str {
        self.as_str().rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is a FIFO queue, whose name ends in `.fifo`.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.as_str().ends_with(".fifo")
    }
}

impl fmt::Display for QueueUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for QueueUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl PartialEq<str> for QueueUrl {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for QueueUrl {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

#[cfg(test)]
mod tests {
    use super::QueueUrl;

    #[test]
    fn knows_the_name_in_it() {
        let url = QueueUrl::from("http://localhost:4566/000000000000/orders.fifo");
        assert_eq!(url.queue_name(), "orders.fifo");
        assert!(url.is_fifo());
        assert!(!QueueUrl::from("http://localhost:4566/000000000000/orders").is_fifo());
    }
}
