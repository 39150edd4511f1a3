//! Storage triggers: what happens in buckets invokes functions asynchronously, as Lambda does it.
//!
//! | file | holds |
//! |---|---|
//! | `waiting.rs` | the events that wait for a function, and what becomes of one that failed: pure |
//! | `keeping.rs` | the events that still wait after a restart |
//! | `sink.rs` | where the buckets' notifications arrive |
//! | `trigger.rs` | a bucket that brings events to a function |
//! | `rules.rs` | what buckets are told to tell |
//! | `running.rs` | events that run, the timeline, when one is given up |
//! | `dead_letter.rs` | what the dead-letter queue is told |
//! | `redriving.rs` | dead letters that are sent back |

mod dead_letter;
mod keeping;
mod redriving;
mod rules;
mod running;
mod sink;
mod trigger;
mod waiting;

use self::trigger::function_arn;
pub(crate) use self::trigger::{StorageTrigger, configuration_id};
pub(in crate::cloud) use self::{
    dead_letter::{Origin, origin_of},
    running::Happened,
    sink::Notifications,
};
