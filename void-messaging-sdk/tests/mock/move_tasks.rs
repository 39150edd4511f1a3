//! Message move tasks: rate, cancellation, where messages go.

use void_messaging_sdk::mock::engine::{Code, MoveStatus, MoveTask};

use crate::support::{World, bodies, redrive_policy};

/// A dead-letter queue with as many dead letters of `q` as asked for.
fn with_dead_letters(count: usize) -> World {
    let mut world = World::new();
    world.queue_with_dead_letters("q", "dead", 1);
    (0..count).for_each(|number| drop(world.send("q", &number.to_string())));
    while !world.receive("q", 10).is_empty() {}
    world.pass(30.0);
    assert_eq!(world.receive("q", 10).len(), 0);
    assert_eq!(world.counts("dead"), [count, 0, 0]);
    world
}

fn start(world: &mut World, destination: Option<&str>, rate: Option<u32>) -> Result<String, Code> {
    let (source, destination) = (world.engine.arn("dead"), destination.map(|name| world.engine.arn(name)));
    let started = world.engine.start_move(world.now, &source, destination.as_deref(), rate);
    started.map_err(|problem| problem.code())
}

fn task(world: &mut World) -> MoveTask {
    let source = world.engine.arn("dead");
    world.engine.moves(world.now, &source, 10).unwrap().remove(0)
}

#[test]
fn messages_go_back_as_new_ones() {
    let mut world = with_dead_letters(3);
    start(&mut world, None, None).unwrap();
    world.pass(0.01);
    assert_eq!((world.counts("dead"), world.counts("q")), ([0, 0, 0], [3, 0, 0]));
    let task = task(&mut world);
    assert_eq!((task.status, task.moved, task.to_move), (MoveStatus::Completed, 3, 3));
    let received = world.receive("q", 1).remove(0);
    assert_eq!((received.receive_count, received.dead_letter), (1, None));
    assert_eq!(received.message.sent_at, task.started_at);
}

#[test]
fn a_rate_is_kept_to_the_millisecond() {
    let mut world = with_dead_letters(10);
    start(&mut world, None, Some(4)).unwrap();
    assert_eq!(world.counts("q"), [1, 0, 0]);
    world.pass(0.249);
    assert_eq!(world.counts("q"), [1, 0, 0]);
    world.pass(0.001);
    assert_eq!(world.counts("q"), [2, 0, 0]);
    world.pass(2.0);
    assert_eq!((world.counts("q"), task(&mut world).status), ([10, 0, 0], MoveStatus::Running));
    world.pass(0.25);
    assert_eq!(task(&mut world).status, MoveStatus::Completed);
}

#[test]
fn thousands_move_in_slices() {
    let mut world = with_dead_letters(2_500);
    start(&mut world, None, None).unwrap();
    assert_eq!(world.counts("q"), [1_000, 0, 0]);
    world.pass(0.01);
    assert_eq!((world.counts("q"), world.counts("dead")), ([2_500, 0, 0], [0, 0, 0]));
}

#[test]
fn a_task_can_be_cancelled_once() {
    let mut world = with_dead_letters(10);
    let handle = start(&mut world, None, Some(1)).unwrap();
    world.pass(3.0);
    assert_eq!(world.engine.cancel_move(world.now, &handle), Ok(4));
    world.pass(60.0);
    assert_eq!((world.counts("q"), world.counts("dead")), ([4, 0, 0], [6, 0, 0]));
    assert_eq!(task(&mut world).status, MoveStatus::Cancelled);
    let again = world.engine.cancel_move(world.now, &handle).unwrap_err();
    assert_eq!(again.code(), Code::UnsupportedOperation);
    assert_eq!(world.engine.cancel_move(world.now, "no task").unwrap_err().code(), Code::ResourceNotFound);
}

#[test]
fn one_task_a_source_at_a_time() {
    let mut world = with_dead_letters(10);
    start(&mut world, None, Some(1)).unwrap();
    assert_eq!(start(&mut world, None, None), Err(Code::UnsupportedOperation));
}

#[test]
fn messages_can_go_to_another_queue() {
    let mut world = with_dead_letters(2);
    world.queue("custom", &[]);
    start(&mut world, Some("custom"), None).unwrap();
    world.pass(0.01);
    assert_eq!((world.counts("custom"), world.counts("q")), ([2, 0, 0], [0, 0, 0]));
}

#[test]
fn what_is_in_flight_stays() {
    let mut world = with_dead_letters(3);
    world.receive("dead", 1);
    start(&mut world, None, None).unwrap();
    world.pass(0.01);
    assert_eq!((world.counts("dead"), world.counts("q")), ([0, 1, 0], [2, 0, 0]));
    assert_eq!(task(&mut world).status, MoveStatus::Completed);
}

#[test]
fn a_message_that_came_from_nowhere_fails_the_task() {
    let mut world = with_dead_letters(1);
    world.send("dead", "sent here");
    start(&mut world, None, None).unwrap();
    world.pass(0.01);
    assert!(matches!(task(&mut world).status, MoveStatus::Failed(_)));
    assert_eq!((world.counts("dead"), world.counts("q")), ([1, 0, 0], [1, 0, 0]));
}

#[test]
fn what_can_not_be_is_refused() {
    let mut world = with_dead_letters(1);
    world.queue("plain", &[]);
    world.queue("other.fifo", &[]);
    let source = world.engine.arn("plain");
    let refused = world.engine.start_move(world.now, &source, None, None).unwrap_err();
    assert_eq!(refused.code(), Code::InvalidParameterValue);
    for source in
        ["nonsense", "arn:aws:sqs:us-east-1:000000000000:nowhere", "arn:aws:sqs:eu-west-1:000000000000:dead"]
    {
        let refused = world.engine.start_move(world.now, source, None, None).unwrap_err();
        assert_eq!(refused.code(), Code::ResourceNotFound, "{source}");
        assert_eq!(world.engine.moves(world.now, source, 1).unwrap_err().code(), Code::ResourceNotFound);
    }
    assert_eq!(start(&mut world, Some("nowhere"), None), Err(Code::ResourceNotFound));
    assert_eq!(start(&mut world, Some("other.fifo"), None), Err(Code::InvalidParameterValue));
    assert_eq!(start(&mut world, Some("dead"), None), Err(Code::InvalidParameterValue));
    assert_eq!(start(&mut world, None, Some(0)), Err(Code::InvalidParameterValue));
    assert_eq!(start(&mut world, None, Some(501)), Err(Code::InvalidParameterValue));
    assert_eq!(start(&mut world, None, Some(500)).map(drop), Ok(()));
}

#[test]
fn a_fifo_queue_is_moved_in_order() {
    let mut world = World::new();
    world.queue("dead.fifo", &[]);
    let policy = redrive_policy(&world.engine, "dead.fifo", 1);
    world.queue("q.fifo", &[("RedrivePolicy", &policy)]);
    ["1", "2"].iter().for_each(|body| drop(world.send_in("q.fifo", "a", body)));
    let last = world.send_in("q.fifo", "a", "3");
    world.receive("q.fifo", 10);
    world.pass(30.0);
    world.receive("q.fifo", 10);
    let source = world.engine.arn("dead.fifo");
    world.engine.start_move(world.now, &source, None, None).unwrap();
    world.pass(0.01);
    let received = world.receive("q.fifo", 10);
    assert_eq!(bodies(&received), ["1", "2", "3"]);
    // New messages have new sequence numbers.
    let numbers: Vec<u64> = received.iter().filter_map(|received| received.message.sequence()).collect();
    assert!(last.sequence.unwrap() < numbers[0] && numbers.is_sorted(), "{numbers:?}");
    assert_eq!(received[0].message.deduplication_id(), Some("1"));
}
