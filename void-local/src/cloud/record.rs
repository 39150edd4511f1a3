//! A delivery as the record that a function gets, and as the timeline names it.

use void_core::TraceContext;
use void_function_sdk::{VoidMessageAttribute, VoidQueueRecord};
use void_messaging_sdk::{MessageAttributeValue, mock::Delivery, types::MessageSystemAttributeName};

use super::sends::EVENT_TYPE;
use crate::timeline::MessageRef;

/// The record of a queue event.
pub(super) fn record(delivery: &Delivery) -> VoidQueueRecord {
    let handle = delivery.receipt_handle.as_str();
    let mut record = VoidQueueRecord::new(&delivery.message_id, handle, &delivery.body);
    record.attributes =
        delivery.attributes.iter().map(|(name, value)| (name.as_str().to_owned(), value.clone())).collect();
    record.message_attributes =
        delivery.message_attributes.iter().map(|(name, value)| (name.clone(), attribute(value))).collect();
    record.md5_of_body.clone_from(&delivery.md5_of_body);
    record.md5_of_message_attributes.clone_from(&delivery.md5_of_message_attributes);
    record.event_source_arn.clone_from(&delivery.queue_arn);
    // arn:aws:sqs:region:account:name
    record.aws_region = delivery.queue_arn.split(':').nth(3).unwrap_or_default().to_owned();
    record
}

fn attribute(value: &MessageAttributeValue) -> VoidMessageAttribute {
    let attribute = match (value.as_str(), value.as_bytes()) {
        (None, Some(bytes)) => VoidMessageAttribute::binary(bytes.to_vec()),
        (text, _) => VoidMessageAttribute::text(text.unwrap_or_default()),
    };
    attribute.with_data_type(value.data_type())
}

/// The trace that a message was sent in.
pub(super) fn trace_of(delivery: &Delivery) -> Option<TraceContext> {
    TraceContext::parse(delivery.attributes.get(&MessageSystemAttributeName::AwsTraceHeader)?)
}

/// The message as the timeline names it.
pub(super) fn message_ref(delivery: &Delivery) -> MessageRef {
    let event_type = delivery.message_attributes.get(EVENT_TYPE).and_then(MessageAttributeValue::as_str);
    MessageRef::new(&delivery.message_id, event_type)
}
