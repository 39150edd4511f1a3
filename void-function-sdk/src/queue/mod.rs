//! Queue triggers: the event, its records, and the answer that says which of them failed.

mod attribute;
mod batch;
mod builder;
mod event;
mod record;

pub use self::{
    attribute::{AttributeValue, VoidMessageAttribute},
    batch::{BatchItemFailure, BatchResponse, FailureAction, FailureCause},
    builder::VoidQueueEventBuilder,
    event::VoidQueueEvent,
    record::VoidQueueRecord,
};
