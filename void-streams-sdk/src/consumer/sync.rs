//! Which shards need a lease, and which leases are of no use any more: plain functions.
//!
//! A shard gets its lease either at the start of an application, by the initial position, or because one of its parents
//! has one. All of its parents that are still to be read have their leases before it, so a lease without its parents'
//! leases may be read at once: they were trimmed away, or done long ago.

use std::collections::{BTreeMap, BTreeSet};

use super::{InitialPosition, Lease, Progress, StoredLease};
use crate::types::{ChildShard, HashKey, HashKeyRange, Shard, ShardFilter, ShardFilterType, ShardId};

/// All leases of a group.
pub(super) type Leases = BTreeMap<ShardId, StoredLease>;

pub(super) fn index(leases: Vec<StoredLease>) -> Leases {
    leases.into_iter().map(|stored| (stored.lease.shard_id.clone(), stored)).collect()
}

/// A shard, as far as leases need to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) shard_id: ShardId,
    pub(super) parents: Vec<ShardId>,
    pub(super) hash_key_range: HashKeyRange,
}

impl From<&Shard> for Known {
    fn from(shard: &Shard) -> Self {
        let (parents, hash_key_range) = (shard.parents().cloned().collect(), shard.hash_key_range);
        Self { shard_id: shard.shard_id.clone(), parents, hash_key_range }
    }
}

impl From<&ChildShard> for Known {
    fn from(child: &ChildShard) -> Self {
        let ChildShard { shard_id, parent_shards: parents, hash_key_range } = child.clone();
        Self { shard_id, parents, hash_key_range }
    }
}

impl Known {
    fn lease(&self, progress: Progress) -> Lease {
        let mut lease = Lease::new(self.shard_id.clone(), progress, self.parents.clone());
        lease.hash_key_range = Some(self.hash_key_range);
        lease
    }
}

/// Whether nothing of the stream has been read yet: the initial leases may not all be there.
pub(super) fn is_untouched(leases: &Leases) -> bool {
    !leases.values().any(|stored| stored.lease.progress.is_past_start())
}

/// Which shards are listed for an initial position.
pub(super) fn initial_filter(position: InitialPosition) -> ShardFilter {
    let (kind, timestamp) = match position {
        InitialPosition::TrimHorizon => (ShardFilterType::AtTrimHorizon, None),
        InitialPosition::Latest => (ShardFilterType::AtLatest, None),
        InitialPosition::AtTimestamp(time) => (ShardFilterType::AtTimestamp, Some(time)),
    };
    ShardFilter { kind, shard_id: None, timestamp }
}

/// The first leases of an application: of the shards that its initial position names.
pub(super) fn initial(shards: &[Shard], position: InitialPosition) -> Vec<Lease> {
    let progress = match position {
        InitialPosition::TrimHorizon => Progress::TrimHorizon,
        InitialPosition::Latest => Progress::Latest,
        InitialPosition::AtTimestamp(time) => Progress::AtTimestamp(time),
    };
    // A backend that knows no filters lists the closed ones too.
    let wanted = |shard: &&Shard| progress != Progress::Latest || shard.is_open();
    parents_first(shards.iter().filter(wanted).map(Known::from))
        .iter()
        .map(|shard| shard.lease(progress.clone()))
        .collect()
}

/// Whether the shards take all hash keys between them: that no shard that was open at a time has been trimmed away.
pub(super) fn cover_the_ring(shards: &[Shard]) -> bool {
    let mut ranges: Vec<_> = shards.iter().map(|shard| shard.hash_key_range).collect();
    ranges.sort_by_key(|range| range.starting_hash_key);
    let mut next = Some(0_u128);
    for range in ranges {
        let Some(covered) = next else { return true };
        if range.starting_hash_key > HashKey(covered) {
            return false;
        }
        next = range.ending_hash_key.0.checked_add(1).map(|end| end.max(covered));
    }
    next.is_none()
}

/// The leases that are missing for shards one of whose parents has one, parents before children.
pub(super) fn missing(shards: impl IntoIterator<Item = Known>, leases: &Leases) -> Vec<Lease> {
    let mut leased: BTreeSet<ShardId> = leases.keys().cloned().collect();
    let mut missing = Vec::new();
    for shard in parents_first(shards) {
        if !leased.contains(&shard.shard_id) && shard.parents.iter().any(|parent| leased.contains(parent)) {
            leased.insert(shard.shard_id.clone());
            missing.push(shard.lease(Progress::TrimHorizon));
        }
    }
    missing
}

/// Whether all parents of all of these shards have leases: then no listing is needed to make theirs.
pub(super) fn are_known_fully(children: &[ChildShard], leases: &Leases) -> bool {
    children.iter().flat_map(|child| &child.parent_shards).all(|parent| leases.contains_key(parent))
}

/// The leases of finished shards whose children are all past their start, or which are gone from the stream.
///
/// Only those whose own parents' leases are gone: so that no lease of a shard that was read is ever made again.
pub(super) fn removable<'a>(shards: &[Shard], leases: &'a Leases) -> Vec<&'a StoredLease> {
    let mut listed: BTreeMap<&ShardId, Vec<&ShardId>> = BTreeMap::new();
    for shard in shards {
        listed.entry(&shard.shard_id).or_default();
        for parent in shard.parents() {
            listed.entry(parent).or_default().push(&shard.shard_id);
        }
    }
    let past_start =
        |child: &ShardId| leases.get(child).is_some_and(|stored| stored.lease.progress.is_past_start());
    let is_removable = |stored: &&StoredLease| {
        let Lease { shard_id, parents, children, .. } = &stored.lease;
        if !stored.lease.is_done() || parents.iter().any(|parent| leases.contains_key(parent)) {
            return false;
        }
        let found = listed.get(shard_id);
        let mut all = children.iter().chain(found.into_iter().flatten().copied()).peekable();
        if all.peek().is_none() { found.is_none() } else { all.all(past_start) }
    };
    leases.values().filter(is_removable).collect()
}

/// Whether a shard may be read: all of its parents were read to their end, or have no lease (see the top).
pub(super) fn is_ready(lease: &Lease, leases: &Leases) -> bool {
    lease.parents.iter().all(|parent| leases.get(parent).is_none_or(|stored| stored.lease.is_done()))
}

/// Where reading of a shard starts. A child of a shard that is read too does not start at what is put from now on, even
/// where its lease was made so by a worker that began at that moment: nothing lies between the two.
pub(super) fn start(lease: &Lease, leases: &Leases) -> Progress {
    if lease.progress == Progress::Latest && lease.parents.iter().any(|parent| leases.contains_key(parent)) {
        return Progress::TrimHorizon;
    }
    lease.progress.clone()
}

/// The shards, each after those of its parents that are among them.
fn parents_first(shards: impl IntoIterator<Item = Known>) -> Vec<Known> {
    let mut waiting: BTreeMap<ShardId, Known> =
        shards.into_iter().map(|shard| (shard.shard_id.clone(), shard)).collect();
    let mut sorted = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready: Vec<ShardId> = waiting
            .values()
            .filter(|shard| !shard.parents.iter().any(|parent| waiting.contains_key(parent)))
            .map(|shard| shard.shard_id.clone())
            .collect();
        if ready.is_empty() {
            // Shards that are their own ancestors: no stream has them.
            sorted.extend(std::mem::take(&mut waiting).into_values());
        }
        sorted.extend(ready.iter().filter_map(|id| waiting.remove(id)));
    }
    sorted
}

#[cfg(test)]
mod tests {
    use void_core::Timestamp;

    use super::*;
    use crate::{consumer::Checkpoint, types::SequenceNumberRange};

    fn shard(id: &str, parents: &[&str]) -> Shard {
        Shard {
            shard_id: id.into(),
            parent_shard_id: parents.first().map(|id| (*id).into()),
            adjacent_parent_shard_id: parents.get(1).map(|id| (*id).into()),
            hash_key_range: HashKeyRange::FULL,
            sequence_number_range: SequenceNumberRange::default(),
        }
    }

    fn stored(id: &str, parents: &[&str], progress: Progress) -> StoredLease {
        let parents = parents.iter().map(|id| (*id).into()).collect();
        StoredLease { lease: Lease::new(id.into(), progress, parents), version: "1".into() }
    }

    fn ids<'a>(leases: impl IntoIterator<Item = &'a Lease>) -> Vec<&'a str> {
        leases.into_iter().map(|lease| lease.shard_id.as_str()).collect()
    }

    fn past() -> Progress {
        Progress::After(Checkpoint::record("1"))
    }

    #[test]
    fn initial_leases_follow_the_position() {
        let mut closed = shard("a", &[]);
        closed.sequence_number_range.ending_sequence_number = Some("9".into());
        let shards = [shard("c", &["a"]), closed, shard("b", &["c"])];
        let all = initial(&shards, InitialPosition::TrimHorizon);
        assert_eq!(ids(&all), ["a", "c", "b"], "parents before children");
        assert_eq!(ids(&initial(&shards, InitialPosition::Latest)), ["c", "b"]);
        let time = Timestamp::from_secs(7);
        let filter = initial_filter(InitialPosition::AtTimestamp(time));
        assert_eq!((filter.kind, filter.timestamp), (ShardFilterType::AtTimestamp, Some(time)));
        assert_eq!(
            initial(&shards, InitialPosition::AtTimestamp(time))[0].progress,
            Progress::AtTimestamp(time)
        );
    }

    #[test]
    fn a_ring_with_a_gap_is_noticed() {
        let with = |start, end| Shard {
            hash_key_range: HashKeyRange { starting_hash_key: HashKey(start), ending_hash_key: HashKey(end) },
            ..shard("a", &[])
        };
        assert!(cover_the_ring(&[with(8, u128::MAX), with(0, 7)]));
        assert!(cover_the_ring(&[with(0, u128::MAX), with(0, 7)]));
        for gap in [&[] as &[Shard], &[with(0, 7)], &[with(1, u128::MAX)], &[with(0, 7), with(9, u128::MAX)]]
        {
            assert!(!cover_the_ring(gap));
        }
    }

    #[test]
    fn descendants_get_leases_and_ancestors_do_not() {
        // a → b, c; b + x → d, where x is c's child.
        let shards = [
            shard("d", &["b", "x"]),
            shard("x", &["c"]),
            shard("c", &["a"]),
            shard("b", &["a"]),
            shard("a", &[]),
        ];
        let leases = [stored("b", &["a"], past()), stored("c", &["a"], past())];
        let made = missing(shards.iter().map(Known::from), &index(leases.into()));
        assert_eq!(ids(&made), ["x", "d"], "the parent's is made first, the grandparent's never again");
        assert!(
            made.iter()
                .all(|lease| lease.progress == Progress::TrimHorizon && lease.hash_key_range.is_some())
        );
        assert!(missing(shards.iter().map(Known::from), &Leases::new()).is_empty());
    }

    #[test]
    fn a_child_is_ready_when_all_parents_are_done_or_gone() {
        let child = stored("d", &["b", "c"], Progress::TrimHorizon);
        let with = |b: Progress, c: Option<Progress>| {
            let mut leases = vec![stored("b", &[], b)];
            leases.extend(c.map(|c| stored("c", &[], c)));
            is_ready(&child.lease, &index(leases))
        };
        assert!(!with(Progress::ShardEnd, Some(past())));
        assert!(!with(past(), None));
        assert!(with(Progress::ShardEnd, Some(Progress::ShardEnd)));
        assert!(with(Progress::ShardEnd, None), "trimmed away, or done long ago");
    }

    #[test]
    fn finished_leases_go_from_the_top_once_children_are_past_their_start() {
        let shards = [shard("a", &[]), shard("b", &["a"]), shard("c", &["a"]), shard("d", &["b"])];
        let leases = |c: Progress| {
            [
                stored("a", &[], Progress::ShardEnd),
                stored("b", &["a"], Progress::ShardEnd),
                stored("c", &["a"], c),
                stored("d", &["b"], past()),
            ]
        };
        let removed = |shards: &[Shard], leases: &[StoredLease]| {
            removable(shards, &index(leases.to_vec()))
                .iter()
                .map(|stored| stored.lease.shard_id.to_string())
                .collect::<Vec<_>>()
        };
        assert!(removed(&shards, &leases(Progress::TrimHorizon)).is_empty(), "b stays while a is there");
        assert_eq!(removed(&shards, &leases(past())), ["a"]);
        assert_eq!(removed(&shards, &leases(past())[1..]), ["b"]);
        // A finished shard without children: kept while it is listed, so that its children can still be found.
        assert!(removed(&shards[..1], &leases(past())[..1]).is_empty());
        assert_eq!(removed(&[], &leases(past())[..1]), ["a"]);
    }

    #[test]
    fn a_child_of_a_read_shard_never_starts_at_the_latest() {
        let (child, parent) = (stored("b", &["a"], Progress::Latest), stored("a", &[], Progress::ShardEnd));
        assert_eq!(start(&child.lease, &index(vec![child.clone(), parent])), Progress::TrimHorizon);
        assert_eq!(start(&child.lease, &index(vec![child.clone()])), Progress::Latest);
    }
}
