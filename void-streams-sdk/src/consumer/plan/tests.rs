//! The plan by cases, and played through by several workers.

use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;
use void_core::{Random, Timestamp};

use super::{Action, Rules, Seen, plan};
use crate::{
    consumer::{Lease, Progress, StoredLease, sync::index},
    types::ShardId,
};

const LEASE: Duration = Duration::from_secs(10);

fn stored(id: &str, owner: Option<&str>) -> StoredLease {
    let mut lease = Lease::new(id.into(), Progress::TrimHorizon, Vec::new());
    lease.owner = owner.map(str::to_owned);
    StoredLease { lease, version: "1".into() }
}

fn rules(me: &str) -> Rules<'_> {
    Rules { me, lease_duration: LEASE, max_leases: usize::MAX, max_asked: 1 }
}

/// Plans for `me`, who reads what it owns; leases were all seen to change at 100 s.
fn decide(now: u64, leases: &[StoredLease], rules: Rules<'_>) -> Vec<Action> {
    let unchanged_since = Timestamp::from_secs(100);
    let seen: Vec<_> = leases
        .iter()
        .map(|stored| Seen { stored, unchanged_since, is_held: stored.lease.is_owned_by(rules.me) })
        .collect();
    plan(Timestamp::from_secs(now), &seen, &index(leases.to_vec()), rules, &Random::from_seed(1))
}

fn takes(actions: &[Action]) -> usize {
    actions.iter().filter(|action| matches!(action, Action::Take(_))).count()
}

#[test]
fn a_worker_alone_takes_all_and_no_more_than_it_may() {
    let leases = [stored("a", None), stored("b", None), stored("c", None)];
    assert_eq!(takes(&decide(100, &leases, rules("me"))), 3);
    assert_eq!(takes(&decide(100, &leases, Rules { max_leases: 2, ..rules("me") })), 2);
    assert_eq!(takes(&decide(100, &leases, Rules { max_leases: 0, ..rules("me") })), 0);
}

#[test]
fn a_lease_is_taken_when_it_was_not_renewed_for_its_time() {
    let leases = [stored("a", Some("gone"))];
    assert_eq!(decide(109, &leases, rules("me")), []);
    assert_eq!(decide(110, &leases, rules("me")), [Action::Take("a".into())]);
}

#[test]
fn asks_the_worker_with_the_most_for_one() {
    let mut leases: Vec<_> = ["a", "b", "c", "d"].map(|id| stored(id, Some("other"))).into();
    assert_eq!(decide(100, &leases, rules("me")).len(), 1);
    assert_eq!(decide(100, &leases, Rules { max_asked: 5, ..rules("me") }).len(), 2, "down to its share");
    leases[1].lease.wanted_by = Some("me".to_owned());
    assert_eq!(decide(100, &leases, rules("me")), [], "not a second one before the first has come");
    leases[1].lease.owner = Some("me".to_owned());
    leases[1].lease.wanted_by = None;
    assert_eq!(decide(100, &leases, rules("me")).len(), 1, "two of four");
}

#[test]
fn what_was_handed_over_is_taken() {
    let leases = [stored("a", Some("me"))];
    let seen = [Seen { stored: &leases[0], unchanged_since: Timestamp::from_secs(100), is_held: false }];
    let actions =
        plan(Timestamp::from_secs(100), &seen, &index(leases.to_vec()), rules("me"), &Random::from_seed(1));
    assert_eq!(actions, [Action::Take("a".into())]);
}

#[test]
fn children_wait_for_their_parents() {
    let mut leases = [stored("a", Some("other")), stored("b", None)];
    leases[1].lease.parents = vec!["a".into()];
    assert_eq!(decide(100, &leases, rules("me")), []);
    leases[0].lease.progress = Progress::ShardEnd;
    leases[0].lease.owner = None;
    assert_eq!(decide(100, &leases, rules("me")), [Action::Take("b".into())]);
}

/// What workers did over rounds: each plans in turn, what it takes or asks for is so at once, and what is asked for is
/// handed over before the asker's next turn.
fn play(leases: &mut [StoredLease], workers: &[String], rounds: usize, seed: u64) -> usize {
    let random = Random::from_seed(seed);
    let now = Timestamp::from_secs(1_000);
    let mut last_actions = 0;
    for _ in 0..rounds {
        last_actions = 0;
        for me in workers {
            for stored in leases.iter_mut() {
                if stored.lease.wanted_by.as_ref() == Some(me) {
                    stored.lease = stored.lease.handed_over();
                }
            }
            let is_alive = |stored: &StoredLease| {
                stored.lease.owner.as_ref().is_some_and(|owner| workers.contains(owner))
            };
            let seen: Vec<_> = leases
                .iter()
                .map(|stored| Seen {
                    stored,
                    unchanged_since: if is_alive(stored) { now } else { Timestamp::UNIX_EPOCH },
                    is_held: stored.lease.is_owned_by(me),
                })
                .collect();
            let actions = plan(now, &seen, &index(leases.to_vec()), rules(me), &random);
            last_actions += actions.len();
            for action in actions {
                let (id, change): (ShardId, fn(&Lease, &str) -> Lease) = match action {
                    Action::Take(id) => (id, Lease::taken_by),
                    Action::AskFor(id) => (id, Lease::asked_for_by),
                };
                let stored =
                    leases.iter_mut().find(|stored| stored.lease.shard_id == id).expect("it is there");
                stored.lease = change(&stored.lease, me);
            }
        }
    }
    last_actions
}

fn loads<'a>(leases: &'a [StoredLease], workers: &'a [String]) -> Vec<usize> {
    let mut loads: BTreeMap<&str, usize> = workers.iter().map(|worker| (worker.as_str(), 0)).collect();
    for stored in leases {
        let owner = stored.lease.owner.as_deref().expect("all are taken");
        *loads.get_mut(owner).expect("by those who live") += 1;
    }
    loads.into_values().collect()
}

proptest! {
    /// However many workers join, die and come back: after some rounds every shard has a living owner, no worker has two
    /// more than another, and nothing moves any more.
    #[test]
    fn workers_come_to_even_shares_and_rest(
        shards in 1_usize..30,
        crews in proptest::collection::vec(proptest::collection::btree_set(0_u8..9, 1..8), 1..6),
        seed: u64,
    ) {
        let mut leases: Vec<_> = (0..shards).map(|number| stored(&format!("shard-{number:02}"), None)).collect();
        for crew in crews {
            let workers: Vec<String> = crew.iter().map(|number| format!("worker-{number}")).collect();
            let moved = play(&mut leases, &workers, 4 * shards + 8, seed);
            let loads = loads(&leases, &workers);
            let (least, most) = (loads.iter().min().unwrap(), loads.iter().max().unwrap());
            prop_assert!(most - least <= 1, "{loads:?}");
            prop_assert_eq!(moved, 0, "{:?}", loads);
        }
    }
}
