//! The names of attributes.

use crate::wire::string_enum;

string_enum! {
    /// An attribute that the service keeps for a message, asked for with
    /// [`ReceiveMessage`](crate::VoidMessagingClient::receive_message).
    pub enum MessageSystemAttributeName {
        /// Every attribute: in a request only.
        All = "All",
        /// Who sent it: the id of the IAM user or role.
        SenderId = "SenderId",
        /// When it was sent, in milliseconds since the Unix epoch.
        SentTimestamp = "SentTimestamp",
        /// How often it was received and not deleted.
        ApproximateReceiveCount = "ApproximateReceiveCount",
        /// When it was received first, in milliseconds since the Unix epoch.
        ApproximateFirstReceiveTimestamp = "ApproximateFirstReceiveTimestamp",
        /// Its place in its group, in a FIFO queue.
        SequenceNumber = "SequenceNumber",
        /// Its deduplication id, in a FIFO queue.
        MessageDeduplicationId = "MessageDeduplicationId",
        /// The group that it was sent with.
        MessageGroupId = "MessageGroupId",
        /// The trace header that it was sent with.
        AwsTraceHeader = "AWSTraceHeader",
        /// The ARN of the queue that it came from, in a dead-letter queue.
        DeadLetterQueueSourceArn = "DeadLetterQueueSourceArn",
    }
}

string_enum! {
    /// An attribute of a queue. Durations are in seconds and sizes in bytes, in a string.
    pub enum QueueAttributeName {
        /// Every attribute: in a request only.
        All = "All",
        /// The access policy, in JSON.
        Policy = "Policy",
        /// How long a message stays invisible after a receive: 0 to 43,200 s, default 30 s.
        VisibilityTimeout = "VisibilityTimeout",
        /// The largest message: 1,024 to 1,048,576 bytes, default 1,048,576.
        MaximumMessageSize = "MaximumMessageSize",
        /// How long a message is kept: 60 to 1,209,600 s, default 345,600 s (4 days).
        MessageRetentionPeriod = "MessageRetentionPeriod",
        /// How many messages can be received now; read only.
        ApproximateNumberOfMessages = "ApproximateNumberOfMessages",
        /// How many messages are in flight; read only.
        ApproximateNumberOfMessagesNotVisible = "ApproximateNumberOfMessagesNotVisible",
        /// When the queue was made, in seconds since the Unix epoch; read only.
        CreatedTimestamp = "CreatedTimestamp",
        /// When its attributes were set last, in seconds since the Unix epoch; read only.
        LastModifiedTimestamp = "LastModifiedTimestamp",
        /// Its ARN; read only.
        QueueArn = "QueueArn",
        /// How many messages are delayed; read only.
        ApproximateNumberOfMessagesDelayed = "ApproximateNumberOfMessagesDelayed",
        /// How long a new message is delayed: 0 to 900 s, default 0.
        DelaySeconds = "DelaySeconds",
        /// How long a receive waits unless it says otherwise: 0 to 20 s, default 0.
        ReceiveMessageWaitTimeSeconds = "ReceiveMessageWaitTimeSeconds",
        /// Where messages go that fail too often: a [`RedrivePolicy`](crate::types::RedrivePolicy) in JSON.
        RedrivePolicy = "RedrivePolicy",
        /// Whether it is a FIFO queue: `true`, or absent. Can't be changed.
        FifoQueue = "FifoQueue",
        /// Whether a FIFO queue takes the SHA-256 of the body as the deduplication id where none is sent.
        ContentBasedDeduplication = "ContentBasedDeduplication",
        /// The KMS key that encrypts messages.
        KmsMasterKeyId = "KmsMasterKeyId",
        /// How long a data key is used: 60 to 86,400 s, default 300 s.
        KmsDataKeyReusePeriodSeconds = "KmsDataKeyReusePeriodSeconds",
        /// Whether a FIFO queue deduplicates within a `messageGroup` or the `queue`.
        DeduplicationScope = "DeduplicationScope",
        /// Whether a FIFO queue's throughput limit is `perQueue` or `perMessageGroupId`.
        FifoThroughputLimit = "FifoThroughputLimit",
        /// Which queues may use this one for dead letters: a
        /// [`RedriveAllowPolicy`](crate::types::RedriveAllowPolicy) in JSON.
        RedriveAllowPolicy = "RedriveAllowPolicy",
        /// Whether messages are encrypted with keys that the service owns.
        SqsManagedSseEnabled = "SqsManagedSseEnabled",
    }
}

string_enum! {
    /// What a move task does.
    pub enum MoveTaskStatus {
        /// It moves messages.
        Running = "RUNNING",
        /// It moved all of them.
        Completed = "COMPLETED",
        /// It is being cancelled.
        Cancelling = "CANCELLING",
        /// It was cancelled.
        Cancelled = "CANCELLED",
        /// It failed.
        Failed = "FAILED",
    }
}

#[cfg(test)]
mod tests {
    use super::{MessageSystemAttributeName, QueueAttributeName};

    #[test]
    fn names_go_both_ways() {
        for name in QueueAttributeName::KNOWN {
            let json = serde_json::to_string(name).unwrap();
            assert_eq!(serde_json::from_str::<QueueAttributeName>(&json).unwrap(), *name);
        }
        assert_eq!(
            MessageSystemAttributeName::from("AWSTraceHeader"),
            MessageSystemAttributeName::AwsTraceHeader
        );
    }

    #[test]
    fn keeps_a_name_that_it_does_not_know() {
        let name: QueueAttributeName = serde_json::from_str("\"Colour\"").unwrap();
        assert_eq!(name, QueueAttributeName::Unknown("Colour".to_owned()));
        assert_eq!(serde_json::to_string(&name).unwrap(), "\"Colour\"");
    }
}
