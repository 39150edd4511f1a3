//! What the Kinesis Client Library does: leases, checkpoints, parents before children, workers that share shards.

mod checkpoint;
mod lease;
mod plan;
mod position;
mod store;
mod sync;
mod user_record;

pub use self::{
    checkpoint::{Checkpoint, Progress},
    lease::Lease,
    position::InitialPosition,
    store::{CheckpointStore, InMemoryCheckpointStore, LeaseGroup, StoredLease, Version, Written},
    user_record::UserRecord,
};
