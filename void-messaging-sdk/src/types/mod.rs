//! What the operations speak of: queues, messages, attributes.

pub(crate) mod attribute_value;
mod batch_error;
mod message;
mod names;
mod queue_attributes;
mod queue_name;
mod queue_url;
mod receipt_handle;
mod redrive;
mod sequence_number;

pub use self::{
    attribute_value::{AttributeKind, InvalidAttributeValue, MessageAttributeValue},
    batch_error::BatchResultErrorEntry,
    message::Message,
    names::{MessageSystemAttributeName, MoveTaskStatus, QueueAttributeName},
    queue_attributes::QueueAttributes,
    queue_name::{InvalidQueueName, QueueName},
    queue_url::QueueUrl,
    receipt_handle::ReceiptHandle,
    redrive::{RedriveAllowPolicy, RedrivePolicy},
    sequence_number::SequenceNumber,
};
