//! Redrive policies: who may have which dead-letter queue, and when a message goes there.

use void_messaging_sdk::mock::engine::{Code, RedriveTo};

use crate::support::{World, map, redrive_policy};

#[test]
fn a_message_moves_on_the_receive_after_the_limit() {
    let mut world = World::new();
    world.queue_with_dead_letters("q", "dead", 2);
    let sent = world.send("q", "a");
    let sent_at = world.now;
    for _ in 0..2 {
        assert_eq!(world.bodies("q", 1), ["a"]);
        world.pass(30.0);
    }
    // It waits where it is until somebody asks for it.
    assert_eq!((world.counts("q"), world.counts("dead")), ([1, 0, 0], [0, 0, 0]));
    assert_eq!(world.bodies("q", 1), [""; 0]);
    assert_eq!((world.counts("q"), world.counts("dead")), ([0, 0, 0], [1, 0, 0]));
    let dead = world.receive("dead", 1).remove(0);
    assert_eq!((dead.message.id, dead.message.sent_at), (sent.id, sent_at));
    // The count goes on over all queues.
    assert_eq!(dead.receive_count, 3);
    let letter = dead.dead_letter.unwrap();
    assert_eq!((letter.source.as_str(), letter.receives, letter.cause), ("q", 2, None));
}

#[test]
fn a_receive_goes_on_to_what_is_not_exhausted() {
    let mut world = World::new();
    world.queue_with_dead_letters("q", "dead", 1);
    world.send("q", "old");
    world.receive("q", 1);
    world.pass(30.0);
    world.send("q", "new");
    assert_eq!(world.bodies("q", 1), ["new"]);
    assert_eq!(world.bodies("dead", 1), ["old"]);
}

#[test]
fn a_standard_queue_keeps_the_time_of_sending_and_retention_counts_from_it() {
    let mut world = World::new();
    world.queue_with_dead_letters("q", "dead", 1);
    world.engine.set_attributes(world.now, "dead", &map(&[("MessageRetentionPeriod", "60")])).unwrap();
    world.send("q", "a");
    world.receive("q", 1);
    world.pass(59.0);
    world.receive("q", 1);
    assert_eq!(world.counts("dead"), [1, 0, 0]);
    world.pass(1.0);
    assert_eq!(world.counts("dead"), [0, 0, 0]);
}

#[test]
fn what_comes_to_a_dead_letter_queue_out_of_order_expires_in_order() {
    let mut world = World::new();
    world.queue_with_dead_letters("one", "dead", 1);
    let policy = redrive_policy(&world.engine, "dead", 1);
    world.queue("two", &[("RedrivePolicy", &policy)]);
    world.engine.set_attributes(world.now, "dead", &map(&[("MessageRetentionPeriod", "100")])).unwrap();
    world.send("one", "older");
    world.pass(10.0);
    world.send("two", "younger");
    world.receive("one", 1);
    world.receive("two", 1);
    world.pass(30.0);
    // The younger one is dead first.
    world.receive("two", 1);
    world.receive("one", 1);
    world.pass(60.0);
    assert_eq!(world.bodies("dead", 10), ["younger"]);
    world.pass(10.0);
    assert_eq!(world.counts("dead"), [0, 0, 0]);
}

#[test]
fn a_fifo_queue_starts_the_time_of_sending_anew_and_goes_on_with_the_group() {
    let mut world = World::new();
    world.queue("dead.fifo", &[]);
    let policy = redrive_policy(&world.engine, "dead.fifo", 1);
    world.queue("q.fifo", &[("RedrivePolicy", &policy)]);
    let sent = world.send_in("q.fifo", "a", "1");
    world.send_in("q.fifo", "a", "2");
    world.receive("q.fifo", 1);
    world.pass(30.0);
    assert_eq!(world.bodies("q.fifo", 1), ["2"]);
    let dead = world.receive("dead.fifo", 1).remove(0);
    assert_eq!((dead.message.id, dead.message.sent_at), (sent.id, world.now));
    assert_eq!(dead.message.group(), Some("a"));
}

#[test]
fn a_policy_needs_a_queue_of_the_same_kind_that_allows_it() {
    let mut world = World::new();
    world.queue("dead", &[]);
    world.queue("dead.fifo", &[]);
    let code = |world: &mut World, name: &str, dead: &str| {
        let policy = redrive_policy(&world.engine, dead, 3);
        world.try_queue(name, &[("RedrivePolicy", &policy)]).err().map(|problem| problem.code())
    };
    assert_eq!(code(&mut world, "q", "nowhere"), Some(Code::InvalidParameterValue));
    assert_eq!(code(&mut world, "q", "dead.fifo"), Some(Code::InvalidParameterValue));
    assert_eq!(code(&mut world, "q.fifo", "dead"), Some(Code::InvalidParameterValue));
    let allow = |world: &mut World, policy: &str| {
        world.engine.set_attributes(world.now, "dead", &map(&[("RedriveAllowPolicy", policy)])).unwrap();
    };
    allow(&mut world, r#"{"redrivePermission":"denyAll"}"#);
    assert_eq!(code(&mut world, "q", "dead"), Some(Code::InvalidParameterValue));
    let by_queue =
        format!(r#"{{"redrivePermission":"byQueue","sourceQueueArns":["{}"]}}"#, world.engine.arn("q"));
    allow(&mut world, &by_queue);
    assert_eq!(code(&mut world, "another", "dead"), Some(Code::InvalidParameterValue));
    assert_eq!(code(&mut world, "q", "dead"), None);
}

#[test]
fn without_its_dead_letter_queue_a_message_stays() {
    let mut world = World::new();
    world.queue_with_dead_letters("q", "dead", 1);
    world.send("q", "a");
    world.engine.delete_queue(world.now, "dead").unwrap();
    for count in 1..5 {
        assert_eq!(world.receive("q", 1)[0].receive_count, count);
        world.pass(30.0);
    }
}

#[test]
fn sources_are_listed_in_pages() {
    let mut world = World::new();
    world.queue_with_dead_letters("a", "dead", 1);
    let policy = redrive_policy(&world.engine, "dead", 1);
    world.queue("c", &[("RedrivePolicy", &policy)]);
    world.queue("b", &[]);
    let page = world.engine.dead_letter_sources("dead", None, 1).unwrap();
    assert_eq!((page.names, page.next.as_deref()), (vec!["a".to_owned()], Some("a")));
    let page = world.engine.dead_letter_sources("dead", Some("a"), 1).unwrap();
    assert_eq!((page.names, page.next), (vec!["c".to_owned()], None));
}

#[test]
fn a_dead_letter_can_be_sent_on_by_hand_with_another_body() {
    let mut world = World::new();
    world.queue_with_dead_letters("q", "dead", 1);
    let first = world.send("q", "a");
    world.receive("q", 1);
    world.pass(30.0);
    world.receive("q", 1);
    let (now, body) = (world.now, Some("mended".to_owned()));
    let id = world.engine.redrive(now, "dead", first.id, None, &RedriveTo::Source, body).unwrap();
    assert_ne!(id, first.id);
    assert_eq!(world.counts("dead"), [0, 0, 0]);
    let received = world.receive("q", 1).remove(0);
    assert_eq!(
        (received.message.body(), received.receive_count, received.message.sent_at),
        ("mended", 1, now)
    );
    let missing = world.engine.redrive(now, "dead", first.id, None, &RedriveTo::Source, None).unwrap_err();
    assert_eq!(missing.code(), Code::ResourceNotFound);
    let sent = world.send("dead", "b");
    let from_nowhere =
        world.engine.redrive(now, "dead", sent.id, None, &RedriveTo::Source, None).unwrap_err();
    assert_eq!(from_nowhere.code(), Code::UnsupportedOperation);
    world.engine.redrive(now, "dead", sent.id, None, &RedriveTo::Queue("q".to_owned()), None).unwrap();
    assert_eq!(world.bodies("q", 1), ["b"]);
}
