//! Standard queues: visibility, delays, retention, receive counts, receipt handles, limits.

use std::time::Duration;

use void_messaging_sdk::mock::engine::{Code, Draft, Receive, Settings, limits};

use crate::support::{World, draft, map};

#[test]
fn a_message_is_hidden_until_its_visibility_timeout_passes() {
    let mut world = World::new();
    world.queue("q", &[("VisibilityTimeout", "10")]);
    world.send("q", "a");
    assert_eq!(world.bodies("q", 10), ["a"]);
    world.pass(9.999);
    assert_eq!((world.bodies("q", 10).len(), world.counts("q")), (0, [0, 1, 0]));
    world.pass(0.001);
    assert_eq!(world.bodies("q", 10), ["a"]);
}

#[test]
fn a_receive_can_hide_for_another_time() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.send("q", "a");
    let asked = |seconds| Receive { visibility: Some(Duration::from_secs(seconds)), ..Receive::default() };
    world.engine.receive(world.now, "q", &asked(0)).unwrap();
    assert_eq!(world.counts("q"), [1, 0, 0]);
    world.engine.receive(world.now, "q", &asked(5)).unwrap();
    world.pass(5.0);
    assert_eq!(world.counts("q"), [1, 0, 0]);
    assert_eq!(
        world.engine.receive(world.now, "q", &asked(43_201)).unwrap_err().code(),
        Code::InvalidParameterValue
    );
}

#[test]
fn visibility_ends_twelve_hours_after_the_receive() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.send("q", "a");
    let received = world.receive("q", 1).remove(0);
    world.hide("q", &received, 43_200).unwrap();
    world.pass(100.0);
    assert_eq!(world.hide("q", &received, 43_101), Err(Code::InvalidParameterValue));
    assert_eq!(world.hide("q", &received, 43_100), Ok(()));
    assert_eq!(world.hide("q", &received, 43_201), Err(Code::InvalidParameterValue));
}

#[test]
fn zero_visibility_gives_a_message_back_at_once() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.send("q", "a");
    let received = world.receive("q", 1).remove(0);
    world.hide("q", &received, 0).unwrap();
    assert_eq!(world.hide("q", &received, 5), Err(Code::MessageNotInflight));
    assert_eq!(world.bodies("q", 1), ["a"]);
}

#[test]
fn delays_by_message_and_by_queue() {
    let mut world = World::new();
    world.queue("q", &[("DelaySeconds", "10")]);
    world.send("q", "queue's");
    let now = Draft { delay: Some(Duration::ZERO), ..draft("at once") };
    world.engine.send(world.now, "q", now).unwrap();
    let later = Draft { delay: Some(Duration::from_secs(900)), ..draft("later") };
    world.engine.send(world.now, "q", later).unwrap();
    assert_eq!((world.bodies("q", 10), world.counts("q")), (vec!["at once".to_owned()], [0, 1, 2]));
    // A standard queue's delay is not retroactive.
    world.engine.set_attributes(world.now, "q", &map(&[("DelaySeconds", "0")])).unwrap();
    world.pass(9.999);
    assert_eq!(world.counts("q"), [0, 1, 2]);
    world.pass(0.001);
    assert_eq!(world.bodies("q", 10), ["queue's"]);
    let too_late = Draft { delay: Some(Duration::from_secs(901)), ..draft("too late") };
    assert_eq!(world.engine.send(world.now, "q", too_late).unwrap_err().code(), Code::InvalidParameterValue);
}

#[test]
fn retention_ends_whatever_the_state() {
    let mut world = World::new();
    world.queue("q", &[("MessageRetentionPeriod", "60")]);
    world.send("q", "in flight");
    world.receive("q", 1);
    world.send("q", "visible");
    let delayed = Draft { delay: Some(Duration::from_secs(600)), ..draft("delayed") };
    world.engine.send(world.now, "q", delayed).unwrap();
    world.pass(59.999);
    assert_eq!(world.counts("q").iter().sum::<usize>(), 3);
    world.pass(0.001);
    assert_eq!(world.counts("q"), [0, 0, 0]);
}

#[test]
fn a_shorter_retention_holds_for_what_is_there() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.send("q", "old");
    world.pass(100.0);
    world.send("q", "new");
    world.engine.set_attributes(world.now, "q", &map(&[("MessageRetentionPeriod", "60")])).unwrap();
    assert_eq!(world.bodies("q", 10), ["new"]);
    assert_eq!(world.engine.next_wakeup(world.now), Some(world.now + Duration::from_secs(30)));
}

#[test]
fn receives_are_counted_and_dated() {
    let mut world = World::new();
    world.queue("q", &[]);
    let sent_at = world.now;
    world.send("q", "a");
    world.pass(1.0);
    let first = world.now;
    for count in 1..=3 {
        let received = world.receive("q", 1).remove(0);
        assert_eq!((received.receive_count, received.first_received_at), (count, first));
        assert_eq!(received.message.sent_at, sent_at);
        world.pass(30.0);
    }
}

#[test]
fn each_receive_has_a_handle_of_its_own_and_the_latest_deletes() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.send("q", "a");
    let first = world.receive("q", 1).remove(0);
    world.pass(30.0);
    let second = world.receive("q", 1).remove(0);
    assert_ne!(first.handle, second.handle);
    // An old handle succeeds and does nothing.
    assert_eq!(world.delete("q", &first), Ok(false));
    assert_eq!(world.hide("q", &first, 10), Err(Code::MessageNotInflight));
    world.pass(30.0);
    // The latest one deletes even when its time is over.
    assert_eq!(world.delete("q", &second), Ok(true));
    assert_eq!(world.delete("q", &second), Ok(false));
    assert_eq!(world.counts("q"), [0, 0, 0]);
}

#[test]
fn forged_and_foreign_handles_are_refused() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.queue("other", &[]);
    world.send("q", "a");
    let mut received = world.receive("q", 1).remove(0);
    assert_eq!(world.delete("other", &received), Err(Code::ReceiptHandleIsInvalid));
    received.handle.replace_range(20..21, if &received.handle[20..21] == "A" { "B" } else { "A" });
    assert_eq!(world.delete("q", &received), Err(Code::ReceiptHandleIsInvalid));
    assert_eq!(world.hide("q", &received, 0), Err(Code::ReceiptHandleIsInvalid));
    received.handle = "nonsense".to_owned();
    assert_eq!(world.delete("q", &received), Err(Code::ReceiptHandleIsInvalid));
}

#[test]
fn a_handle_does_not_reach_the_message_that_took_the_place() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.send("q", "a");
    let gone = world.receive("q", 1).remove(0);
    world.delete("q", &gone).unwrap();
    world.send("q", "b");
    world.receive("q", 1);
    assert_eq!(world.delete("q", &gone), Ok(false));
    assert_eq!(world.counts("q"), [0, 1, 0]);
}

#[test]
fn at_most_ten_are_asked_for() {
    let mut world = World::new();
    world.queue("q", &[]);
    (0..11).for_each(|number| drop(world.send("q", &number.to_string())));
    for max in [0, 11] {
        let asked = Receive { max, ..Receive::default() };
        assert_eq!(
            world.engine.receive(world.now, "q", &asked).unwrap_err().code(),
            Code::InvalidParameterValue
        );
    }
    assert_eq!(world.bodies("q", 10), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[test]
fn only_so_many_are_in_flight() {
    assert_eq!(limits::MAX_IN_FLIGHT, 120_000);
    let mut world = World::of(Settings { max_in_flight: 15, ..World::settings() });
    world.queue("q", &[]);
    world.queue("q.fifo", &[]);
    for number in 0..20 {
        world.send("q", "a");
        world.send_in("q.fifo", &number.to_string(), &number.to_string());
    }
    for queue in ["q", "q.fifo"] {
        assert_eq!([world.receive(queue, 10).len(), world.receive(queue, 10).len()], [10, 5], "{queue}");
    }
    let refused = world.engine.receive(world.now, "q", &Receive::default()).unwrap_err();
    assert_eq!(refused.code(), Code::OverLimit);
    // A FIFO queue says nothing and gives nothing.
    assert_eq!(world.receive("q.fifo", 1).len(), 0);
    world.pass(30.0);
    assert_eq!((world.receive("q", 1).len(), world.receive("q.fifo", 1).len()), (1, 1));
}
