//! Stream triggers: the event, its records, and handling them one by one.

mod builder;
mod each_record;
mod event;
mod message;
mod record;

pub use self::{
    builder::VoidStreamEventBuilder,
    each_record::{EachStreamRecord, each_stream_record},
    event::{StreamWindow, VoidStreamEvent},
    message::{StreamMessage, StreamRecordHandler},
    record::{VoidStreamPayload, VoidStreamRecord},
};

#[cfg(test)]
mod each_record_tests;
#[cfg(test)]
mod event_tests;
