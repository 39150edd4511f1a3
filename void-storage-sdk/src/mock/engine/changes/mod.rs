//! What operations change, as values: for a log from which the same engine can be made again.
//!
//! [`Engine::log_changes`](super::Engine::log_changes) has an engine keep them, [`Engine::take_changes`](super::Engine::take_changes)
//! hands them out; [`Saved`] is what they lead to, and [`Engine::restore`](super::Engine::restore) makes an engine of that.
//! [`Engine::snapshot`](super::Engine::snapshot) gives changes that lead to what is there, piece by piece while others go on: a
//! change says what is after it, so that what comes twice does no harm.
//!
//! Bytes are in a change where the [`BodyStore`](crate::mock::BodyStore) does not keep them itself.

mod change;
mod notes;
mod restore;
mod saved;
mod snapshot;
mod states;

pub(super) use self::notes::Changes;
pub use self::{
    change::{BucketState, Change, ObjectState, PartState, UploadState, VersionState},
    saved::Saved,
    snapshot::SnapshotCursor,
};
