//! What the Kinesis Client Library does: leases, checkpoints, parents before children, workers that share shards.

mod builder;
mod checkpoint;
mod handler;
mod lease;
mod plan;
mod position;
mod settings;
mod source;
mod stats;
mod store;
mod stream;
mod sync;
mod worker;

pub use self::{
    builder::Consumer,
    checkpoint::{Checkpoint, Progress},
    handler::{Batch, BatchOutcome, DeadLetter, DeadLetterSink, IntoBatchOutcome, LogDeadLetters},
    lease::Lease,
    position::InitialPosition,
    stats::{ConsumerStats, Monitor, ShardStats},
    store::{CheckpointStore, InMemoryCheckpointStore, LeaseGroup, StoredLease, Version, Written},
    stream::{Deliveries, Delivery},
};
pub use crate::aggregation::UserRecord;
