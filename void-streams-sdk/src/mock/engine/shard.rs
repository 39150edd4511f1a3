//! [`Shard`]: a shard as plain data.

use void_core::Timestamp;

use crate::types::HashKeyRange;

/// A shard.
#[derive(Debug)]
pub(super) struct Shard {
    /// The numbers of the shards that it comes from.
    pub(super) parent: Option<u32>,
    pub(super) adjacent_parent: Option<u32>,
    pub(super) range: HashKeyRange,
    pub(super) opened_at: Timestamp,
    /// When it was split or merged.
    pub(super) closed_at: Option<Timestamp>,
}

impl Shard {
    /// A shard that takes what is in `range`.
    pub(super) const fn new(range: HashKeyRange, opened_at: Timestamp) -> Self {
        Self { parent: None, adjacent_parent: None, range, opened_at, closed_at: None }
    }

    pub(super) const fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }
}

/// The id of the shard with a number: `shardId-000000000007`.
#[must_use]
pub fn shard_id(number: usize) -> String {
    format!("shardId-{number:012}")
}

/// The number in a shard's id.
#[must_use]
pub fn shard_number(id: &str) -> Option<usize> {
    let digits = id.strip_prefix("shardId-").unwrap_or(id);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
