//! Storage triggers: what happens in buckets invokes functions asynchronously, as Lambda does it.
//!
//! | file | holds |
//! |---|---|
//! | `waiting.rs` | the events that wait for a function, and what becomes of one that failed: pure |
//! | `sink.rs` | where the buckets' notifications arrive |
//! | `trigger.rs` | a bucket that brings events to a function |
//! | `running.rs` | events that run, the timeline, the dead-letter queue |

mod running;
mod sink;
mod trigger;
mod waiting;

pub(crate) use self::trigger::{StorageTrigger, configuration_id, function_arn};
pub(in crate::cloud) use self::{running::Happened, sink::Notifications};
