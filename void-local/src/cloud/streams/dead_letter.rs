//! What a dead-letter queue is told of records that are not tried again: Lambda's document, and what went wrong.

use serde::{Deserialize, Serialize};
use void_core::Timestamp;
use void_messaging_sdk::mock::DeadLetterCause;
use void_streams_sdk::ShardId;

use super::{
    StreamTrigger,
    settling::{Condition, Fate},
};
use crate::{cloud::builder::REGION, timeline::Subject};

/// The attribute that tells such a message from others: the stream's name.
const STREAM: &str = "VoidStream";

/// Records of a stream that were not handled and are not tried again. They stay in the stream for as long as it keeps records.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StreamBatch {
    /// The shard.
    pub shard_id: String,
    /// The first record's sequence number.
    pub start_sequence_number: String,
    /// The last record's.
    pub end_sequence_number: String,
    /// When the first one came: `2026-01-01T00:00:00.000Z`.
    pub approximate_arrival_of_first_record: String,
    /// When the last one came.
    pub approximate_arrival_of_last_record: String,
    /// How many records they are.
    pub batch_size: usize,
    /// The stream's ARN.
    pub stream_arn: String,
}

/// What is told.
pub(super) struct DeadLetterDocument<'a> {
    pub(super) trigger: &'a StreamTrigger,
    pub(super) arn: &'a str,
    pub(super) shard: &'a ShardId,
    pub(super) fate: &'a Fate,
    pub(super) condition: Condition,
    pub(super) subject: &'a Subject,
}

/// The message's body.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    request_context: RequestContext,
    response_context: ResponseContext,
    version: String,
    timestamp: String,
    #[serde(rename = "KinesisBatchInfo")]
    kinesis_batch_info: StreamBatch,
    void: Cause,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    request_id: Option<String>,
    function_arn: String,
    condition: String,
    approximate_invoke_count: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext {
    status_code: u16,
    executed_version: String,
    function_error: Option<String>,
}

/// What went wrong: Void's own.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cause {
    error: String,
    error_type: String,
    function: String,
    trace_id: Option<String>,
}

impl DeadLetterDocument<'_> {
    /// The body and the attributes.
    pub(super) fn message(&self, now: Timestamp) -> (String, [(&'static str, String); 1]) {
        let Self { trigger, subject, fate, .. } = self;
        let function = trigger.function.name().to_owned();
        let body = Body {
            request_context: RequestContext {
                request_id: subject.request_id.clone(),
                function_arn: format!("arn:aws:lambda:{REGION}:000000000000:function:{function}"),
                condition: self.condition.as_str().to_owned(),
                approximate_invoke_count: fate.attempts,
            },
            response_context: ResponseContext {
                status_code: 200,
                executed_version: "$LATEST".to_owned(),
                function_error: subject.request_id.as_ref().map(|_| "Unhandled".to_owned()),
            },
            version: "1.0".to_owned(),
            timestamp: now.to_rfc3339(),
            kinesis_batch_info: self.batch(),
            void: Cause {
                error: fate.failure.message.clone(),
                error_type: fate.failure.error_type.clone(),
                function,
                trace_id: subject.correlation_id.clone(),
            },
        };
        let body = serde_json::to_string(&body).expect("texts and numbers are always JSON");
        (body, [(STREAM, trigger.stream().to_owned())])
    }

    fn batch(&self) -> StreamBatch {
        let records = &self.fate.records;
        let (first, last) = (&records[0], &records[records.len() - 1]);
        StreamBatch {
            shard_id: self.shard.to_string(),
            start_sequence_number: first.sequence_number.to_string(),
            end_sequence_number: last.sequence_number.to_string(),
            approximate_arrival_of_first_record: first.approximate_arrival_timestamp.to_rfc3339(),
            approximate_arrival_of_last_record: last.approximate_arrival_timestamp.to_rfc3339(),
            batch_size: records.len(),
            stream_arn: self.arn.to_owned(),
        }
    }
}

/// What a message of the dead-letter queue tells: which records, and what went wrong with them. `None` where it is no such
/// message.
pub(in crate::cloud) fn cause_of(
    attribute: impl Fn(&str) -> Option<String>,
    body: &str,
) -> Option<(StreamBatch, DeadLetterCause)> {
    attribute(STREAM)?;
    let body: Body = serde_json::from_str(body).ok()?;
    let Body { request_context, kinesis_batch_info, void, .. } = body;
    let cause = DeadLetterCause {
        error: void.error,
        error_type: void.error_type,
        attempts: request_context.approximate_invoke_count,
        function: Some(void.function),
        request_id: request_context.request_id,
        trace_id: void.trace_id,
    };
    Some((kinesis_batch_info, cause))
}
