//! [`Message`]: what a receive gives.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use void_core::{
    StoreError, Timestamp,
    store::{PayloadPointer, split_receipt},
};

use super::{MessageAttributeValue, MessageSystemAttributeName, ReceiptHandle, SequenceNumber};
use crate::{error::Error, wire};

/// A message that was received: invisible to others until its visibility time-out passes, gone once it is deleted.
///
/// It carries the attributes that the receive asked for, no others.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Message {
    /// The id that the service gave it when it was sent: the same at each receive.
    pub message_id: String,
    /// What deletes it: another one at each receive.
    pub receipt_handle: ReceiptHandle,
    /// The MD5 of the body, in hexadecimal; the client has compared it.
    #[serde(rename = "MD5OfBody")]
    pub md5_of_body: String,
    /// The body, as it was sent.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub body: String,
    /// The attributes that the service keeps, of those asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "wire::or_default")]
    pub attributes: BTreeMap<MessageSystemAttributeName, String>,
    /// The MD5 of the message attributes, in hexadecimal; the client has compared it.
    #[serde(rename = "MD5OfMessageAttributes", default, skip_serializing_if = "Option::is_none")]
    pub md5_of_message_attributes: Option<String>,
    /// The sender's attributes, of those asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "wire::or_default")]
    pub message_attributes: BTreeMap<String, MessageAttributeValue>,
    /// Why its body could not be had from the store that it is in
    /// ([`with_payload_offload`](crate::VoidMessagingClient::with_payload_offload)): [`body`](Self::body) is the pointer to
    /// it then. The message is in the queue all the same, and is received again unless it is deleted.
    #[serde(skip)]
    pub payload_error: Option<StoreError>,
}

impl Message {
    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidBody`](crate::ErrorKind::InvalidBody) when it is not the JSON of a `T`: it says where,
    /// and not what the body is; [`ErrorKind::Payload`](crate::ErrorKind::Payload) when the body could not be had from
    /// its store.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if let Some(error) = &self.payload_error {
            return Err(Error::payload("ReceiveMessage", error.clone()));
        }
        serde_json::from_str(&self.body).map_err(|error| Error::invalid_body("ReceiveMessage", error))
    }

    /// The text of the sender's attribute `name`, where it is a string or a number.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.message_attributes.get(name)?.as_str()
    }

    /// The text of an attribute that the service keeps.
    #[must_use]
    pub fn system_attribute(&self, name: &MessageSystemAttributeName) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// How often it was received so far, this time included.
    #[must_use]
    pub fn receive_count(&self) -> Option<u32> {
        self.system_attribute(&MessageSystemAttributeName::ApproximateReceiveCount)?.parse().ok()
    }

    /// When it was sent.
    #[must_use]
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.millis(&MessageSystemAttributeName::SentTimestamp)
    }

    /// When it was received first.
    #[must_use]
    pub fn first_received_at(&self) -> Option<Timestamp> {
        self.millis(&MessageSystemAttributeName::ApproximateFirstReceiveTimestamp)
    }

    /// The group that it was sent with.
    #[must_use]
    pub fn group_id(&self) -> Option<&str> {
        self.system_attribute(&MessageSystemAttributeName::MessageGroupId)
    }

    /// Its deduplication id, in a FIFO queue.
    #[must_use]
    pub fn deduplication_id(&self) -> Option<&str> {
        self.system_attribute(&MessageSystemAttributeName::MessageDeduplicationId)
    }

    /// Its place in its group, in a FIFO queue.
    #[must_use]
    pub fn sequence_number(&self) -> Option<SequenceNumber> {
        self.system_attribute(&MessageSystemAttributeName::SequenceNumber).map(SequenceNumber::from)
    }

    /// Where its body is kept, if the client found that it is in a store
    /// ([`with_payload_offload`](crate::VoidMessagingClient::with_payload_offload)).
    #[must_use]
    pub fn payload_pointer(&self) -> Option<PayloadPointer> {
        split_receipt(self.receipt_handle.as_str()).0
    }

    fn millis(&self, name: &MessageSystemAttributeName) -> Option<Timestamp> {
        self.system_attribute(name)?.parse().ok().map(Timestamp::from_millis)
    }
}

impl fmt::Debug for Message {
    /// Shows neither the body nor the receipt handle.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Message")
            .field("message_id", &self.message_id)
            .field("body_bytes", &self.body.len())
            .field("attributes", &self.attributes)
            .field("message_attributes", &self.message_attributes.keys())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Message;
    use crate::ErrorKind;

    fn message() -> Message {
        serde_json::from_str(
            r#"{"MessageId":"5fea7756","ReceiptHandle":"secret-handle","MD5OfBody":"x","Body":"{\"total\":49}",
                "Attributes":{"SentTimestamp":"1700000000123","ApproximateReceiveCount":"2","MessageGroupId":"g"},
                "MessageAttributes":{"EventType":{"DataType":"String","StringValue":"OrderPlaced"}}}"#,
        )
        .unwrap()
    }

    #[test]
    fn reads_its_attributes() {
        let message = message();
        assert_eq!(message.attribute("EventType"), Some("OrderPlaced"));
        assert_eq!(message.attribute("Other"), None);
        assert_eq!(message.receive_count(), Some(2));
        assert_eq!(message.sent_at().unwrap().as_millis(), 1_700_000_000_123);
        assert_eq!(message.group_id(), Some("g"));
    }

    #[test]
    fn reads_a_typed_body_or_says_why_not() {
        #[derive(Debug, serde::Deserialize)]
        struct Order {
            total: u32,
        }
        assert_eq!(message().json::<Order>().unwrap().total, 49);
        let error = message().json::<Vec<u32>>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidBody);
    }

    #[test]
    fn shows_neither_body_nor_handle() {
        let debug = format!("{:?}", message());
        assert!(
            !debug.contains("total") && !debug.contains("secret") && !debug.contains("OrderPlaced"),
            "{debug}"
        );
    }
}
