//! [`VoidStreamEvent`].

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{VoidStreamEventBuilder, VoidStreamRecord};
use crate::{
    event::{DecodeError, EncodeError, Event, Reply},
    json_path,
    queue::BatchResponse,
};

/// A batch of records from one shard of a stream, in their order: the Lambda Kinesis event.
///
/// A handler answers `()` (all done), a [`BatchResponse`] whose `item_identifier`s are sequence numbers, or an error (all
/// failed). What counts of a `BatchResponse` is the lowest sequence number: everything from there on is delivered again.
///
/// ```
/// use void_function_sdk::VoidStreamEvent;
///
/// let event = VoidStreamEvent::builder().json("order-7", &serde_json::json!({ "total": "49.00" })).build();
/// let record = &event.records[0];
/// let data: serde_json::Value = record.json().unwrap();
/// assert_eq!((record.partition_key(), data["total"].as_str()), ("order-7", Some("49.00")));
/// ```
///
/// The fields after `records` are there where the trigger has a tumbling window, which Void Cloud's has not. A function that
/// keeps a state in one takes [`Json<VoidStreamEvent>`](crate::Json) and answers JSON of its own, with the `state` in it.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html>
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VoidStreamEvent {
    /// The records, 1 to 10,000; none at the end of a window that had none.
    #[serde(rename = "Records")]
    pub records: Vec<VoidStreamRecord>,
    /// The window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<StreamWindow>,
    /// What the function answered as the window's state before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<serde_json::Value>,
    /// The shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_id: Option<String>,
    /// The stream's ARN.
    #[serde(default, rename = "eventSourceARN", skip_serializing_if = "Option::is_none")]
    pub event_source_arn: Option<String>,
    /// Whether the window ends with this batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_final_invoke_for_window: Option<bool>,
    /// Whether the window ends before its time, since its state grew too large.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_window_terminated_early: Option<bool>,
}

/// A tumbling window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamWindow {
    /// When it begins: `2020-12-09T07:04:00Z`.
    pub start: String,
    /// When it ends: `2020-12-09T07:06:00Z`.
    pub end: String,
}

impl VoidStreamEvent {
    /// Makes an event of a trigger that has no window.
    #[must_use]
    pub fn new(records: Vec<VoidStreamRecord>) -> Self {
        Self { records, ..Self::default() }
    }

    /// Starts an event for a test.
    pub fn builder() -> VoidStreamEventBuilder {
        VoidStreamEventBuilder::new()
    }

    /// The payload that a stream trigger hands to a function.
    #[must_use]
    pub fn to_payload(&self) -> Bytes {
        serde_json::to_vec(self).expect("texts and numbers are always JSON").into()
    }
}

impl Event for VoidStreamEvent {
    type ReplyFormat = ();

    const NAME: &'static str = "a stream event";

    fn decode(payload: &[u8]) -> Result<Self, DecodeError> {
        json_path::from_slice(payload).map_err(|error| DecodeError::new(Self::NAME, error.to_string()))
    }

    fn reply_format(&self) {}
}

/// Every record was handled.
impl Reply<VoidStreamEvent> for () {
    fn encode(self, _format: ()) -> Result<Bytes, EncodeError> {
        Ok(Bytes::from_static(br#"{"batchItemFailures":[]}"#))
    }
}

/// The record with the lowest sequence number that it names failed; those before it were handled.
impl Reply<VoidStreamEvent> for BatchResponse {
    fn encode(self, _format: ()) -> Result<Bytes, EncodeError> {
        Ok(self.to_payload())
    }
}
