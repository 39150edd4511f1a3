//! Snapshots: what is there as changes, piece by piece.

use std::{ops::Bound, sync::Arc};

use super::{
    super::{Engine, bucket::Bucket},
    Change,
};

/// How far a snapshot is.
#[derive(Clone, Debug, Default)]
pub struct SnapshotCursor {
    begun: bool,
    /// The buckets that are left, the next one last.
    buckets: Vec<Arc<str>>,
    /// What comes next of the last one.
    next: Next,
}

/// What comes next of a bucket.
#[derive(Clone, Debug)]
enum Next {
    /// The versions behind this key's of this number.
    Versions(Option<(Arc<str>, u64)>),
    /// The uploads behind this one, and behind this part of it.
    Uploads(Option<((Arc<str>, u64), u32)>),
    /// The uploads that were completed, all at once.
    Completed,
}

impl Default for Next {
    fn default() -> Self {
        Self::Versions(None)
    }
}

impl Engine {
    /// Gives the next piece of a snapshot: the buckets first, then at most `max` of what is in them a piece. `None` when it is
    /// whole.
    ///
    /// The changes of operations between the pieces come behind the snapshot, all since it was begun.
    pub fn snapshot(&self, cursor: &mut SnapshotCursor, max: usize) -> Option<Vec<Change>> {
        if !cursor.begun {
            cursor.begun = true;
            cursor.buckets = self.buckets.keys().cloned().collect();
            let buckets = self.buckets.iter().map(|(name, bucket)| Box::new(bucket.state(name)));
            return Some(
                std::iter::once(Change::Numbered(self.last_number))
                    .chain(buckets.map(Change::Bucket))
                    .collect(),
            );
        }
        let name = cursor.buckets.last()?;
        let Some(bucket) = self.buckets.get(name) else {
            cursor.buckets.pop();
            cursor.next = Next::default();
            return Some(Vec::new());
        };
        let (changes, next) = match &cursor.next {
            Next::Versions(after) => bucket.versions_after(name, after.as_ref(), max),
            Next::Uploads(after) => bucket.uploads_after(name, after.as_ref(), max),
            // The oldest of them go as new ones come: a place among them is none for long.
            Next::Completed => (bucket.all_completed(name), None),
        };
        cursor.next = next.unwrap_or_else(|| {
            cursor.buckets.pop();
            Next::default()
        });
        Some(changes)
    }
}

impl Bucket {
    fn versions_after(
        &self,
        name: &str,
        after: Option<&(Arc<str>, u64)>,
        max: usize,
    ) -> (Vec<Change>, Option<Next>) {
        let same_key = after.and_then(|(key, number)| Some((key, self.objects.get(key)?.newer(*number))));
        let same_key =
            same_key.into_iter().flat_map(|(key, versions)| versions.map(move |version| (key, version)));
        let start = after.map_or(Bound::Unbounded, |(key, _)| Bound::Excluded(&**key));
        let others = self
            .objects
            .all(start)
            .flat_map(|(key, versions)| versions.newer(0).map(move |version| (key, version)));
        let (mut changes, mut last) = (Vec::new(), None);
        for (key, version) in same_key.chain(others).take(max) {
            changes.push(version.change(name, key));
            last = Some((Arc::clone(key), version.number.number()));
        }
        let next = if last.is_some() { Next::Versions(last) } else { Next::Uploads(None) };
        (changes, Some(next))
    }

    fn uploads_after(
        &self,
        name: &str,
        after: Option<&((Arc<str>, u64), u32)>,
        max: usize,
    ) -> (Vec<Change>, Option<Next>) {
        let open = &self.uploads.open;
        let mut changes = Vec::new();
        if let Some((place, part)) = after
            && let Some(upload) = open.get(place)
        {
            let numbers = upload.parts.range((Bound::Excluded(*part), Bound::Unbounded)).take(max);
            let mut last = None;
            for (number, _) in numbers {
                changes.extend(upload.part_change(name, &place.0, *number));
                last = Some(*number);
            }
            if let Some(last) = last {
                return (changes, Some(Next::Uploads(Some((place.clone(), last)))));
            }
        }
        let start = after.map_or(Bound::Unbounded, |(place, _)| Bound::Excluded(place));
        let Some((place, upload)) = open.range((start, Bound::Unbounded)).next() else {
            return (changes, Some(Next::Completed));
        };
        changes.push(upload.change(name, &place.0));
        (changes, Some(Next::Uploads(Some((place.clone(), 0)))))
    }

    fn all_completed(&self, name: &str) -> Vec<Change> {
        let completed = self.uploads.completed.iter().map(|completed| Change::Completed {
            bucket: name.to_owned(),
            completed: Box::new(completed.clone()),
        });
        completed.collect()
    }
}
