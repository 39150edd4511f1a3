//! Stream triggers: from the records of shards to batches that run, and what becomes of them.
//!
//! | file | holds |
//! |---|---|
//! | `lane.rs` | how far a function has come in one shard: pure, as are the next three |
//! | `choosing.rs` | which records of a shard may go next |
//! | `settling.rs` | what becomes of a batch |
//! | `keeping.rs` | where functions go on after a restart |
//! | `judge.rs` | what an answer means |
//! | `progress.rs` | all shards, parents before children |
//! | `trigger.rs`, `running.rs`, `outcomes.rs` | the cloud's side: where it starts, batches that run, the timeline |
//! | `dead_letter.rs`, `record.rs` | what is told of records, and to whom |

mod choosing;
mod dead_letter;
mod judge;
mod keeping;
mod lane;
mod outcomes;
mod progress;
mod record;
mod running;
mod settling;
mod trigger;

pub use self::dead_letter::StreamBatch;
pub(crate) use self::trigger::{Lag, StreamTrigger};
pub(in crate::cloud) use self::{
    dead_letter::cause_of, progress::StreamProgress, record::record_ref, running::Records,
};
