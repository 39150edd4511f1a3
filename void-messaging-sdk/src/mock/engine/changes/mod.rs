//! What operations change, as values: for a log from which the same engine can be made again.
//!
//! [`Engine::log_changes`] has an engine keep them, [`Engine::take_changes`] hands them out; [`Saved`] is what they lead to,
//! and [`Engine::restore`] makes an engine of that. [`Engine::snapshot`] gives changes that lead to what is there, piece by
//! piece while others go on: each change says what is, not by how much it differs, so that one which comes twice does no harm.
//!
//! What is left out comes back as it was before: a message in flight is visible, a receive request attempt is forgotten.

mod change;
mod notes;
mod places;
mod restore;
mod saved;
mod snapshot;

pub(super) use self::notes::Changes;
pub use self::{
    change::{Change, Place, QueueState, Remembered, Stored, SubscriptionState},
    saved::Saved,
    snapshot::SnapshotCursor,
};
