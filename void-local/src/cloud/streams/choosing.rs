//! [`Lane::choose`]: which records of a shard may go to the function next.
//!
//! One batch of a shard at a time, in order; with a parallelization factor several, which never have a partition key in
//! common. A key whose batch runs or waits for its next try is held: later records of it wait.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use void_core::Timestamp;
use void_streams_sdk::Record;

use super::lane::Lane;
use crate::manifest::StreamEvent;

/// The most bytes of one invocation's payload: Lambda's limit. A larger record goes alone.
const MOST_PAYLOAD_BYTES: usize = 6 * 1024 * 1024;
/// About how many bytes of the payload a record takes beside its data and key.
const RECORD_BYTES: usize = 512;

/// What may go next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The batch at this place, again.
    Again(usize),
    /// A new batch of the waiting records at these places.
    Fresh(Vec<usize>),
    /// Nothing before this time.
    Later(Timestamp),
    /// Nothing, unless something else happens.
    Nothing,
}

/// Records that would make a batch.
#[derive(Default)]
struct Group {
    places: Vec<usize>,
    bytes: usize,
    closes_at: Option<Timestamp>,
    is_full: bool,
}

impl Lane {
    /// What may go to the function next.
    pub(super) fn choose(&self, event: &StreamEvent, now: Timestamp) -> Choice {
        let factor = event.parallelization_factor.max(1);
        let running = self.batches.iter().filter(|batch| batch.is_running).count();
        if running >= usize::try_from(factor).unwrap_or(usize::MAX) {
            return Choice::Nothing;
        }
        let (mut held, mut later) = (HashSet::new(), None);
        for (index, batch) in self.batches.iter().enumerate() {
            let may_run = !batch.is_running && batch.keys().all(|key| !held.contains(key));
            if may_run && (factor > 1 || index == 0) {
                if batch.due_at <= now {
                    return Choice::Again(index);
                }
                later = earlier(later, batch.due_at);
            }
            held.extend(batch.keys());
        }
        if factor > 1 || self.batches.is_empty() {
            for group in self.groups(event, factor, &held) {
                let Some(closes_at) = group.closes_at else { continue };
                if group.is_full || self.ended || closes_at <= now {
                    return Choice::Fresh(group.places);
                }
                later = earlier(later, closes_at);
            }
        }
        later.map_or(Choice::Nothing, Choice::Later)
    }

    /// The batches that the waiting records whose keys are not held would make: one, or with a factor one for each part of the
    /// keys. In the order of their first records.
    fn groups(&self, event: &StreamEvent, factor: u32, held: &HashSet<&str>) -> Vec<Group> {
        let most = usize::try_from(event.batch_size).unwrap_or(usize::MAX);
        let mut groups: Vec<(u64, Group)> = Vec::new();
        for (place, waiting) in self.waiting.iter().enumerate() {
            if held.contains(waiting.record.partition_key.as_str()) {
                continue;
            }
            let part = part_of(&waiting.record.partition_key, factor);
            let known = groups.iter().position(|(known, _)| *known == part);
            let index = known.unwrap_or_else(|| {
                groups.push((part, Group::default()));
                groups.len() - 1
            });
            let group = &mut groups[index].1;
            if group.is_full {
                continue;
            }
            group.bytes += payload_bytes(&waiting.record);
            if group.bytes > MOST_PAYLOAD_BYTES && !group.places.is_empty() {
                group.is_full = true;
                continue;
            }
            group.closes_at = group.closes_at.or(Some(waiting.read_at + event.batching_window));
            group.places.push(place);
            group.is_full = group.places.len() >= most;
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

/// Which part of the keys a key is in, of `factor` parts.
fn part_of(key: &str, factor: u32) -> u64 {
    if factor == 1 {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish() % u64::from(factor)
}

fn payload_bytes(record: &Record) -> usize {
    record.data.len().div_ceil(3) * 4 + record.partition_key.len() + RECORD_BYTES
}

fn earlier(known: Option<Timestamp>, at: Timestamp) -> Option<Timestamp> {
    Some(known.map_or(at, |known| known.min(at)))
}
