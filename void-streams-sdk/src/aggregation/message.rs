//! [`AggregatedMessage`]: an aggregated record's data that was found to be sound.

use std::{fmt, ops::Range};

use bytes::Bytes;
use md5::{Digest, Md5};

use super::{
    DATA, DIGEST_BYTES, EXPLICIT_HASH_KEY_INDEX, EXPLICIT_HASH_KEY_TABLE, MAGIC, PARTITION_KEY_INDEX,
    PARTITION_KEY_TABLE, RECORDS,
    protobuf::{Fields, Malformed, Value},
};
use crate::types::HashKey;

/// The most characters of a partition key.
const PARTITION_KEY_CHARS: usize = 256;

/// The user records of an aggregated record. Cheap to clone: nothing of the data is copied.
#[derive(Clone)]
pub struct AggregatedMessage {
    /// The protobuf message.
    message: Bytes,
    /// Where in it the partition keys are.
    partition_keys: Vec<Range<usize>>,
    explicit_hash_keys: Vec<HashKey>,
    count: usize,
}

/// A user record of an aggregated record.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry<'message> {
    /// Its partition key.
    pub partition_key: &'message str,
    /// Its explicit hash key, where it has one.
    pub explicit_hash_key: Option<HashKey>,
    /// Its data: a piece of the aggregated record's, which is kept as long as the piece is.
    pub data: Bytes,
}

/// Reads the data of an aggregated record; `None` when it is not one, or a damaged one.
///
/// All of it is checked: the four bytes in front, the MD5, the message, that every index points at a key, that the keys
/// are keys. It takes memory for the tables of keys only, a small multiple of their size in `data`.
#[must_use]
pub fn parse(data: &Bytes) -> Option<AggregatedMessage> {
    let end = data.len().checked_sub(DIGEST_BYTES)?;
    // As in the KCL, an empty message is none.
    if !data.starts_with(&MAGIC) || end <= MAGIC.len() {
        return None;
    }
    let message = data.slice(MAGIC.len()..end);
    if Md5::digest(&message)[..] != data[end..] {
        return None;
    }
    AggregatedMessage::of(message).ok()
}

impl AggregatedMessage {
    fn of(message: Bytes) -> Result<Self, Malformed> {
        let (mut partition_keys, mut explicit_hash_keys) = (Vec::new(), Vec::new());
        let start = message.as_ptr().addr();
        for field in Fields::of(&message) {
            match field? {
                (PARTITION_KEY_TABLE, Value::Bytes(key)) => {
                    partition_key(key)?;
                    let at = key.as_ptr().addr() - start;
                    partition_keys.push(at..at + key.len());
                }
                (EXPLICIT_HASH_KEY_TABLE, Value::Bytes(key)) => explicit_hash_keys.push(hash_key(key)?),
                _ => {}
            }
        }
        let mut this = Self { message, partition_keys, explicit_hash_keys, count: 0 };
        // The tables may stand behind the records, so these come second.
        let entries = this.fields().map(|field| this.entry(field?)).filter_map(Result::transpose);
        let mut count = 0;
        for entry in entries {
            let _sound = entry?;
            count += 1;
        }
        this.count = count;
        Ok(this)
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

    /// The user records, in their order.
    #[must_use]
    pub fn entries(&self) -> Entries<'_> {
        Entries { message: self, fields: self.fields() }
    }

    fn fields(&self) -> Fields<'_> {
        Fields::of(&self.message)
    }

    /// The user record whose place in the message is `at`, and where the next one begins.
    pub(super) fn entry_at(&self, at: usize) -> Option<(Entry<'_>, usize)> {
        let mut fields = Fields::of(self.message.get(at..)?);
        loop {
            let field = fields.next()?.ok()?;
            if let Some(entry) = self.entry(field).ok()? {
                return Some((entry, self.message.len() - fields.remaining()));
            }
        }
    }

    /// The user record that a field of the message is, if it is one.
    fn entry(&self, field: (u32, Value<'_>)) -> Result<Option<Entry<'_>>, Malformed> {
        let (RECORDS, Value::Bytes(record)) = field else { return Ok(None) };
        let (mut key, mut hash_key, mut data) = (None, None, None);
        for field in Fields::of(record) {
            match field? {
                (PARTITION_KEY_INDEX, Value::Number(index)) => {
                    key = Some(place(&self.partition_keys, index)?);
                }
                (EXPLICIT_HASH_KEY_INDEX, Value::Number(index)) => {
                    hash_key = Some(*place(&self.explicit_hash_keys, index)?);
                }
                (DATA, Value::Bytes(bytes)) => data = Some(self.message.slice_ref(bytes)),
                // Tags, which neither the KPL nor the KCL has in its interface.
                _ => {}
            }
        }
        let (Some(key), Some(data)) = (key, data) else { return Err(Malformed) };
        let partition_key = partition_key(&self.message[key.clone()])?;
        Ok(Some(Entry { partition_key, explicit_hash_key: hash_key, data }))
    }
}

fn place<T>(table: &[T], index: u64) -> Result<&T, Malformed> {
    usize::try_from(index).ok().and_then(|index| table.get(index)).ok_or(Malformed)
}

fn partition_key(bytes: &[u8]) -> Result<&str, Malformed> {
    let key = std::str::from_utf8(bytes).map_err(|_no_text| Malformed)?;
    // So that many records that share a long key can't make much of little.
    if key.chars().nth(PARTITION_KEY_CHARS).is_some() {
        return Err(Malformed);
    }
    Ok(key)
}

fn hash_key(bytes: &[u8]) -> Result<HashKey, Malformed> {
    if !bytes.iter().all(u8::is_ascii_digit) {
        return Err(Malformed);
    }
    let digits = std::str::from_utf8(bytes).map_err(|_no_text| Malformed)?;
    digits.parse().map(HashKey).map_err(|_no_number| Malformed)
}

/// The user records of an [`AggregatedMessage`].
#[derive(Clone)]
pub struct Entries<'message> {
    message: &'message AggregatedMessage,
    fields: Fields<'message>,
}

impl<'message> Iterator for Entries<'message> {
    type Item = Entry<'message>;

    fn next(&mut self) -> Option<Entry<'message>> {
        let Self { message, fields } = self;
        // What was parsed is sound: there are no errors to be found any more.
        fields.find_map(|field| message.entry(field.ok()?).ok()?)
    }
}

impl Entry<'_> {
    /// Where it belongs: its explicit hash key, or that of its partition key.
    #[must_use]
    pub fn hash_key(&self) -> HashKey {
        self.explicit_hash_key.unwrap_or_else(|| HashKey::of_partition_key(self.partition_key))
    }
}

impl fmt::Debug for AggregatedMessage {
    /// Does not show the data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AggregatedMessage").field("len", &self.count).finish_non_exhaustive()
    }
}

impl fmt::Debug for Entries<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Entries").field("message", self.message).finish_non_exhaustive()
    }
}

impl fmt::Debug for Entry<'_> {
    /// Does not show the data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Entry")
            .field("partition_key", &self.partition_key)
            .field("explicit_hash_key", &self.explicit_hash_key)
            .field("data_bytes", &self.data.len())
            .finish()
    }
}
