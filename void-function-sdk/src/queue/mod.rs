//! Queue triggers: the event, its records, and the answer that says which of them failed.

mod attribute;
mod batch;
mod builder;
mod each_record;
mod event;
mod message;
mod payloads;
mod record;

pub(crate) use void_core::bounded;

pub use self::{
    attribute::{AttributeValue, VoidMessageAttribute},
    batch::{BatchItemFailure, BatchResponse, FailureAction, FailureCause},
    builder::VoidQueueEventBuilder,
    each_record::{EachRecord, each_record},
    event::VoidQueueEvent,
    message::{QueueMessage, RecordHandler},
    payloads::QueuePayloads,
    record::VoidQueueRecord,
};

#[cfg(test)]
mod each_record_tests;
#[cfg(test)]
mod event_tests;
#[cfg(test)]
mod payloads_tests;
