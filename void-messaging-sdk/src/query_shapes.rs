//! What SQS's older query protocol calls things: the lists and maps of each operation, and their types.
//!
//! After the service's model as it was when SDKs spoke this protocol (botocore before 1.31.81), with what came since.

use void_core::protocol::query::{Member, Operation, Shape};

/// The namespace of responses.
pub(crate) const NAMESPACE: &str = "http://queue.amazonaws.com/doc/2012-11-05/";

/// The operation that is called `name`.
pub(crate) fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

const fn text(name: &'static str) -> Member {
    Member::text(name)
}

const TEXT: Shape = Shape::Text;
const QUEUE_URL: Member = Member::new("QueueUrl", Shape::Url);

const VALUE: Shape = Shape::Structure(&[
    text("StringValue"),
    text("BinaryValue"),
    Member::list("StringListValues", "StringListValue", &TEXT),
    Member::list("BinaryListValues", "BinaryListValue", &TEXT),
    text("DataType"),
]);
const SEND_ENTRY: Shape = Shape::Structure(&[
    text("Id"),
    text("MessageBody"),
    Member::integer("DelaySeconds"),
    Member::map("MessageAttributes", "MessageAttribute", "Name", &VALUE),
    Member::map("MessageSystemAttributes", "MessageSystemAttribute", "Name", &VALUE),
    text("MessageDeduplicationId"),
    text("MessageGroupId"),
]);
const VISIBILITY_ENTRY: Shape =
    Shape::Structure(&[text("Id"), text("ReceiptHandle"), Member::integer("VisibilityTimeout")]);
const DELETE_ENTRY: Shape = Shape::Structure(&[text("Id"), text("ReceiptHandle")]);
const FAILED_ENTRY: Shape = Shape::Structure(&[
    text("Id"),
    Member::new("SenderFault", Shape::Boolean),
    text("Code"),
    text("Message"),
]);
const SENT_ENTRY: Shape = Shape::Structure(&[
    text("Id"),
    text("MessageId"),
    text("MD5OfMessageBody"),
    text("MD5OfMessageAttributes"),
    text("MD5OfMessageSystemAttributes"),
    text("SequenceNumber"),
]);
const DONE_ENTRY: Shape = Shape::Structure(&[text("Id")]);
const MESSAGE: Shape = Shape::Structure(&[
    text("MessageId"),
    text("ReceiptHandle"),
    text("MD5OfBody"),
    text("Body"),
    Member::map("Attributes", "Attribute", "Name", &TEXT),
    text("MD5OfMessageAttributes"),
    Member::map("MessageAttributes", "MessageAttribute", "Name", &VALUE),
]);
const MOVE_TASK: Shape = Shape::Structure(&[
    text("TaskHandle"),
    text("Status"),
    text("SourceArn"),
    text("DestinationArn"),
    Member::integer("MaxNumberOfMessagesPerSecond"),
    Member::integer("ApproximateNumberOfMessagesMoved"),
    Member::integer("ApproximateNumberOfMessagesToMove"),
    text("FailureReason"),
    Member::integer("StartedTimestamp"),
]);

const OPERATIONS: &[Operation] = &[
    Operation {
        name: "AddPermission",
        input: &[
            QUEUE_URL,
            text("Label"),
            Member::list("AWSAccountIds", "AWSAccountId", &TEXT),
            Member::list("Actions", "ActionName", &TEXT),
        ],
        output: None,
    },
    Operation {
        name: "CancelMessageMoveTask",
        input: &[text("TaskHandle")],
        output: Some(&[Member::integer("ApproximateNumberOfMessagesMoved")]),
    },
    Operation {
        name: "ChangeMessageVisibility",
        input: &[QUEUE_URL, text("ReceiptHandle"), Member::integer("VisibilityTimeout")],
        output: None,
    },
    Operation {
        name: "ChangeMessageVisibilityBatch",
        input: &[
            QUEUE_URL,
            Member::list("Entries", "ChangeMessageVisibilityBatchRequestEntry", &VISIBILITY_ENTRY),
        ],
        output: Some(&[
            Member::list("Successful", "ChangeMessageVisibilityBatchResultEntry", &DONE_ENTRY),
            Member::list("Failed", "BatchResultErrorEntry", &FAILED_ENTRY),
        ]),
    },
    Operation {
        name: "CreateQueue",
        input: &[
            text("QueueName"),
            Member::map("Attributes", "Attribute", "Name", &TEXT),
            Member::map("tags", "Tag", "Key", &TEXT),
        ],
        output: Some(&[text("QueueUrl")]),
    },
    Operation { name: "DeleteMessage", input: &[QUEUE_URL, text("ReceiptHandle")], output: None },
    Operation {
        name: "DeleteMessageBatch",
        input: &[QUEUE_URL, Member::list("Entries", "DeleteMessageBatchRequestEntry", &DELETE_ENTRY)],
        output: Some(&[
            Member::list("Successful", "DeleteMessageBatchResultEntry", &DONE_ENTRY),
            Member::list("Failed", "BatchResultErrorEntry", &FAILED_ENTRY),
        ]),
    },
    Operation { name: "DeleteQueue", input: &[QUEUE_URL], output: None },
    Operation {
        name: "GetQueueAttributes",
        input: &[QUEUE_URL, Member::list("AttributeNames", "AttributeName", &TEXT)],
        output: Some(&[Member::map("Attributes", "Attribute", "Name", &TEXT)]),
    },
    Operation {
        name: "GetQueueUrl",
        input: &[text("QueueName"), text("QueueOwnerAWSAccountId")],
        output: Some(&[text("QueueUrl")]),
    },
    Operation {
        name: "ListDeadLetterSourceQueues",
        input: &[QUEUE_URL, text("NextToken"), Member::integer("MaxResults")],
        output: Some(&[Member::list("queueUrls", "QueueUrl", &TEXT), text("NextToken")]),
    },
    Operation {
        name: "ListMessageMoveTasks",
        input: &[text("SourceArn"), Member::integer("MaxResults")],
        output: Some(&[Member::list("Results", "ListMessageMoveTasksResultEntry", &MOVE_TASK)]),
    },
    Operation {
        name: "ListQueueTags",
        input: &[QUEUE_URL],
        output: Some(&[Member::map("Tags", "Tag", "Key", &TEXT)]),
    },
    Operation {
        name: "ListQueues",
        input: &[text("QueueNamePrefix"), text("NextToken"), Member::integer("MaxResults")],
        output: Some(&[Member::list("QueueUrls", "QueueUrl", &TEXT), text("NextToken")]),
    },
    Operation { name: "PurgeQueue", input: &[QUEUE_URL], output: None },
    Operation {
        name: "ReceiveMessage",
        input: &[
            QUEUE_URL,
            Member::list("AttributeNames", "AttributeName", &TEXT),
            Member::list("MessageSystemAttributeNames", "MessageSystemAttributeName", &TEXT),
            Member::list("MessageAttributeNames", "MessageAttributeName", &TEXT),
            Member::integer("MaxNumberOfMessages"),
            Member::integer("VisibilityTimeout"),
            Member::integer("WaitTimeSeconds"),
            text("ReceiveRequestAttemptId"),
        ],
        output: Some(&[Member::list("Messages", "Message", &MESSAGE)]),
    },
    Operation { name: "RemovePermission", input: &[QUEUE_URL, text("Label")], output: None },
    Operation {
        name: "SendMessage",
        input: &[
            QUEUE_URL,
            text("MessageBody"),
            Member::integer("DelaySeconds"),
            Member::map("MessageAttributes", "MessageAttribute", "Name", &VALUE),
            Member::map("MessageSystemAttributes", "MessageSystemAttribute", "Name", &VALUE),
            text("MessageDeduplicationId"),
            text("MessageGroupId"),
        ],
        output: Some(&[
            text("MD5OfMessageBody"),
            text("MD5OfMessageAttributes"),
            text("MD5OfMessageSystemAttributes"),
            text("MessageId"),
            text("SequenceNumber"),
        ]),
    },
    Operation {
        name: "SendMessageBatch",
        input: &[QUEUE_URL, Member::list("Entries", "SendMessageBatchRequestEntry", &SEND_ENTRY)],
        output: Some(&[
            Member::list("Successful", "SendMessageBatchResultEntry", &SENT_ENTRY),
            Member::list("Failed", "BatchResultErrorEntry", &FAILED_ENTRY),
        ]),
    },
    Operation {
        name: "SetQueueAttributes",
        input: &[QUEUE_URL, Member::map("Attributes", "Attribute", "Name", &TEXT)],
        output: None,
    },
    Operation {
        name: "StartMessageMoveTask",
        input: &[text("SourceArn"), text("DestinationArn"), Member::integer("MaxNumberOfMessagesPerSecond")],
        output: Some(&[text("TaskHandle")]),
    },
    Operation {
        name: "TagQueue",
        input: &[QUEUE_URL, Member::map("Tags", "Tag", "Key", &TEXT)],
        output: None,
    },
    Operation {
        name: "UntagQueue",
        input: &[QUEUE_URL, Member::list("TagKeys", "TagKey", &TEXT)],
        output: None,
    },
];

#[cfg(test)]
mod tests;
