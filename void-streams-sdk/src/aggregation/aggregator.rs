//! [`Aggregator`]: puts user records together.

use std::{collections::HashMap, fmt};

use bytes::Bytes;
use md5::{Digest, Md5};

use super::{
    DATA, DIGEST_BYTES, EXPLICIT_HASH_KEY_INDEX, EXPLICIT_HASH_KEY_TABLE, MAGIC, PARTITION_KEY_INDEX,
    PARTITION_KEY_TABLE, RECORDS,
    protobuf::{bytes_len, number_len, write_bytes, write_head, write_number},
};
use crate::{operations::PutRecordsRequestEntry, types::HashKey};

/// The user record does not fit any more: put together what there is, and begin anew with this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the user record does not fit into the aggregated record any more")]
pub struct DoesNotFit;

/// Puts user records together in one record of the stream, up to a size.
///
/// The records are to be of one shard, which whoever adds them sees to: a reader drops those whose hash key is not the
/// shard's. Records of one partition key always are.
pub struct Aggregator {
    max_bytes: usize,
    partition_keys: Table,
    explicit_hash_keys: Table,
    records: Vec<u8>,
    first: Option<PutRecordsRequestEntry>,
    count: usize,
}

/// The keys of one table of the message, each of them once.
#[derive(Default)]
struct Table {
    places: HashMap<String, u64>,
    message: Vec<u8>,
}

impl Aggregator {
    /// Starts with none. The result has at most `max_bytes`; the KPL's default is 51,200, the most that the service
    /// takes is the stream's largest record less one byte of partition key.
    #[must_use]
    pub fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            partition_keys: Table::default(),
            explicit_hash_keys: Table::default(),
            records: Vec::new(),
            first: None,
            count: 0,
        }
    }

    /// Adds a user record.
    ///
    /// # Errors
    ///
    /// [`DoesNotFit`] when the result would be larger than it may; nothing is added then.
    pub fn add(
        &mut self,
        partition_key: &str,
        explicit_hash_key: Option<HashKey>,
        data: impl Into<Bytes>,
    ) -> Result<(), DoesNotFit> {
        let data = data.into();
        let hash_key = explicit_hash_key.map(|key| key.to_string());
        let (key_place, key_bytes) = self.partition_keys.place(partition_key);
        let hash_place = hash_key.as_deref().map(|key| self.explicit_hash_keys.place(key));
        let record_bytes = number_len(key_place)
            + hash_place.map_or(0, |(place, _)| number_len(place))
            + bytes_len(data.len());
        let added = key_bytes + hash_place.map_or(0, |(_, bytes)| bytes) + bytes_len(record_bytes);
        if self.size_bytes() + added > self.max_bytes {
            return Err(DoesNotFit);
        }
        self.partition_keys.add(PARTITION_KEY_TABLE, partition_key);
        write_head(&mut self.records, RECORDS, record_bytes);
        write_number(&mut self.records, PARTITION_KEY_INDEX, key_place);
        if let (Some(key), Some((place, _))) = (&hash_key, hash_place) {
            self.explicit_hash_keys.add(EXPLICIT_HASH_KEY_TABLE, key);
            write_number(&mut self.records, EXPLICIT_HASH_KEY_INDEX, place);
        }
        write_bytes(&mut self.records, DATA, &data);
        self.count += 1;
        self.first.get_or_insert_with(|| PutRecordsRequestEntry {
            data: Some(data),
            partition_key: Some(partition_key.to_owned()),
            explicit_hash_key,
        });
        Ok(())
    }

    /// How many user records there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many bytes the aggregated record has.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        let message = self.partition_keys.message.len() + self.explicit_hash_keys.message.len();
        MAGIC.len() + message + self.records.len() + DIGEST_BYTES
    }

    /// Gives the aggregated record's data.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        let mut data = Vec::with_capacity(self.size_bytes());
        data.extend_from_slice(&MAGIC);
        data.extend_from_slice(&self.partition_keys.message);
        data.extend_from_slice(&self.explicit_hash_keys.message);
        data.extend_from_slice(&self.records);
        let digest = Md5::digest(&data[MAGIC.len()..]);
        data.extend_from_slice(&digest);
        data.into()
    }

    /// Gives the record to be put, as the KPL does: a single user record as it is, several as an aggregated record
    /// with the partition key `a` and the hash key of the first. `None` when there are none.
    #[must_use]
    pub fn into_entry(mut self) -> Option<PutRecordsRequestEntry> {
        let first = self.first.take()?;
        if self.count == 1 {
            return Some(first);
        }
        let hash_key = first
            .explicit_hash_key
            .unwrap_or_else(|| HashKey::of_partition_key(first.partition_key.as_deref().unwrap_or_default()));
        Some(PutRecordsRequestEntry {
            data: Some(self.into_bytes()),
            partition_key: Some("a".to_owned()),
            explicit_hash_key: Some(hash_key),
        })
    }
}

impl Table {
    /// Where `key` is, or would be, and how many bytes it would add.
    fn place(&self, key: &str) -> (u64, usize) {
        match self.places.get(key) {
            Some(place) => (*place, 0),
            None => (self.places.len() as u64, bytes_len(key.len())),
        }
    }

    fn add(&mut self, field: u32, key: &str) {
        if !self.places.contains_key(key) {
            self.places.insert(key.to_owned(), self.places.len() as u64);
            write_bytes(&mut self.message, field, key.as_bytes());
        }
    }
}

impl fmt::Debug for Aggregator {
    /// Does not show the data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Aggregator")
            .field("len", &self.count)
            .field("size_bytes", &self.size_bytes())
            .field("max_bytes", &self.max_bytes)
            .finish_non_exhaustive()
    }
}
