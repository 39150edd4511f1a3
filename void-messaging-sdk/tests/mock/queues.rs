//! Queues themselves: making, finding, setting up, purging, deleting; tags and permissions.

use std::{collections::BTreeMap, time::Duration};

use void_messaging_sdk::mock::engine::{Code, Problem, Settings};

use crate::support::{World, draft, map};

fn code<T>(result: Result<T, Problem>) -> Option<Code> {
    result.err().map(|problem| problem.code())
}

#[test]
fn a_queue_has_the_documented_defaults() {
    let mut world = World::new();
    world.queue("q", &[]);
    let all = world.engine.attributes(world.now, "q", &["All".to_owned()]).unwrap();
    let expected = map(&[
        ("VisibilityTimeout", "30"),
        ("MaximumMessageSize", "1048576"),
        ("MessageRetentionPeriod", "345600"),
        ("DelaySeconds", "0"),
        ("ReceiveMessageWaitTimeSeconds", "0"),
        ("ApproximateNumberOfMessages", "0"),
        ("ApproximateNumberOfMessagesNotVisible", "0"),
        ("ApproximateNumberOfMessagesDelayed", "0"),
        ("CreatedTimestamp", "1700000000"),
        ("LastModifiedTimestamp", "1700000000"),
        ("QueueArn", "arn:aws:sqs:us-east-1:000000000000:q"),
        ("SqsManagedSseEnabled", "true"),
    ]);
    assert_eq!(all, expected);
    world.queue("q.fifo", &[]);
    for (name, value) in [
        ("FifoQueue", "true"),
        ("ContentBasedDeduplication", "false"),
        ("DeduplicationScope", "queue"),
        ("FifoThroughputLimit", "perQueue"),
    ] {
        assert_eq!(world.attribute("q.fifo", name).as_deref(), Some(value));
    }
}

#[test]
fn only_what_is_asked_for_is_told() {
    let mut world = World::new();
    world.queue("q", &[]);
    let ask = |world: &mut World, names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        world.engine.attributes(world.now, "q", &names)
    };
    assert_eq!(ask(&mut world, &[]).unwrap(), BTreeMap::new());
    assert_eq!(ask(&mut world, &["DelaySeconds", "Policy"]).unwrap(), map(&[("DelaySeconds", "0")]));
    assert_eq!(code(ask(&mut world, &["Nonsense"])), Some(Code::InvalidAttributeName));
}

#[test]
fn the_same_queue_can_be_made_again_and_another_of_its_name_not() {
    let mut world = World::new();
    world.queue("q", &[("DelaySeconds", "5")]);
    assert_eq!(world.try_queue("q", &[]), Ok(()));
    assert_eq!(world.try_queue("q", &[("DelaySeconds", "5"), ("VisibilityTimeout", "30")]), Ok(()));
    assert_eq!(code(world.try_queue("q", &[("DelaySeconds", "6")])), Some(Code::QueueNameExists));
    assert_eq!(code(world.try_queue("q", &[("Policy", "{}")])), Some(Code::QueueNameExists));
}

#[test]
fn names_fit_the_kind() {
    let mut world = World::new();
    let kind = |fifo: &str| map(&[("FifoQueue", fifo)]);
    let none = BTreeMap::new();
    for (name, given) in
        [("q", kind("true")), ("q.fifo", none.clone()), ("q.fifo", kind("false")), ("", none.clone())]
    {
        let made = world.engine.create_queue(world.now, name, &given, &none);
        assert_eq!(code(made), Some(Code::InvalidParameterValue), "{name} {given:?}");
    }
    assert_eq!(world.engine.create_queue(world.now, "q", &kind("false"), &none), Ok(()));
    assert_eq!(
        code(world.engine.set_attributes(world.now, "q", &kind("true"))),
        Some(Code::InvalidAttributeValue)
    );
}

#[test]
fn a_name_is_free_again_after_sixty_seconds() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.send("q", "a");
    world.engine.delete_queue(world.now, "q").unwrap();
    assert_eq!(code(world.engine.send(world.now, "q", draft("a"))), Some(Code::QueueDoesNotExist));
    assert_eq!(code(world.engine.delete_queue(world.now, "q")), Some(Code::QueueDoesNotExist));
    world.pass(59.0);
    assert_eq!(code(world.try_queue("q", &[])), Some(Code::QueueDeletedRecently));
    world.pass(1.0);
    world.queue("q", &[]);
    assert_eq!(world.counts("q"), [0, 0, 0]);
    assert_eq!(world.engine.next_wakeup(world.now), None);
}

#[test]
fn the_wait_for_a_name_can_be_switched_off() {
    let mut world = World::of(Settings { recreate_wait: false, ..World::settings() });
    world.queue("q", &[]);
    world.engine.delete_queue(world.now, "q").unwrap();
    assert_eq!(world.try_queue("q", &[]), Ok(()));
}

#[test]
fn a_purge_drops_all_and_is_not_repeated_for_sixty_seconds() {
    let mut world = World::new();
    world.queue("q", &[]);
    for body in ["visible", "in flight"] {
        world.send("q", body);
    }
    let received = world.receive("q", 1).remove(0);
    world
        .engine
        .send(
            world.now,
            "q",
            void_messaging_sdk::mock::engine::Draft {
                delay: Some(Duration::from_secs(5)),
                ..draft("delayed")
            },
        )
        .unwrap();
    world.engine.purge(world.now, "q").unwrap();
    assert_eq!(world.counts("q"), [0, 0, 0]);
    assert_eq!(world.delete("q", &received), Ok(false));
    assert_eq!(world.engine.next_wakeup(world.now), None);
    world.send("q", "after");
    world.pass(59.0);
    assert_eq!(code(world.engine.purge(world.now, "q")), Some(Code::PurgeQueueInProgress));
    assert_eq!(world.bodies("q", 10), ["after"]);
    world.pass(1.0);
    assert_eq!(world.engine.purge(world.now, "q"), Ok(()));
    assert_eq!(code(world.engine.purge(world.now, "nowhere")), Some(Code::QueueDoesNotExist));
}

#[test]
fn a_change_is_dated() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.pass(10.0);
    world.engine.set_attributes(world.now, "q", &map(&[("DelaySeconds", "1")])).unwrap();
    assert_eq!(world.attribute("q", "CreatedTimestamp").as_deref(), Some("1700000000"));
    assert_eq!(world.attribute("q", "LastModifiedTimestamp").as_deref(), Some("1700000010"));
    // A change that is refused changes nothing at all.
    let refused =
        world.engine.set_attributes(world.now, "q", &map(&[("DelaySeconds", "2"), ("Nonsense", "1")]));
    assert_eq!(code(refused), Some(Code::InvalidAttributeName));
    assert_eq!(world.attribute("q", "DelaySeconds").as_deref(), Some("1"));
}

#[test]
fn queues_are_listed_by_prefix_in_pages() {
    let mut world = World::new();
    for name in ["b2", "a", "b1", "c", "b3"] {
        world.queue(name, &[]);
    }
    let page = |after: Option<&str>| {
        let page = world.engine.queues("b", after, 2);
        (page.names, page.next)
    };
    assert_eq!(page(None), (vec!["b1".to_owned(), "b2".to_owned()], Some("b2".to_owned())));
    assert_eq!(page(Some("b2")), (vec!["b3".to_owned()], None));
    assert_eq!(world.engine.queues("", None, 1000).names, ["a", "b1", "b2", "b3", "c"]);
}

#[test]
fn tags_are_kept_and_limited() {
    let mut world = World::new();
    world.queue("q", &[]);
    world.engine.tag("q", &map(&[("a", "1"), ("b", "2")])).unwrap();
    world.engine.tag("q", &map(&[("a", "3")])).unwrap();
    assert_eq!(world.engine.tags("q").unwrap(), &map(&[("a", "3"), ("b", "2")]));
    world.engine.untag("q", &["a".to_owned(), "nowhere".to_owned()]).unwrap();
    assert_eq!(world.engine.tags("q").unwrap(), &map(&[("b", "2")]));
    let many: BTreeMap<String, String> = (0..50).map(|number| (number.to_string(), String::new())).collect();
    assert_eq!(code(world.engine.tag("q", &many)), Some(Code::InvalidParameterValue));
    assert_eq!(code(world.engine.tag("q", &BTreeMap::new())), Some(Code::MissingParameter));
    assert_eq!(code(world.engine.untag("q", &[])), Some(Code::InvalidParameterValue));
    for (key, value) in [("", "x"), (&*"k".repeat(129), "x"), ("k", &*"v".repeat(257)), ("aws:k", "x")] {
        assert_eq!(
            code(world.engine.tag("q", &map(&[(key, value)]))),
            Some(Code::InvalidParameterValue),
            "{key}"
        );
    }
}

#[test]
fn permissions_are_statements_of_the_policy() {
    let mut world = World::new();
    world.queue("q", &[]);
    let accounts = ["123456789012".to_owned()];
    let actions = ["SendMessage".to_owned(), "*".to_owned()];
    let add = |world: &mut World, label: &str, accounts: &[String], actions: &[String]| {
        code(world.engine.add_permission(world.now, "q", label, accounts, actions))
    };
    assert_eq!(add(&mut world, "alice", &accounts, &actions), None);
    let policy: serde_json::Value = serde_json::from_str(&world.attribute("q", "Policy").unwrap()).unwrap();
    assert_eq!(policy["Statement"][0]["Sid"], "alice");
    assert_eq!(policy["Statement"][0]["Principal"]["AWS"], "arn:aws:iam::123456789012:root");
    assert_eq!(policy["Statement"][0]["Action"], serde_json::json!(["SQS:SendMessage", "SQS:*"]));
    assert_eq!(add(&mut world, "alice", &accounts, &actions), Some(Code::InvalidParameterValue));
    assert_eq!(add(&mut world, "a b", &accounts, &actions), Some(Code::InvalidParameterValue));
    assert_eq!(add(&mut world, "bob", &[], &actions), Some(Code::InvalidParameterValue));
    assert_eq!(add(&mut world, "bob", &["12".to_owned()], &actions), Some(Code::InvalidParameterValue));
    assert_eq!(add(&mut world, "bob", &accounts, &[]), Some(Code::MissingParameter));
    assert_eq!(
        add(&mut world, "bob", &accounts, &["PurgeQueue".to_owned()]),
        Some(Code::InvalidParameterValue)
    );
    assert_eq!(add(&mut world, "bob", &accounts, &vec!["*".to_owned(); 8]), Some(Code::OverLimit));
    let remove = |world: &mut World, label: &str| code(world.engine.remove_permission(world.now, "q", label));
    assert_eq!(remove(&mut world, "bob"), Some(Code::InvalidParameterValue));
    assert_eq!(remove(&mut world, "alice"), None);
    assert_eq!(world.attribute("q", "Policy"), None);
}
