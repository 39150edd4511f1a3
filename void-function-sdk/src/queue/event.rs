//! [`VoidQueueEvent`].

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{BatchResponse, VoidQueueEventBuilder, VoidQueueRecord};
use crate::{
    event::{DecodeError, EncodeError, Event, Reply},
    json_path,
};

/// A batch of messages from a queue: the Lambda SQS event.
///
/// ```
/// use void_function_sdk::VoidQueueEvent;
///
/// let event = VoidQueueEvent::builder()
///     .json(&serde_json::json!({ "orderId": 7 }))
///     .message_attribute("EventType", "OrderPlaced")
///     .build();
/// let record = &event.records[0];
/// let body: serde_json::Value = record.json().unwrap();
/// assert_eq!(body["orderId"], 7);
/// assert_eq!(record.message_attribute("EventType"), Some("OrderPlaced"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidQueueEvent {
    /// The messages: 1 to 10,000 of a standard queue, 1 to 10 of a FIFO queue.
    #[serde(rename = "Records")]
    pub records: Vec<VoidQueueRecord>,
}

impl VoidQueueEvent {
    /// Starts an event for a test.
    pub fn builder() -> VoidQueueEventBuilder {
        VoidQueueEventBuilder::new()
    }

    /// The payload that a queue trigger hands to a function.
    #[must_use]
    pub fn to_payload(&self) -> Bytes {
        serde_json::to_vec(self).expect("texts and numbers are always JSON").into()
    }
}

impl Event for VoidQueueEvent {
    type ReplyFormat = ();

    const NAME: &'static str = "a queue event";

    fn decode(payload: &[u8]) -> Result<Self, DecodeError> {
        json_path::from_slice(payload).map_err(|error| DecodeError::new(Self::NAME, error.to_string()))
    }

    fn reply_format(&self) {}
}

/// Every message was handled.
impl Reply<VoidQueueEvent> for () {
    fn encode(self, _format: ()) -> Result<Bytes, EncodeError> {
        Ok(Bytes::from_static(br#"{"batchItemFailures":[]}"#))
    }
}

/// The messages that it names failed, the others were handled.
impl Reply<VoidQueueEvent> for BatchResponse {
    fn encode(self, _format: ()) -> Result<Bytes, EncodeError> {
        Ok(self.to_payload())
    }
}
