//! [`CheckpointStore`]: where workers keep their leases.

mod memory;
mod objects;

use std::{fmt, sync::Arc};

use async_trait::async_trait;

use super::Lease;
use crate::{error::Error, types::ShardId};

pub use self::{memory::InMemoryCheckpointStore, objects::ObjectCheckpointStore};

/// Where the workers of an application keep their leases, and with them how far each shard is done.
///
/// It is one small object a shard, written only on the condition that it is what the writer saw last: a bucket with
/// conditional writes (`If-None-Match: *`, `If-Match` with an ETag) is enough, and so is a table with conditional puts.
///
/// # What an implementation promises
///
/// - [`create`](Self::create), [`replace`](Self::replace) and [`delete`](Self::delete) are atomic and linearizable for one
///   lease: of two writers that saw the same [`Version`] at most one succeeds. Everything rests on this.
/// - A version names what is stored: one that was replaced is not current again. A hash of the content will do, since no
///   two writes of a lease by workers have the same content.
/// - [`list`](Self::list) gives each lease as it was at some moment while the call ran, and what was written before the
///   call began. It need not be one snapshot of all.
/// - That a condition fails is no error: it is [`Written::Conflict`] or `false`. An error is
///   [`Error::checkpoint_store`], and means that the write may or may not have taken effect; the worker finds out.
/// - It waits for nobody for long: a call that takes longer than a third of a lease is given up, its outcome open.
/// - It does not read the leases: what they mean is the workers' business.
#[async_trait]
pub trait CheckpointStore: fmt::Debug + Send + Sync + 'static {
    /// Gives all leases of a group, each with its version, in any order.
    async fn list(&self, group: &LeaseGroup) -> Result<Vec<StoredLease>, Error>;

    /// Stores a lease of a shard that has none: `If-None-Match: *`.
    async fn create(&self, group: &LeaseGroup, lease: &Lease) -> Result<Written, Error>;

    /// Stores a lease in place of the one with this version: `If-Match`. One that is gone is a conflict.
    async fn replace(&self, group: &LeaseGroup, lease: &Lease, version: &Version) -> Result<Written, Error>;

    /// Deletes the lease of a shard if it has this version: `false` when it has another, or is gone.
    async fn delete(&self, group: &LeaseGroup, shard_id: &ShardId, version: &Version) -> Result<bool, Error>;
}

/// Whose leases they are: those of one application that reads one stream.
///
/// Two applications read a stream independently of each other; workers of one application share its shards.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeaseGroup {
    /// The application's name.
    pub application: Arc<str>,
    /// The stream's name.
    pub stream: Arc<str>,
}

impl LeaseGroup {
    /// The leases of an application that reads a stream.
    pub fn new(application: impl Into<Arc<str>>, stream: impl Into<Arc<str>>) -> Self {
        Self { application: application.into(), stream: stream.into() }
    }
}

/// What is stored of a lease at a moment, told apart from what was before: an ETag, a number, anything.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Version(Arc<str>);

impl Version {
    /// As the store has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Arc<str>>> From<T> for Version {
    fn from(version: T) -> Self {
        Self(version.into())
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A lease as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLease {
    /// The lease.
    pub lease: Lease,
    /// What to name as its version when it is replaced or deleted.
    pub version: Version,
}

/// What became of a conditional write.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a conflict is no error"]
pub enum Written {
    /// It is stored, as this version.
    Stored(Version),
    /// It is not: the condition did not hold.
    Conflict,
}
