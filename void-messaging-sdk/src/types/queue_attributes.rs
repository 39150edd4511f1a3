//! [`QueueAttributes`]: the attributes of a queue, as text on the wire and typed here.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{QueueAttributeName, RedriveAllowPolicy, RedrivePolicy};

/// Attributes of a queue: those that a request sets, or those that were asked for.
///
/// A typed reader gives `None` where the attribute is not among them or its text is not of that type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueueAttributes(BTreeMap<QueueAttributeName, String>);

impl QueueAttributes {
    /// No attributes.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of an attribute.
    #[must_use]
    pub fn get(&self, name: &QueueAttributeName) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets the text of an attribute, and gives what it was.
    pub fn insert(
        &mut self,
        name: impl Into<QueueAttributeName>,
        value: impl Into<String>,
    ) -> Option<String> {
        self.0.insert(name.into(), value.into())
    }

    /// The attributes, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&QueueAttributeName, &str)> {
        self.0.iter().map(|(name, value)| (name, value.as_str()))
    }

    /// How long a message stays invisible after a receive.
    #[must_use]
    pub fn visibility_timeout(&self) -> Option<Duration> {
        self.seconds(&QueueAttributeName::VisibilityTimeout)
    }

    /// How long a message is kept.
    #[must_use]
    pub fn message_retention_period(&self) -> Option<Duration> {
        self.seconds(&QueueAttributeName::MessageRetentionPeriod)
    }

    /// How long a new message is delayed.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.seconds(&QueueAttributeName::DelaySeconds)
    }

    /// How long a receive waits unless it says otherwise.
    #[must_use]
    pub fn receive_message_wait_time(&self) -> Option<Duration> {
        self.seconds(&QueueAttributeName::ReceiveMessageWaitTimeSeconds)
    }

    /// The largest message, in bytes.
    #[must_use]
    pub fn maximum_message_size(&self) -> Option<usize> {
        self.parsed(&QueueAttributeName::MaximumMessageSize)
    }

    /// How many messages can be received now.
    #[must_use]
    pub fn approximate_number_of_messages(&self) -> Option<u64> {
        self.parsed(&QueueAttributeName::ApproximateNumberOfMessages)
    }

    /// How many messages are in flight.
    #[must_use]
    pub fn approximate_number_of_messages_not_visible(&self) -> Option<u64> {
        self.parsed(&QueueAttributeName::ApproximateNumberOfMessagesNotVisible)
    }

    /// How many messages are delayed.
    #[must_use]
    pub fn approximate_number_of_messages_delayed(&self) -> Option<u64> {
        self.parsed(&QueueAttributeName::ApproximateNumberOfMessagesDelayed)
    }

    /// When the queue was made.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        self.parsed(&QueueAttributeName::CreatedTimestamp).map(Timestamp::from_secs)
    }

    /// When its attributes were set last.
    #[must_use]
    pub fn last_modified_at(&self) -> Option<Timestamp> {
        self.parsed(&QueueAttributeName::LastModifiedTimestamp).map(Timestamp::from_secs)
    }

    /// The queue's ARN.
    #[must_use]
    pub fn queue_arn(&self) -> Option<&str> {
        self.get(&QueueAttributeName::QueueArn)
    }

    /// Whether it is a FIFO queue: a standard one has no such attribute.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.get(&QueueAttributeName::FifoQueue) == Some("true")
    }

    /// Whether the SHA-256 of the body is the deduplication id where none is sent.
    #[must_use]
    pub fn content_based_deduplication(&self) -> Option<bool> {
        self.parsed(&QueueAttributeName::ContentBasedDeduplication)
    }

    /// Where messages go that fail too often.
    #[must_use]
    pub fn redrive_policy(&self) -> Option<RedrivePolicy> {
        serde_json::from_str(self.get(&QueueAttributeName::RedrivePolicy)?).ok()
    }

    /// Which queues may use this one for dead letters.
    #[must_use]
    pub fn redrive_allow_policy(&self) -> Option<RedriveAllowPolicy> {
        serde_json::from_str(self.get(&QueueAttributeName::RedriveAllowPolicy)?).ok()
    }

    fn parsed<T: std::str::FromStr>(&self, name: &QueueAttributeName) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    fn seconds(&self, name: &QueueAttributeName) -> Option<Duration> {
        self.parsed(name).map(Duration::from_secs)
    }
}

impl<N: Into<QueueAttributeName>, V: Into<String>> FromIterator<(N, V)> for QueueAttributes {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(attributes: I) -> Self {
        Self(attributes.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl IntoIterator for QueueAttributes {
    type Item = (QueueAttributeName, String);
    type IntoIter = std::collections::btree_map::IntoIter<QueueAttributeName, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::QueueAttributes;
    use crate::types::RedrivePolicy;

    #[test]
    fn reads_what_the_service_sends() {
        let attributes: QueueAttributes = serde_json::from_str(
            r#"{"VisibilityTimeout":"30","ApproximateNumberOfMessages":"2","FifoQueue":"true","DelaySeconds":"x",
                "CreatedTimestamp":"1700000000","ContentBasedDeduplication":"false",
                "RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:x\",\"maxReceiveCount\":3}"}"#,
        )
        .unwrap();
        assert_eq!(attributes.visibility_timeout(), Some(Duration::from_secs(30)));
        assert_eq!(attributes.approximate_number_of_messages(), Some(2));
        assert!(attributes.is_fifo());
        assert_eq!(attributes.delay(), None, "not a number");
        assert_eq!(attributes.created_at().unwrap().as_secs(), 1_700_000_000);
        assert_eq!(attributes.content_based_deduplication(), Some(false));
        assert_eq!(attributes.redrive_policy(), Some(RedrivePolicy::new("arn:x", 3)));
        assert_eq!(attributes.redrive_allow_policy(), None);
    }
}
