//! What operations change, as values: for a log from which the same engine can be made again.
//!
//! [`Engine::log_changes`](super::Engine::log_changes) has an engine keep them, [`Engine::take_changes`](super::Engine::take_changes)
//! hands them out; [`Saved`] is what they lead to, and [`Engine::restore`](super::Engine::restore) makes an engine of that.
//! [`Engine::snapshot`](super::Engine::snapshot) gives changes that lead to what is there, piece by piece while others go on: a
//! stream is told whole, a record with its place, so that what comes twice does no harm.
//!
//! What is left out is forgotten: what a shard let through lately, which subscriptions there are, faults to come.

mod change;
mod notes;
mod restore;
mod saved;
mod snapshot;

pub(super) use self::notes::Changes;
pub use self::{
    change::{Change, ConsumerState, Record, ShardState, StreamState},
    saved::Saved,
    snapshot::SnapshotCursor,
};
