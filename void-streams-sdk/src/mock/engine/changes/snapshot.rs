//! Snapshots: what is there as changes, piece by piece.

use super::{super::Engine, Change};

/// How far a snapshot is.
#[derive(Clone, Debug, Default)]
pub struct SnapshotCursor {
    begun: bool,
    /// The streams that are left, the next one last, by name and id.
    streams: Vec<(String, u64)>,
    /// The shard of the next one.
    shard: u32,
    /// The place in it that is next.
    place: u64,
}

impl Engine {
    /// Gives the next piece of a snapshot: the streams first, then at most `max` records a piece. `None` when it is whole.
    ///
    /// The changes of operations between the pieces come behind the snapshot, all since it was begun.
    pub fn snapshot(&self, cursor: &mut SnapshotCursor, max: u64) -> Option<Vec<Change>> {
        if !cursor.begun {
            cursor.begun = true;
            let named = |stream: &super::super::stream::Stream| (stream.name.to_string(), stream.id);
            cursor.streams = self.streams.values().map(named).collect();
            return Some(self.snapshot_without_records());
        }
        let (name, id) = cursor.streams.last()?;
        let stream = self.streams.get(&**name).filter(|stream| stream.id == *id);
        let Some(shard) = stream.and_then(|stream| stream.shard(cursor.shard)) else {
            cursor.streams.pop();
            (cursor.shard, cursor.place) = (0, 0);
            return Some(Vec::new());
        };
        let start = cursor.place.max(shard.log.first());
        let end = shard.log.next().min(start.saturating_add(max));
        let places = (start..end).filter_map(|place| Some((place, shard.log.get(place)?)));
        let mut records: Vec<Change> =
            places.map(|(place, entry)| Change::Put(entry.record(*id, shard.number, place))).collect();
        cursor.place = end;
        if end == shard.log.next() {
            records.push(Change::Reached { stream: *id, shard: shard.number, next: end });
            (cursor.shard, cursor.place) = (cursor.shard + 1, 0);
        }
        Some(records)
    }

    fn snapshot_without_records(&self) -> Vec<Change> {
        let mut changes = vec![Change::Numbered(self.last_id), Change::Account(self.commitment)];
        changes.extend(self.token_seed.map(Change::Tokens));
        changes.extend(self.streams.values().map(|stream| Change::Stream(Box::new(stream.state()))));
        changes
    }
}
