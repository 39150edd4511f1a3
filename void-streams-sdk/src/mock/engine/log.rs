//! [`Log`]: the records of a shard, in their order.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use void_core::Timestamp;

/// How many records a segment has room for.
const SEGMENT: u64 = 1024;
/// Records above are kept by themselves, the others many in one block of memory.
const SMALL_BYTES: usize = 1024;
const FIRST_BLOCK_BYTES: usize = 1024;
const MAX_BLOCK_BYTES: usize = 64 * 1024;

/// A record: 48 bytes and its text and data, which are stored once however many read them.
#[derive(Debug)]
pub(super) struct Entry {
    /// The partition key, and the data after it.
    bytes: Bytes,
    arrived_at: Timestamp,
    /// Counts the stream's records, around and around: tells which of two of the same millisecond came first.
    turn: u32,
    key_bytes: u16,
    encrypted: bool,
}

impl Entry {
    pub(super) const fn arrived_at(&self) -> Timestamp {
        self.arrived_at
    }

    pub(super) const fn turn(&self) -> u32 {
        self.turn
    }

    pub(super) const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Key and data together.
    pub(super) const fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn partition_key(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.key_bytes.into()]).expect("it was put as text")
    }

    pub(super) fn data(&self) -> Bytes {
        self.bytes.slice(usize::from(self.key_bytes)..)
    }
}

/// What is put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft<'a> {
    pub(super) partition_key: &'a str,
    pub(super) data: &'a [u8],
    pub(super) arrived_at: Timestamp,
    pub(super) turn: u32,
    pub(super) encrypted: bool,
}

/// The records of a shard. A record has a place: 0 for the first that the shard ever had, one more for each next one.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The segment of a place is `place / SEGMENT`; the first one lacks what was trimmed.
    segments: VecDeque<VecDeque<Entry>>,
    first: u64,
    next: u64,
    block: BytesMut,
    block_bytes: usize,
}

impl Log {
    /// The place of the oldest record that is there; [`next`](Self::next) where there is none.
    pub(super) const fn first(&self) -> u64 {
        self.first
    }

    /// An empty one, whose next record has this place.
    pub(super) fn starting_at(place: u64) -> Self {
        Self { first: place, next: place, ..Self::default() }
    }

    /// The place that the next record will have.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// Puts a record at the end and gives its place.
    pub(super) fn push(&mut self, draft: &Draft<'_>) -> u64 {
        let bytes = self.store(draft.partition_key.as_bytes(), draft.data);
        let entry = Entry {
            bytes,
            arrived_at: self.last().map_or(draft.arrived_at, |last| last.arrived_at.max(draft.arrived_at)),
            turn: draft.turn,
            key_bytes: u16::try_from(draft.partition_key.len()).expect("a key has at most 256 characters"),
            encrypted: draft.encrypted,
        };
        if self.segments.is_empty() || self.next.is_multiple_of(SEGMENT) {
            self.segments.push_back(VecDeque::new());
        }
        self.segments.back_mut().expect("there is one").push_back(entry);
        self.next += 1;
        self.next - 1
    }

    /// The record at a place; `None` where it was trimmed, or is yet to come.
    pub(super) fn get(&self, place: u64) -> Option<&Entry> {
        if place < self.first || place >= self.next {
            return None;
        }
        let segment = place / SEGMENT - self.first / SEGMENT;
        let start = if segment == 0 { self.first % SEGMENT } else { 0 };
        self.segments.get(index(segment))?.get(index(place % SEGMENT - start))
    }

    /// The oldest record that is there.
    pub(super) fn oldest(&self) -> Option<&Entry> {
        self.segments.front().and_then(VecDeque::front)
    }

    /// The newest record.
    pub(super) fn last(&self) -> Option<&Entry> {
        self.segments.back().and_then(VecDeque::back)
    }

    /// The place of the first record that is there and came at `time` or later. O(log n).
    pub(super) fn place_at(&self, time: Timestamp) -> u64 {
        let came_before = |place| self.get(place).is_some_and(|entry| entry.arrived_at < time);
        let (mut low, mut high) = (self.first, self.next);
        if !came_before(low) {
            return low;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if came_before(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Drops up to `at_most` records that came before `time`.
    pub(super) fn trim(&mut self, time: Timestamp, at_most: usize) {
        for _ in 0..at_most {
            let Some(segment) = self.segments.front_mut() else { return };
            if segment.front().is_none_or(|entry| entry.arrived_at >= time) {
                return;
            }
            segment.pop_front();
            self.first += 1;
            if self.first.is_multiple_of(SEGMENT) {
                self.segments.pop_front();
            }
        }
    }

    /// Small records share blocks, so that none costs an allocation; a block goes when the last of them is dropped.
    fn store(&mut self, key: &[u8], data: &[u8]) -> Bytes {
        let size = key.len() + data.len();
        if size > SMALL_BYTES {
            let mut own = Vec::with_capacity(size);
            own.extend_from_slice(key);
            own.extend_from_slice(data);
            return own.into();
        }
        if self.block.capacity() < size {
            self.block_bytes = (self.block_bytes * 2).clamp(FIRST_BLOCK_BYTES, MAX_BLOCK_BYTES);
            self.block = BytesMut::with_capacity(self.block_bytes);
        }
        self.block.extend_from_slice(key);
        self.block.extend_from_slice(data);
        self.block.split().freeze()
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("it is below what memory holds")
}

#[cfg(test)]
mod tests {
    use void_core::Timestamp;

    use super::{Draft, Log, SEGMENT, SMALL_BYTES};

    fn put(log: &mut Log, millis: u64, data: &[u8]) -> u64 {
        let arrived_at = Timestamp::from_millis(millis);
        log.push(&Draft { partition_key: "k", data, arrived_at, turn: 0, encrypted: false })
    }

    #[test]
    fn finds_by_place_and_by_time_whatever_was_trimmed() {
        let mut log = Log::default();
        let count = 3 * SEGMENT + 7;
        for place in 0..count {
            assert_eq!(put(&mut log, 2 * place, &place.to_be_bytes()), place);
        }
        for trimmed in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, count - 1, count] {
            log.trim(Timestamp::from_millis(2 * trimmed), usize::MAX);
            assert_eq!(log.first(), trimmed);
            assert_eq!(log.next(), count);
            for place in 0..count {
                let data = log.get(place).map(|entry| entry.data());
                let expected = (place >= trimmed).then(|| place.to_be_bytes());
                assert_eq!(data.as_deref(), expected.as_ref().map(|bytes| &bytes[..]));
            }
            for time in [0, 1, 2 * trimmed, 2 * trimmed + 1, 2 * count] {
                let expected = time.div_ceil(2).clamp(trimmed, count);
                assert_eq!(log.place_at(Timestamp::from_millis(time)), expected, "{time}");
            }
        }
        assert_eq!(put(&mut log, 9999, b"more"), count);
        assert_eq!(log.get(count).unwrap().data(), &b"more"[..]);
    }

    #[test]
    fn trims_no_more_at_once_than_it_is_told() {
        let mut log = Log::default();
        for _ in 0..10 {
            put(&mut log, 0, b"");
        }
        log.trim(Timestamp::from_millis(1), 4);
        assert_eq!(log.first(), 4);
    }

    #[test]
    fn keeps_records_of_any_size_apart() {
        let mut log = Log::default();
        let sizes = [0, 1, SMALL_BYTES - 2, SMALL_BYTES - 1, SMALL_BYTES, 100_000, 5, 0];
        for round in 0..200_u8 {
            for size in sizes {
                put(&mut log, 0, &vec![round; size]);
            }
        }
        for place in 0..log.next() {
            let entry = log.get(place).unwrap();
            let size = sizes[usize::try_from(place).unwrap() % sizes.len()];
            let round = u8::try_from(place / sizes.len() as u64).unwrap();
            assert_eq!(entry.partition_key(), "k");
            assert_eq!(entry.data(), vec![round; size]);
        }
    }

    #[test]
    fn time_in_a_shard_does_not_go_back() {
        let mut log = Log::default();
        put(&mut log, 5, b"");
        put(&mut log, 3, b"");
        assert_eq!(log.last().unwrap().arrived_at(), Timestamp::from_millis(5));
    }

    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<super::Entry>() <= 48);
    }
}
