//! Making streams, and finding them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use void_core::Timestamp;

use super::{
    Engine, Problem,
    consumers::Consumers,
    faults::Faults,
    limits::{DEFAULT_MAX_RECORD_KIB, MIN_RETENTION_HOURS, SHARD_LIMIT},
    ring::Ring,
    stream::{Mode, Status, Stream},
};
use crate::types::{HashKey, HashKeyRange};

impl Engine {
    /// Makes a provisioned stream that is active at once.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` when it can't have that name or so many shards, `ResourceInUse` when it is there.
    pub fn create_stream_now(&mut self, now: Timestamp, name: &str, shards: u32) -> Result<(), Problem> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        if name.is_empty() || name.len() > 128 || !name.bytes().all(allowed) {
            return Err(Problem::argument(format!("{name:?} is not a stream name.")));
        }
        if shards == 0 || shards > SHARD_LIMIT {
            return Err(Problem::argument(format!("A stream has 1 to {SHARD_LIMIT} shards, not {shards}.")));
        }
        let name: Arc<str> = name.into();
        self.last_id += 1;
        let mut stream = Stream {
            id: self.last_id,
            name: Arc::clone(&name),
            created_at: now,
            status: Status::Active,
            settles_at: None,
            mode: Mode::Provisioned,
            retention: Duration::from_secs(u64::from(MIN_RETENTION_HOURS) * 3600),
            max_record_kib: DEFAULT_MAX_RECORD_KIB,
            tags: BTreeMap::new(),
            encrypted_with: None,
            monitoring: BTreeSet::new(),
            consumers: Consumers::default(),
            shards: Vec::new(),
            ring: Ring::default(),
            kept_since: Timestamp::UNIX_EPOCH,
            last_turn: 0,
            faults: Faults::default(),
        };
        for range in even_ranges(shards) {
            stream.open_shard(now, range, &[]);
        }
        self.streams.insert(name, stream);
        Ok(())
    }

    /// Whether there is a stream of this name.
    #[must_use]
    pub fn has_stream(&self, name: &str) -> bool {
        self.streams.contains_key(name)
    }

    /// The names of all streams, in their order.
    pub fn stream_names(&self) -> impl Iterator<Item = &str> {
        self.streams.keys().map(|name| &**name)
    }

    /// Drops all streams.
    pub fn reset(&mut self) {
        self.streams.clear();
    }
}

/// The ring in `count` parts of the same size, 2^128 / `count` rounded down; the last one gets what is left over.
pub(super) fn even_ranges(count: u32) -> impl Iterator<Item = HashKeyRange> {
    let parts = u128::from(count);
    let size = match parts {
        0 | 1 => u128::MAX,
        _ => u128::MAX / parts + u128::from(u128::MAX % parts == parts - 1),
    };
    (0..parts).map(move |part| {
        let end = if part + 1 == parts { u128::MAX } else { size * (part + 1) - 1 };
        HashKeyRange { starting_hash_key: HashKey(size * part), ending_hash_key: HashKey(end) }
    })
}
