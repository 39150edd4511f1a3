//! Fair queues: a noisy group keeps nobody waiting.

use std::collections::BTreeMap;

use void_messaging_sdk::mock::engine::{Draft, Received};

use crate::support::{World, bodies, draft};

fn send(world: &mut World, group: &str, body: &str) {
    let draft = Draft { group: Some(group.to_owned()), ..draft(body) };
    world.engine.send(world.now, "q", draft).unwrap();
}

fn groups(received: &[Received]) -> BTreeMap<String, usize> {
    let mut groups = BTreeMap::new();
    for received in received {
        *groups.entry(received.message.group().unwrap_or_default().to_owned()).or_default() += 1;
    }
    groups
}

#[test]
fn without_groups_the_order_is_that_of_sending() {
    let mut world = World::new();
    world.queue("q", &[]);
    let sent: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    sent.iter().for_each(|body| drop(world.send("q", body)));
    assert_eq!(world.bodies("q", 10), sent);
}

#[test]
fn a_backlog_keeps_no_other_group_waiting() {
    let mut world = World::new();
    world.queue("q", &[]);
    (0..10_000).for_each(|_| send(&mut world, "noisy", "noisy"));
    send(&mut world, "quiet", "quiet");
    // One consumer that has one message at a time: nothing is in flight when it asks.
    let waited = (1..).find(|_| {
        let received = world.receive("q", 1).remove(0);
        world.delete("q", &received).unwrap();
        received.message.body() == "quiet"
    });
    // It waits for one message of each group that was there before, whatever their backlog.
    assert_eq!(waited, Some(2));
}

#[test]
fn groups_take_turns() {
    let mut world = World::new();
    world.queue("q", &[]);
    for group in ["a", "b", "c"] {
        (0..100).for_each(|_| send(&mut world, group, "x"));
    }
    let received: Vec<Received> = (0..9).flat_map(|_| world.receive("q", 10)).collect();
    let equal = ["a", "b", "c"].map(|group| (group.to_owned(), 30));
    assert_eq!(groups(&received), BTreeMap::from(equal));
}

#[test]
fn a_group_with_many_in_flight_comes_last_and_still_comes() {
    let mut world = World::new();
    world.queue("q", &[]);
    (0..60).for_each(|_| send(&mut world, "noisy", "noisy"));
    (0..4).for_each(|_| drop(world.receive("q", 10)));
    // 40 in flight, all of one group: from now on it waits for the others, whoever was served last.
    (0..9).for_each(|_| send(&mut world, "quiet", "quiet"));
    world.send("q", "alone");
    let quiet = world.receive("q", 10);
    assert!(!bodies(&quiet).contains(&"noisy".to_owned()), "{:?}", bodies(&quiet));
    assert_eq!(groups(&world.receive("q", 10)), BTreeMap::from([("noisy".to_owned(), 10)]));
}

#[test]
fn thirty_in_flight_are_not_noisy_among_many() {
    let mut world = World::new();
    world.queue("q", &[]);
    (0..400).for_each(|_| drop(world.send("q", "alone")));
    (0..40).for_each(|_| drop(world.receive("q", 10)));
    (0..60).for_each(|_| send(&mut world, "busy", "busy"));
    (0..3).for_each(|_| drop(world.receive("q", 10)));
    // 30 of 430 are less than a tenth: it has its turn before what was sent later.
    world.send("q", "alone");
    assert_eq!(world.bodies("q", 2), ["busy", "alone"]);
}

#[test]
fn a_noisy_group_is_quiet_again_when_its_messages_are_handled() {
    let mut world = World::new();
    world.queue("q", &[]);
    (0..50).for_each(|_| send(&mut world, "a", "a"));
    let in_flight: Vec<Received> = (0..4).flat_map(|_| world.receive("q", 10)).collect();
    for received in &in_flight {
        world.delete("q", received).unwrap();
    }
    (0..20).for_each(|_| send(&mut world, "b", "b"));
    let received = world.receive("q", 10);
    assert_eq!(groups(&received), BTreeMap::from([("a".to_owned(), 5), ("b".to_owned(), 5)]));
}
