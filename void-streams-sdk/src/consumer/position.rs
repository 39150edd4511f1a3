//! [`InitialPosition`]: where an application begins.

use void_core::Timestamp;

/// Where an application begins to read a stream of which it has no leases yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InitialPosition {
    /// With the oldest record that is still kept.
    #[default]
    TrimHorizon,
    /// With what is put from now on: from the moment on at which each shard is first read.
    Latest,
    /// With the first record that came at a time or later. A time before the oldest record means that one.
    AtTimestamp(Timestamp),
}
