//! FIFO queues: order, groups, deduplication, attempt ids, delays.

use void_messaging_sdk::mock::engine::{Code, Draft, Receive, Received};

use crate::support::{World, bodies, draft, in_group, map};

fn receive_as(world: &mut World, attempt: &str, max: usize) -> Vec<Received> {
    let asked = Receive { max, attempt: Some(attempt), visibility: None };
    world.engine.receive(world.now, "q.fifo", &asked).unwrap()
}

#[test]
fn a_group_is_received_in_order_and_blocked_while_in_flight() {
    let mut world = World::new();
    world.queue("q.fifo", &[]);
    for (group, body) in [("a", "a1"), ("b", "b1"), ("a", "a2"), ("a", "a3")] {
        world.send_in("q.fifo", group, body);
    }
    let first = world.receive("q.fifo", 1);
    assert_eq!(bodies(&first), ["a1"]);
    assert_eq!(world.bodies("q.fifo", 10), ["b1"]);
    assert_eq!(world.bodies("q.fifo", 10), [""; 0]);
    world.delete("q.fifo", &first[0]).unwrap();
    // As many of a group as there is room for, in one receive.
    assert_eq!(world.bodies("q.fifo", 10), ["a2", "a3"]);
}

#[test]
fn what_comes_back_is_first_again() {
    let mut world = World::new();
    world.queue("q.fifo", &[("VisibilityTimeout", "5")]);
    ["1", "2", "3"].iter().for_each(|body| drop(world.send_in("q.fifo", "a", body)));
    let received = world.receive("q.fifo", 2);
    world.delete("q.fifo", &received[1]).unwrap();
    world.pass(5.0);
    assert_eq!(world.bodies("q.fifo", 10), ["1", "3"]);
}

#[test]
fn a_handle_expires_with_its_visibility_timeout() {
    let mut world = World::new();
    world.queue("q.fifo", &[]);
    world.send_in("q.fifo", "a", "1");
    let first = world.receive("q.fifo", 1).remove(0);
    world.pass(30.0);
    assert_eq!(world.delete("q.fifo", &first), Err(Code::InvalidParameterValue));
    let second = world.receive("q.fifo", 1).remove(0);
    assert_eq!(world.delete("q.fifo", &first), Err(Code::InvalidParameterValue));
    assert_eq!(world.delete("q.fifo", &second), Ok(true));
    assert_eq!(world.delete("q.fifo", &second), Ok(false));
}

#[test]
fn a_duplicate_is_taken_for_five_minutes_even_when_the_first_was_deleted() {
    let mut world = World::new();
    world.queue("q.fifo", &[]);
    let first = world.send_in("q.fifo", "a", "1");
    let received = world.receive("q.fifo", 1).remove(0);
    world.delete("q.fifo", &received).unwrap();
    world.pass(299.999);
    let second = world.send_in("q.fifo", "b", "1");
    assert_eq!((second.id, second.sequence, second.message.is_none()), (first.id, first.sequence, true));
    assert_eq!(world.counts("q.fifo"), [0, 0, 0]);
    world.pass(0.001);
    assert!(world.send_in("q.fifo", "a", "1").message.is_some());
}

#[test]
fn content_is_the_deduplication_id_where_the_queue_says_so() {
    let mut world = World::new();
    world.queue("q.fifo", &[("ContentBasedDeduplication", "true")]);
    let by_content = |body: &str| Draft { group: Some("a".to_owned()), ..draft(body) };
    let first = world.engine.send(world.now, "q.fifo", by_content("hello")).unwrap().message.unwrap();
    let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    assert_eq!(first.deduplication_id(), Some(sha256));
    assert!(world.engine.send(world.now, "q.fifo", by_content("hello")).unwrap().message.is_none());
    // An id of the sender's that is the same counts as the same.
    let explicit = Draft { deduplication_id: Some(sha256.to_owned()), ..by_content("other") };
    assert!(world.engine.send(world.now, "q.fifo", explicit).unwrap().message.is_none());
    let explicit = Draft { deduplication_id: Some("mine".to_owned()), ..by_content("hello") };
    assert!(world.engine.send(world.now, "q.fifo", explicit).unwrap().message.is_some());
}

#[test]
fn deduplication_can_be_by_group() {
    let mut world = World::new();
    world.queue(
        "q.fifo",
        &[("DeduplicationScope", "messageGroup"), ("FifoThroughputLimit", "perMessageGroupId")],
    );
    assert!(world.send_in("q.fifo", "a", "1").message.is_some());
    assert!(world.send_in("q.fifo", "b", "1").message.is_some());
    assert!(world.send_in("q.fifo", "a", "1").message.is_none());
}

#[test]
fn sequence_numbers_have_twenty_digits_and_grow() {
    let mut world = World::new();
    world.queue("q.fifo", &[]);
    let numbers: Vec<String> = (0..100)
        .map(|number: i32| world.send_in("q.fifo", "a", &number.to_string()).sequence.unwrap().to_string())
        .collect();
    assert!(numbers.iter().all(|number| number.len() == 20));
    assert!(numbers.is_sorted_by(|one, other| one < other));
}

#[test]
fn an_attempt_id_gets_the_same_messages_again() {
    let mut world = World::new();
    world.queue("q.fifo", &[]);
    ["1", "2", "3"].iter().for_each(|body| drop(world.send_in("q.fifo", "a", body)));
    let first = receive_as(&mut world, "try", 2);
    world.pass(20.0);
    let again = receive_as(&mut world, "try", 2);
    let handles = |received: &[Received]| -> Vec<String> {
        received.iter().map(|received| received.handle.clone()).collect()
    };
    assert_eq!((bodies(&again), handles(&again)), (vec!["1".to_owned(), "2".to_owned()], handles(&first)));
    assert_eq!(again[0].receive_count, 1);
    // The retry has reset the visibility timeout.
    world.pass(29.0);
    assert_eq!(world.counts("q.fifo"), [1, 2, 0]);
    assert_eq!(receive_as(&mut world, "another", 2).len(), 0);
    world.pass(1.0);
    assert_eq!(world.counts("q.fifo"), [3, 0, 0]);
}

#[test]
fn an_attempt_id_is_no_use_once_a_message_was_touched_or_after_five_minutes() {
    let mut world = World::new();
    world.queue("q.fifo", &[("VisibilityTimeout", "600")]);
    ["1", "2"].iter().for_each(|body| drop(world.send_in("q.fifo", body, body)));
    let received = receive_as(&mut world, "deleted", 2);
    world.delete("q.fifo", &received[0]).unwrap();
    assert_eq!(receive_as(&mut world, "deleted", 2).len(), 0);
    world.send_in("q.fifo", "c", "3");
    let received = receive_as(&mut world, "hidden", 1);
    world.hide("q.fifo", &received[0], 500).unwrap();
    assert_eq!(receive_as(&mut world, "hidden", 1).len(), 0);
    world.send_in("q.fifo", "d", "4");
    assert_eq!(receive_as(&mut world, "old", 1).len(), 1);
    world.pass(300.0);
    assert_eq!(receive_as(&mut world, "old", 1).len(), 0);
}

#[test]
fn an_attempt_id_is_for_fifo_queues() {
    let mut world = World::new();
    world.queue("q", &[]);
    let asked = Receive { attempt: Some("try"), ..Receive::default() };
    assert_eq!(world.engine.receive(world.now, "q", &asked).unwrap_err().code(), Code::InvalidParameterValue);
}

#[test]
fn the_delay_of_a_fifo_queue_is_retroactive() {
    let mut world = World::new();
    world.queue("q.fifo", &[("DelaySeconds", "100")]);
    world.send_in("q.fifo", "a", "1");
    world.pass(10.0);
    world.send_in("q.fifo", "a", "2");
    assert_eq!(world.counts("q.fifo"), [0, 0, 2]);
    world.engine.set_attributes(world.now, "q.fifo", &map(&[("DelaySeconds", "10")])).unwrap();
    assert_eq!(world.bodies("q.fifo", 10), ["1"]);
    world.pass(10.0);
    assert_eq!(world.counts("q.fifo"), [1, 1, 0]);
}

#[test]
fn a_group_can_be_used_again() {
    let mut world = World::new();
    world.queue("q.fifo", &[]);
    for round in 0..3 {
        world.engine.send(world.now, "q.fifo", in_group("a", &round.to_string())).unwrap();
        let received = world.receive("q.fifo", 10);
        assert_eq!(received.len(), 1);
        world.delete("q.fifo", &received[0]).unwrap();
    }
}
