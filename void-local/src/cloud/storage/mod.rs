//! Storage triggers: what happens in buckets invokes functions asynchronously, as Lambda does it.
//!
//! | file | holds |
//! |---|---|
//! | `waiting.rs` | the events that wait for a function, and what becomes of one that failed: pure |
//! | `sink.rs` | where the buckets' notifications arrive |
//! | `trigger.rs` | a bucket that brings events to a function |
//! | `rules.rs` | what buckets are told to tell |
//! | `running.rs` | events that run, the timeline, the dead-letter queue |

mod rules;
mod running;
mod sink;
mod trigger;
mod waiting;

use self::trigger::function_arn;
pub(crate) use self::trigger::{StorageTrigger, configuration_id};
pub(in crate::cloud) use self::{running::Happened, sink::Notifications};
