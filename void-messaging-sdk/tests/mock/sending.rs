//! What a queue takes: sizes, characters, attributes, what fits its kind.

use std::time::Duration;

use void_messaging_sdk::mock::engine::{Attribute, AttributeValue, Code, Draft};

use crate::support::{World, draft, in_group};

fn refusal(world: &World, queue: &str, draft: Draft) -> Option<Code> {
    world.engine.check_send(queue, draft).err().map(|problem| problem.code())
}

fn attribute(name: &str, data_type: &str, value: &str) -> Attribute {
    Attribute { name: name.into(), data_type: data_type.into(), value: AttributeValue::Text(value.into()) }
}

#[test]
fn a_message_has_a_mebibyte_at_most_with_its_attributes() {
    let mut world = World::new();
    world.queue("q", &[]);
    let body = "x".repeat(1_048_576);
    assert_eq!(refusal(&world, "q", draft(&body)), None);
    assert_eq!(refusal(&world, "q", draft(&format!("{body}x"))), Some(Code::InvalidParameterValue));
    // Name, type and value count; the trace header does not.
    let with_attribute = |bytes: usize| Draft {
        attributes: vec![attribute("name", "String", "value")],
        trace_header: Some("Root=1-5759e988-bd862e3fe1be46a994272793".to_owned()),
        ..draft(&body[..bytes])
    };
    assert_eq!(refusal(&world, "q", with_attribute(1_048_576 - 15)), None);
    assert_eq!(refusal(&world, "q", with_attribute(1_048_576 - 14)), Some(Code::InvalidParameterValue));
}

#[test]
fn a_queue_can_set_a_smaller_maximum() {
    let mut world = World::new();
    world.queue("q", &[("MaximumMessageSize", "1024")]);
    assert_eq!(refusal(&world, "q", draft(&"é".repeat(512))), None);
    assert_eq!(refusal(&world, "q", draft(&"é".repeat(513))), Some(Code::InvalidParameterValue));
}

#[test]
fn bodies_and_attributes_have_allowed_characters() {
    let mut world = World::new();
    world.queue("q", &[]);
    assert_eq!(refusal(&world, "q", draft("")), Some(Code::MissingParameter));
    assert_eq!(refusal(&world, "q", draft("a\u{1}")), Some(Code::InvalidMessageContents));
    assert_eq!(refusal(&world, "q", draft("a\u{ffff}")), Some(Code::InvalidMessageContents));
    let with = |attribute| Draft { attributes: vec![attribute], ..draft("a") };
    assert_eq!(
        refusal(&world, "q", with(attribute("a", "String", "\0"))),
        Some(Code::InvalidMessageContents)
    );
    assert_eq!(
        refusal(&world, "q", with(attribute("AWS.a", "String", "x"))),
        Some(Code::InvalidParameterValue)
    );
    assert_eq!(refusal(&world, "q", with(attribute("a", "Number", "x"))), Some(Code::InvalidParameterValue));
    let many = (0..11).map(|number| attribute(&format!("a{number}"), "String", "x")).collect();
    let many = Draft { attributes: many, ..draft("a") };
    assert_eq!(refusal(&world, "q", many), Some(Code::InvalidParameterValue));
}

#[test]
fn a_standard_queue_refuses_what_is_for_fifo_queues() {
    let mut world = World::new();
    world.queue("q", &[]);
    let token = Draft { deduplication_id: Some("a".to_owned()), ..draft("a") };
    assert_eq!(refusal(&world, "q", token), Some(Code::InvalidParameterValue));
    // A group is for fairness.
    assert_eq!(refusal(&world, "q", Draft { group: Some("a".to_owned()), ..draft("a") }), None);
}

#[test]
fn a_fifo_queue_asks_for_a_group_and_a_deduplication_id() {
    let mut world = World::new();
    world.queue("q.fifo", &[]);
    world.queue("content.fifo", &[("ContentBasedDeduplication", "true")]);
    assert_eq!(refusal(&world, "q.fifo", draft("a")), Some(Code::MissingParameter));
    let no_token = Draft { group: Some("g".to_owned()), ..draft("a") };
    assert_eq!(refusal(&world, "q.fifo", no_token.clone()), Some(Code::InvalidParameterValue));
    assert_eq!(refusal(&world, "content.fifo", no_token), None);
    let delayed = |seconds| Draft { delay: Some(Duration::from_secs(seconds)), ..in_group("g", "a") };
    assert_eq!(refusal(&world, "q.fifo", delayed(1)), Some(Code::InvalidParameterValue));
    assert_eq!(refusal(&world, "q.fifo", delayed(0)), None);
    let long = Draft { group: Some("g".repeat(129)), ..in_group("g", "a") };
    assert_eq!(refusal(&world, "q.fifo", long), Some(Code::InvalidParameterValue));
}

#[test]
fn there_must_be_a_queue() {
    assert_eq!(refusal(&World::new(), "q", draft("a")), Some(Code::QueueDoesNotExist));
}
