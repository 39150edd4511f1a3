//! [`Grant`]: what a mention in a `void.yaml` lets a function do, as the services' actions.

use crate::manifest::ResourceKind;

/// How a `void.yaml` mentions a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grant {
    /// By a placeholder, or as a dead-letter queue of its own: the function writes there.
    Write,
    /// As an event source: it reads and deletes there.
    Consume,
}

/// What tells about a queue and takes nothing out of it.
const QUEUE: [&str; 2] = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"];
const QUEUE_WRITE: [&str; 1] = ["sqs:SendMessage"];
const QUEUE_CONSUME: [&str; 3] = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"];

/// Reading a stream takes nothing out of it: who writes may read as well.
const STREAM: [&str; 8] = [
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamConsumer",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:ListStreamConsumers",
    "kinesis:SubscribeToShard",
];
const STREAM_WRITE: [&str; 2] = ["kinesis:PutRecord", "kinesis:PutRecords"];

/// Who may overwrite an object may read and delete it as well: a payload of a message is fetched and removed by who has it.
const BUCKET: [&str; 10] = [
    "s3:DeleteObject",
    "s3:GetBucketLocation",
    "s3:GetObject",
    "s3:GetObjectAttributes",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAttributes",
    "s3:GetObjectVersionTagging",
    "s3:ListBucket",
    "s3:ListBucketVersions",
];
const BUCKET_WRITE: [&str; 6] = [
    "s3:AbortMultipartUpload",
    "s3:DeleteObjectTagging",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
    "s3:PutObjectTagging",
];

impl Grant {
    /// Whether it is a grant for `action` on a resource of `kind`.
    pub(super) fn allows(self, kind: ResourceKind, action: &str) -> bool {
        let (either, own): (&[&str], &[&str]) = match (kind, self) {
            (ResourceKind::Queue, Self::Write) => (&QUEUE, &QUEUE_WRITE),
            (ResourceKind::Queue, Self::Consume) => (&QUEUE, &QUEUE_CONSUME),
            (ResourceKind::Stream, Self::Write) => (&STREAM, &STREAM_WRITE),
            (ResourceKind::Stream, Self::Consume) => (&STREAM, &[]),
            (ResourceKind::Bucket, Self::Write) => (&BUCKET, &BUCKET_WRITE),
            (ResourceKind::Bucket, Self::Consume) => (&BUCKET, &[]),
        };
        either.contains(&action) || own.contains(&action)
    }

    /// The grant that an action on a resource of `kind` needs, where any does.
    pub(super) fn needed(kind: ResourceKind, action: &str) -> Option<Self> {
        [Self::Write, Self::Consume].into_iter().find(|grant| grant.allows(kind, action))
    }

    /// What it comes to, for a person.
    pub(super) const fn verbs(self, kind: ResourceKind) -> &'static [&'static str] {
        match (kind, self) {
            (ResourceKind::Queue, Self::Write) => &["send"],
            (ResourceKind::Queue, Self::Consume) => &["receive", "delete"],
            (ResourceKind::Stream, Self::Write) => &["put", "read"],
            (ResourceKind::Stream, Self::Consume) => &["read"],
            (ResourceKind::Bucket, Self::Write) => &["put", "read", "delete"],
            (ResourceKind::Bucket, Self::Consume) => &["read", "delete"],
        }
    }
}
