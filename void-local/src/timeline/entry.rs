//! [`TimelineEntry`]: one thing that happened.

use std::time::Duration;

use serde::{Serialize, Serializer};
use void_core::Timestamp;
use void_function_sdk::{InvocationError, InvocationErrorKind};

use super::{MessageRef, ObjectRef, RecordRef};

/// One thing that happened. As JSON it is one object: `{"atMs": …, "function": …, "event": "returned", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TimelineEntry {
    /// When, by the cloud's clock.
    #[serde(rename = "atMs", serialize_with = "milliseconds_since_epoch")]
    pub at: Timestamp,
    /// The function that it happened to; `None` where no function was concerned (no route, a redrive).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The invocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What everything that one request set off has in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// Which try of the message it is, from 1; of several messages, the one that was tried most often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// What happened.
    #[serde(flatten)]
    pub event: TimelineEvent,
}

impl TimelineEntry {
    /// Whether it happened to the function `name`.
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        self.function.as_deref() == Some(name)
    }

    /// Whether it belongs to the request that has this correlation id.
    pub(crate) fn is_of_request(&self, correlation_id: &str) -> bool {
        self.correlation_id.as_deref() == Some(correlation_id)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum TimelineEvent {
    /// The function was deployed, or replaced.
    Deployed {
        /// Whether an earlier one of its name was replaced.
        replaced: bool,
    },
    /// An HTTP request reached no function.
    Refused {
        /// The method.
        method: String,
        /// The path.
        path: String,
        /// The answer: 404, 405 or 413.
        status: u16,
    },
    /// The function was invoked.
    Invoked {
        /// By what.
        trigger: Trigger,
    },
    /// The function sent a message.
    Sent {
        /// To which queue.
        queue: String,
        /// What.
        message: MessageRef,
    },
    /// The function put a record.
    Put {
        /// Into which stream.
        stream: String,
        /// What.
        record: RecordRef,
    },
    /// The function stored an object.
    Stored {
        /// In which bucket.
        bucket: String,
        /// Under which key.
        key: String,
        /// Its version, in a bucket that keeps them.
        #[serde(skip_serializing_if = "Option::is_none")]
        version_id: Option<String>,
    },
    /// The function wrote a log line.
    Logged {
        /// `INFO`, `WARN`, ….
        level: String,
        /// The line.
        message: String,
    },
    /// The function answered.
    Returned {
        /// How long it took.
        #[serde(rename = "durationMs", serialize_with = "milliseconds")]
        duration: Duration,
        /// The status that went back to the caller of an HTTP function.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// How many messages of a queue's batch it reported as failed; of a stream's batch, the records from the first one on
        /// that it reported as failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        failed_records: Option<usize>,
    },
    /// The function failed.
    Failed {
        /// How long it took.
        #[serde(rename = "durationMs", serialize_with = "milliseconds")]
        duration: Duration,
        /// In which way.
        kind: InvocationErrorKind,
        /// The type of its error.
        error_type: String,
        /// What the error says.
        message: String,
        /// The status that went back to the caller of an HTTP function: 502 or 504.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
    /// A message was not handled and is delivered again.
    Retried {
        /// Of which queue.
        queue: String,
        /// Which.
        message: MessageRef,
        /// In how long.
        #[serde(rename = "inMs", serialize_with = "milliseconds")]
        after: Duration,
        /// Why.
        reason: String,
    },
    /// A message went to the dead-letter queue.
    DeadLettered {
        /// Which queue.
        queue: String,
        /// Which.
        message: MessageRef,
        /// Why.
        reason: String,
    },
    /// A message that can't be handled was deleted, since its trigger has no dead-letter queue.
    Dropped {
        /// Of which queue.
        queue: String,
        /// Which.
        message: MessageRef,
        /// Why.
        reason: String,
    },
    /// Records were not handled and are tried again.
    BatchRetried {
        /// Of which stream.
        stream: String,
        /// Which.
        records: Vec<RecordRef>,
        /// In how long.
        #[serde(rename = "inMs", serialize_with = "milliseconds")]
        after: Duration,
        /// Why.
        reason: String,
    },
    /// Records were not handled and are tried again in two halves.
    BatchBisected {
        /// Of which stream.
        stream: String,
        /// Which.
        records: Vec<RecordRef>,
        /// Why.
        reason: String,
    },
    /// Records are not tried again; the dead-letter queue was told.
    BatchDeadLettered {
        /// Which queue.
        queue: String,
        /// Which.
        records: Vec<RecordRef>,
        /// Why.
        reason: String,
    },
    /// Records are not tried again, and nobody was told, since their trigger has no dead-letter queue.
    BatchDropped {
        /// Of which stream.
        stream: String,
        /// Which.
        records: Vec<RecordRef>,
        /// Why.
        reason: String,
    },
    /// What happened in a bucket was not handled and is tried again.
    EventRetried {
        /// In which bucket.
        bucket: String,
        /// What.
        objects: Vec<ObjectRef>,
        /// In how long.
        #[serde(rename = "inMs", serialize_with = "milliseconds")]
        after: Duration,
        /// Why.
        reason: String,
    },
    /// What happened in a bucket is not tried again; the event went to the dead-letter queue.
    EventDeadLettered {
        /// Which queue.
        queue: String,
        /// What.
        objects: Vec<ObjectRef>,
        /// Why.
        reason: String,
    },
    /// What happened in a bucket is not tried again, and nobody was told, since its trigger has no dead-letter queue.
    EventDropped {
        /// In which bucket.
        bucket: String,
        /// What.
        objects: Vec<ObjectRef>,
        /// Why.
        reason: String,
    },
    /// What happened in a bucket, and was a dead letter, is tried anew.
    EventRedriven {
        /// Out of which dead-letter queue.
        from: String,
        /// In which bucket it happened.
        bucket: String,
        /// What.
        objects: Vec<ObjectRef>,
    },
    /// A dead letter was put back.
    Redriven {
        /// Out of which dead-letter queue.
        from: String,
        /// To which queue.
        queue: String,
        /// To which function's subscription; `None` to all.
        #[serde(skip_serializing_if = "Option::is_none")]
        subscription: Option<String>,
        /// Which. It is a new message.
        message: MessageRef,
        /// The id that it had as a dead letter, and before.
        was: String,
    },
}

impl TimelineEvent {
    /// An invocation that failed, where no caller waits for a status.
    pub(crate) fn failed(duration: Duration, error: &InvocationError) -> Self {
        Self::Failed {
            duration,
            kind: error.kind(),
            error_type: error.error_type().to_owned(),
            message: error.message().to_owned(),
            status: None,
        }
    }
}

/// What invoked a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Trigger {
    /// An HTTP request.
    Http {
        /// The method.
        method: String,
        /// The path.
        path: String,
    },
    /// Messages of a queue.
    Queue {
        /// The queue.
        queue: String,
        /// The batch.
        messages: Vec<MessageRef>,
    },
    /// Records of a shard of a stream.
    Stream {
        /// The stream.
        stream: String,
        /// The batch.
        records: Vec<RecordRef>,
    },
    /// What happened in a bucket.
    Storage {
        /// The bucket.
        bucket: String,
        /// To what.
        objects: Vec<ObjectRef>,
    },
    /// A call by name.
    Direct,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn milliseconds_since_epoch<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(at.as_millis())
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
