//! [`plan`]: which leases a worker takes, and which it asks for. A plain function of what it sees.
//!
//! What the Kinesis Client Library does: every worker counts the workers and the leases, and knows from that how many are
//! its share. Below its share it takes leases that nobody has, and those that were not renewed for the time of a lease;
//! when there are none, it asks the worker with the most for one of its.

use std::{collections::BTreeMap, time::Duration};

use void_core::{Random, Timestamp};

use super::{
    StoredLease,
    sync::{Leases, is_ready},
};
use crate::types::ShardId;

/// A lease as a worker sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    pub(super) stored: &'a StoredLease,
    /// Since when the owner has not written it, by this worker's clock.
    pub(super) unchanged_since: Timestamp,
    /// Whether this worker reads the shard at the moment.
    pub(super) is_held: bool,
}

/// What a worker goes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    pub(super) me: &'a str,
    pub(super) lease_duration: Duration,
    /// The most leases of this worker.
    pub(super) max_leases: usize,
    /// The most leases that it asks others for at a time.
    pub(super) max_asked: usize,
}

/// What a worker does about a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Takes it: nobody has it, its owner is gone, or it was handed over.
    Take(ShardId),
    /// Asks its owner to hand it over.
    AskFor(ShardId),
}

/// Decides what to do about the leases of a group. `random` spreads what several workers take at one time.
pub(super) fn plan(
    now: Timestamp,
    seen: &[Seen<'_>],
    all: &Leases,
    rules: Rules<'_>,
    random: &Random,
) -> Vec<Action> {
    let mut free = Vec::new();
    let mut actions = Vec::new();
    let mut of_workers: BTreeMap<&str, Vec<&Seen<'_>>> = BTreeMap::from([(rules.me, Vec::new())]);
    let mut total = 0_usize;
    let mut asked = 0_usize;
    for lease in seen {
        if lease.stored.lease.is_done() || !is_ready(&lease.stored.lease, all) {
            continue;
        }
        total += 1;
        match whose(lease, now, rules) {
            Whose::Nobody => free.push(&lease.stored.lease.shard_id),
            Whose::Handed => {
                actions.push(Action::Take(lease.stored.lease.shard_id.clone()));
                of_workers.entry(rules.me).or_default().push(lease);
            }
            Whose::Of(worker) => {
                asked += usize::from(worker == rules.me && !lease.is_held);
                of_workers.entry(worker).or_default().push(lease);
            }
        }
    }
    let mine = of_workers.get(rules.me).map_or(0, Vec::len);
    let share = total.div_ceil(of_workers.len());
    let wanted = share.min(rules.max_leases).saturating_sub(mine);

    shuffle(&mut free, random);
    // What nobody has is everybody's: more than the share is taken where others are full, one a round.
    let most = if wanted == 0 && mine < rules.max_leases { 1 } else { wanted };
    let taken = free.len().min(most);
    actions.extend(free[..taken].iter().map(|id| Action::Take((*id).clone())));
    if free.is_empty() {
        let room = wanted.min(rules.max_asked.saturating_sub(asked));
        actions.extend(ask(&of_workers, rules.me, mine, share, room, random));
    }
    actions
}

/// Who reads a shard, or will once it is handed over.
enum Whose<'a> {
    Nobody,
    /// This worker's, which does not read it yet.
    Handed,
    Of(&'a str),
}

fn whose<'a>(lease: &Seen<'a>, now: Timestamp, rules: Rules<'_>) -> Whose<'a> {
    let Some(owner) = lease.stored.lease.owner.as_deref() else { return Whose::Nobody };
    if owner == rules.me && !lease.is_held {
        return Whose::Handed;
    }
    if owner != rules.me && now >= lease.unchanged_since + rules.lease_duration {
        return Whose::Nobody;
    }
    Whose::Of(lease.stored.lease.wanted_by.as_deref().unwrap_or(owner))
}

/// Asks the worker with the most leases for up to `room` of them: for what it has above the share, or for one where this
/// worker has two fewer.
fn ask(
    of_workers: &BTreeMap<&str, Vec<&Seen<'_>>>,
    me: &str,
    mine: usize,
    share: usize,
    room: usize,
    random: &Random,
) -> Vec<Action> {
    let others = of_workers.iter().filter(|(worker, _)| **worker != me);
    let Some((_, theirs)) = others.max_by_key(|(_, leases)| leases.len()) else { return Vec::new() };
    let above = theirs.len().saturating_sub(share).max(usize::from(theirs.len() >= mine + 2));
    // What is being handed over to that worker is not there yet to be handed over.
    let mut askable: Vec<_> = theirs
        .iter()
        .filter(|lease| lease.stored.lease.wanted_by.is_none())
        .map(|lease| &lease.stored.lease.shard_id)
        .collect();
    shuffle(&mut askable, random);
    askable.into_iter().take(above.min(room)).map(|id| Action::AskFor(id.clone())).collect()
}

fn shuffle<T>(items: &mut [T], random: &Random) {
    for last in (1..items.len()).rev() {
        let other = random.below(last as u64 + 1);
        items.swap(last, usize::try_from(other).expect("at most the length"));
    }
}

#[cfg(test)]
mod tests;
